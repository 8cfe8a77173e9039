"""What became of a need: how offers fell away, who took what it could have had, and what would bring it in."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..arrays import NO_LIMIT
from ..fit import Funnel
from ..plan import Match
from ..vocabulary import HORIZONS
from .account import Account
from .changes import Change, changes_that_bring_in


@dataclass(frozen=True)
class Candidate:
    """An eligible offer and why it gives no more to this need. `room` in the smallest unit; `obstacles` are codes: see
    OBSTACLES."""

    offer: str
    score: float
    given: int
    room: int
    obstacles: tuple[str, ...]


OBSTACLES = (
    "forbidden",
    "partners_full",
    "partnerships_full",
    "capacity_taken",
    "country_share_taken",
    "left_below_smallest_partnership",
    "outweighed",
)
"""Why an eligible offer gives nothing: staff forbade it; the need has all the partners it wants; the offer has all
its partnerships; its capacity, or the country's share of it, went to others; what is left is less than its smallest
partnership; or what the plan does instead is worth more."""


@dataclass(frozen=True)
class Rival:
    """Another need that holds capacity of an offer which this need could have had. `amount` in the smallest unit."""

    offer: str
    need: str
    amount: int
    score: float


@dataclass(frozen=True)
class NeedExplanation:
    """Amounts in the smallest unit. `outcome` is met, part or left_out. `waits_for` names the needs that had to be met
    first and are not. `changes` were each verified by solving again; None where that was not asked for."""

    need: str
    outcome: str
    amount: int
    smallest: int
    received: int
    lines: tuple[Match, ...]
    funnel: Funnel
    waits_for: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    rivals: tuple[Rival, ...]
    changes: tuple[Change, ...] | None


def explain_need(account: Account, need: str, *, seconds: float = 10.0) -> NeedExplanation:
    """The explanation of a need; for one left out, up to `seconds` go into finding what would bring it in."""
    record = account.need(need)
    n = account.case.pool.need_index[need]
    received = account.ledger.received(n)
    left_out = received == 0
    return NeedExplanation(
        need,
        "left_out" if left_out else "met" if received == record.amount else "part",
        record.amount,
        record.smallest,
        received,
        account.lines_of_need(need),
        account.fit(need).funnel(need),
        tuple(_unmet(account, n)),
        tuple(_candidate(account, k) for k in account.case.of_need.get(n, ())),
        tuple(sorted(_rivals(account, n), key=lambda r: (-r.amount, r.offer, r.need))),
        changes_that_bring_in(account, record, seconds) if left_out and seconds > 0 else None,
    )


def _unmet(account: Account, n: int) -> Iterator[str]:
    for first in account.case.earlier.get(n, ()):
        if account.ledger.received(first) < account.case.needs.met_at[first]:
            yield account.case.pool.needs[first].id


def _candidate(account: Account, k: int) -> Candidate:
    case, ledger = account.case, account.ledger
    room = max(ledger.room(k, h) for h in range(len(HORIZONS)))
    offer = case.pool.offers[int(case.pairs.offer[k])].id
    given = ledger.total(k)
    obstacles = () if given else _obstacles(account, k)
    return Candidate(offer, float(case.pairs.score[k]), given, room, obstacles)


def _obstacles(account: Account, k: int) -> tuple[str, ...]:
    case, ledger = account.case, account.ledger
    n, o = int(case.pairs.need[k]), int(case.pairs.offer[k])
    free = _free(account, k)
    country = _left_for_country(account, k)
    holds = {
        "forbidden": case.decided.get(k, ("", ()))[0] == "forbid",
        "partners_full": sum(ledger.total(j) > 0 for j in case.of_need[n]) >= case.needs.max_partners[n],
        "partnerships_full": sum(ledger.total(j) > 0 for j in case.of_offer[o]) >= case.offers.max_partnerships[o],
        "capacity_taken": free <= 0,
        "country_share_taken": country <= 0,
        "left_below_smallest_partnership": 0 < min(free, country) < case.pairs.least[k],
    }
    return tuple(code for code, true in holds.items() if true) or ("outweighed",)


def _free(account: Account, k: int) -> int:
    """What the offer still has, in all, in the horizons that suit the need."""
    case, ledger = account.case, account.ledger
    o = int(case.pairs.offer[k])
    horizons = [h for h in range(len(HORIZONS)) if case.pairs.open[k, h]]
    if case.offers.carry_over[o]:
        return max((min(ledger.free[o][h:]) for h in horizons), default=0)
    return sum(ledger.free[o][h] for h in horizons)


def _left_for_country(account: Account, k: int) -> int:
    case, ledger = account.case, account.ledger
    o, country = int(case.pairs.offer[k]), case.needs.country[case.pairs.need[k]]
    limit = int(case.offers.country_limit[o])
    if limit == NO_LIMIT:
        return NO_LIMIT
    return limit - sum(ledger.total(j) for j in case.of_offer[o] if case.needs.country[case.pairs.need[j]] == country)


def _rivals(account: Account, n: int) -> Iterator[Rival]:
    case = account.case
    for k in case.of_need.get(n, ()):
        offer = case.pool.offers[int(case.pairs.offer[k])].id
        for match in account.lines_of_offer(offer):
            if match.need != case.pool.needs[n].id:
                yield Rival(offer, match.need, match.amount, match.score)
