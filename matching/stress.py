"""What every partner's withdrawal would cost the plan, which needs would lose by it, and who would stand in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import pandas as pd

from .amounts import Decimals, units
from .around import Around
from .case import make_case
from .check import Lines
from .check.value import scaled_weights
from .clock import Clock, Listener
from .compare import LineChange, line_changes, lines_of
from .errors import InvalidInput, Problem
from .expectations import expected
from .explain.account import Account
from .inputs import read_pool
from .plan import Plan
from .policy import Policy
from .pool import Offer, Pool
from .search import Search
from .search import lines_of as lines_in
from .solve import plan_for

PART_FOR_THE_PLAN = 0.5
"""Of the time; the rest is for the withdrawals."""

NOTHING: Final = {"financial": 0, "technical": 0}


@dataclass(frozen=True)
class StandIn:
    """A partner who gives more to the needs that the one who left had served; smallest units by kind."""

    partner: str
    amount_by_kind: Mapping[str, int]


@dataclass(frozen=True)
class Withdrawal:
    """What is lost when a partner takes back all offers and the rest of the plan stays, but for needs that lost
    something, or had nothing: these are planned anew from what is left. Amounts in smallest units."""

    partner: str
    offers: tuple[str, ...]
    impact_lost: float
    """the objective of the plan less the one without the partner"""
    at_least: float
    at_most: float
    """between these lies what the best plan loses, by the bounds of both: nothing at the least, since a plan without
    the partner is one with it, too (but for floors of fairness that only the partner lets it keep)"""
    fall_out: tuple[str, ...]
    lose_part: tuple[str, ...]
    lost_by_kind: Mapping[str, int]
    """what these needs lose"""
    stand_ins: tuple[StandIn, ...]
    """those who give most first"""
    pins_fall: bool
    """whether what staff pinned cannot be kept without the partner: then no pin was"""

    def as_dict(self, decimals: Decimals) -> dict[str, Any]:
        """The entry of stress.json: amounts in units, impacts to the billionth (beyond it, a bound depends on the order
        in which a solver adds)."""
        plain = asdict(self)
        for name in ("impact_lost", "at_least", "at_most"):
            plain[name] = round(plain[name], 9)
        for figures in (plain, *plain["stand_ins"]):
            name = "lost_by_kind" if "lost_by_kind" in figures else "amount_by_kind"
            figures[name] = {k: units(amount, decimals[k]) for k, amount in figures[name].items()}
        return plain


@dataclass(frozen=True)
class Stress:
    """The plan, and every withdrawal from it: the costliest first."""

    plan: Plan
    withdrawals: tuple[Withdrawal, ...]
    not_reached: tuple[str, ...]
    """partners for whom the time was too short: those whose lines are worth least"""


def stress_partners(
    needs: pd.DataFrame,
    offers: pd.DataFrame,
    *,
    partners: Sequence[str] | None = None,
    pairs: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    policy: Policy | None = None,
    only_pairs: bool = False,
    flat_scores: bool = False,
    rounds: int | None = None,
    progress: Listener | None = None,
) -> Stress:
    """A plan as `propose_plan` makes it, within half of the time limit, and the withdrawal of each partner (or of those
    named) from it, in the other half. An offer without a partner's name is a partner of its own, called by its id.

    Raises what `propose_plan` raises, and InvalidInput for a partner who is not there."""
    policy = policy or Policy()
    clock = Clock(policy.time_limit, progress)
    with clock.timed("read"):
        pool = read_pool(
            needs,
            offers,
            pairs,
            decisions,
            only_pairs=only_pairs,
            flat_scores=flat_scores,
            decimals=policy.decimals,
        )
    return stress_of(pool, policy, partners, rounds=rounds, clock=clock)


def stress_of(
    pool: Pool,
    policy: Policy,
    partners: Sequence[str] | None = None,
    *,
    rounds: int | None = None,
    clock: Clock | None = None,
    file: str = "offers",
) -> Stress:
    """The stress of a pool that was read already; `file` is the name by which problems speak of its offers."""
    clock = clock or Clock(policy.time_limit)
    _known(pool, partners, file)
    plan = plan_for(pool, policy, rounds=rounds, clock=clock.part(1 / PART_FOR_THE_PLAN))
    account = Account(make_case(pool, policy), plan.matches, plan.fairness, plan.prices)
    return withdrawals_from(account, plan, partners, clock, file)


def withdrawals_from(
    account: Account, plan: Plan, partners: Sequence[str] | None, clock: Clock, file: str = "offers"
) -> Stress:
    """The stress of a plan that is there already, in the account's words and its own."""
    pool, around = account.case.pool, Around(account)
    queue, found = _by_weight(pool, plan, _known(pool, partners, file)), []
    with clock.timed("withdraw"):
        while queue and clock.left():
            found.append(_withdrawal(around, plan, queue[0], clock.part(len(queue))))
            queue.pop(0)
            clock.tell()
    plan = replace(plan, seconds={**plan.seconds, **clock.seconds, "total": clock.elapsed()})
    return Stress(plan, tuple(sorted(found, key=lambda w: (-w.impact_lost, w.partner))), tuple(sorted(queue)))


def _by_weight(pool: Pool, plan: Plan, names: Sequence[str]) -> list[str]:
    """Those whose lines are worth most first: the time may be too short for all."""
    weight, partner = scaled_weights(pool), {offer.id: partner_of(offer) for offer in pool.offers}
    worth = dict.fromkeys(names, 0.0)
    for match in plan.matches:
        if partner[match.offer] in worth:
            worth[partner[match.offer]] += weight[match.need] * match.score * match.share
    return sorted(names, key=lambda name: (-worth[name], name))


def partner_of(offer: Offer) -> str:
    return offer.partner or offer.id


def _known(pool: Pool, partners: Sequence[str] | None, file: str) -> list[str]:
    """The partners to withdraw, in order of their names."""
    known = {partner_of(offer) for offer in pool.offers}
    if partners is None:
        return sorted(known)
    strangers = [name for name in partners if name not in known]
    if strangers:
        raise InvalidInput([Problem(file, None, "partner", name, expected("partner")) for name in strangers])
    return sorted(set(partners))


def _withdrawal(around: Around, plan: Plan, name: str, clock: Clock) -> Withdrawal:
    pool = around.account.case.pool
    offers = {offer.id for offer in pool.offers if partner_of(offer) == name}
    served = {match.need for match in plan.matches if match.offer in offers}
    if not served:
        return _nothing_lost(name, offers, plan)
    search, pins_fall = _without(around, offers, clock)
    objective = search.objective
    bound, lost = max(search.impact_bound, objective), plan.objective - objective
    old, new = lines_of(plan.matches), lines_in(search.case, search.amounts)
    kind = {need.id: need.kind for need in pool.needs}
    moved = list(line_changes(old, new, kind))
    before, now = _received(old), _received(new)
    losers = [n for n in before if now.get(n, 0) < before[n]]
    return Withdrawal(
        name,
        tuple(sorted(offers)),
        lost,
        max(plan.objective - bound, min(lost, 0.0)),
        plan.bound - objective,
        tuple(sorted(n for n in losers if n not in now)),
        tuple(sorted(n for n in losers if n in now)),
        _by_kind((kind[n], before[n] - now.get(n, 0)) for n in losers),
        tuple(_stand_ins(pool, moved, served, offers)),
        pins_fall,
    )


def _nothing_lost(name: str, offers: set[str], plan: Plan) -> Withdrawal:
    """Of a partner who gives nothing: the plan stays as it is, though a better one might have called on the partner."""
    most = plan.bound - plan.objective
    return Withdrawal(name, tuple(sorted(offers)), 0.0, 0.0, most, (), (), dict(NOTHING), (), False)


def _without(around: Around, offers: set[str], clock: Clock) -> tuple[Search, bool]:
    """The plan without these offers; without any pin, too, where no plan keeps them all."""
    rest = without_offers(around.account.case.pool, offers)
    policy = around.account.case.policy
    search = around.searched(make_case(rest, policy), clock)
    if search.has_plan:
        return search, False
    forbidden = tuple(decision for decision in rest.decisions if decision.decision == "forbid")
    return around.searched(make_case(replace(rest, decisions=forbidden), policy), clock), True


def without_offers(pool: Pool, gone: set[str]) -> Pool:
    """The pool without these offers, and without what is known of their pairs or decided on them; in the same order."""
    return replace(
        pool,
        offers=tuple(offer for offer in pool.offers if offer.id not in gone),
        notes=tuple(note for note in pool.notes if note.offer not in gone),
        decisions=tuple(decision for decision in pool.decisions if decision.offer not in gone),
    )


def _received(lines: Lines) -> dict[str, int]:
    received: dict[str, int] = defaultdict(int)
    for (need, _), amounts in lines.items():
        received[need] += sum(amounts)
    return received


def _by_kind(amounts: Iterable[tuple[str, int]]) -> dict[str, int]:
    totals = dict(NOTHING)
    for kind, amount in amounts:
        totals[kind] += amount
    return totals


def _stand_ins(pool: Pool, moved: Iterable[LineChange], served: set[str], gone: set[str]) -> Iterator[StandIn]:
    """Who gives more than before, in all, to the needs that were served by offers now gone."""
    partner = {offer.id: partner_of(offer) for offer in pool.offers}
    more: dict[str, dict[str, int]] = defaultdict(lambda: dict(NOTHING))
    for line in moved:
        if line.need in served and line.offer not in gone:
            more[partner[line.offer]][line.kind] += sum(line.after) - sum(line.before)
    gains = {name: by_kind for name, by_kind in more.items() if any(amount > 0 for amount in by_kind.values())}
    for name in sorted(gains, key=lambda name: (-max(gains[name].values()), name)):
        yield StandIn(name, {kind: max(amount, 0) for kind, amount in gains[name].items()})
