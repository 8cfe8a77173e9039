"""A finished plan solved again around new decisions: what moves, and what each decision costs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from .amounts import Decimals
from .around import Around
from .canonical import canonical
from .case import Case, make_case
from .clock import Clock
from .compare import Comparison, compare_plans, refuse_other_money
from .errors import InvalidInput
from .explain.account import Account
from .explain.decision import DecisionExplanation, told_by
from .inputs.notes import read_decisions
from .plan import Plan
from .policy import Policy
from .pool import Decision, Pool
from .search import Search
from .solve import SOLVED_WHOLE, plan_for, plan_of, solvable_case, solved_whole

PART_FOR_THE_PLAN = 0.6
"""Of the time, where the plan is made anew; the rest is for what the decisions cost."""


@dataclass(frozen=True)
class Resolution:
    """The new plan, its decisions (those of the plan before, and the new ones), and what moved."""

    plan: Plan
    decisions: tuple[Decision, ...]
    """of all, sorted by ids"""
    moved: Comparison
    costs: tuple[DecisionExplanation, ...]
    """of the new decisions, sorted by ids, for as many as there was time"""
    new: int
    """how many decisions are new"""

    def as_dict(self) -> dict[str, Any]:
        """What `resolve --json` prints."""
        return {
            "plan": self.plan.as_dict(),
            "moved": self.moved.as_dict(),
            "costs": [asdict(cost) for cost in self.costs],
            "not_told": self.new - len(self.costs),
        }


def resolve_plan(
    account: Account,
    decisions: pd.DataFrame,
    *,
    keep: bool,
    rounds: int | None = None,
    clock: Clock | None = None,
    file: str = "decisions",
) -> Resolution:
    """The plan of the account solved again with these decisions (columns of decisions.csv) added to its own; a new one
    takes the place of an older one on the same pair.

    `keep`: lines that still fit stay as they are, and only needs that lose something, or had nothing, are planned
    anew; where that cannot be done, and without `keep`, everything is. What the account does not know of the plan's
    fairness and prices is sought again. Raises InvalidInput (naming `file`), ConflictingDecisions or NoPlanInTime.
    """
    pool, policy = account.case.pool, account.case.policy
    world = decided(pool, _read(pool, decisions, file, policy.decimals))
    return resolve_in(account, world, policy, keep=keep, rounds=rounds, clock=clock or Clock(policy.time_limit))


def resolve_in(
    account: Account, pool: Pool, policy: Policy, *, keep: bool, rounds: int | None = None, clock: Clock
) -> Resolution:
    """The same for a pool, with all its decisions, and a policy that may both have changed since the plan was made, but
    for the decimals of money."""
    refuse_other_money(account.case.policy, policy)
    new = _new(account.case.pool, pool)
    with clock.timed("eligibility"):
        case = solvable_case(pool, policy, clock)
    around = Around(account)
    keep = keep and not _asks_for_floors_first(account, policy)
    plan = (_kept(around, case, clock, len(new)) if keep else None) or _anew(pool, policy, clock, rounds)
    after = Account(case, plan.matches, plan.fairness, plan.prices)
    costs = tuple(_costs(around, after, plan, new, keep, clock))
    plan = replace(plan, seconds={**clock.seconds, "total": clock.elapsed()})
    return Resolution(plan, _by_ids(pool.decisions), compare_plans(account, after), costs, len(new))


def _asks_for_floors_first(account: Account, policy: Policy) -> bool:
    """Whether floors are wanted that the plan knew nothing of: they are sought with a plan anew."""
    return policy.fairness > 0 and account.fairness is not None and account.fairness.level == 0


def _new(before: Pool, after: Pool) -> list[Decision]:
    """The decisions that were not there before."""
    known = set(before.decisions)
    return list(_by_ids(decision for decision in after.decisions if decision not in known))


def _read(pool: Pool, decisions: pd.DataFrame, file: str, decimals: Decimals) -> list[Decision]:
    new, table = read_decisions(decisions, file, pool.kinds, pool.offer_index, decimals)
    if table.problems:
        raise InvalidInput(table.problems)
    return new


def decided(pool: Pool, new: Sequence[Decision]) -> Pool:
    """The pool with its decisions and the new ones, which win on the same pair."""
    said = {(decision.need, decision.offer) for decision in new}
    older = [decision for decision in pool.decisions if (decision.need, decision.offer) not in said]
    return with_decisions(pool, [*older, *new])


def with_decisions(pool: Pool, decisions: Iterable[Decision]) -> Pool:
    return canonical(replace(pool, decisions=tuple(decisions)))


def _by_ids(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(decisions, key=lambda d: (d.need, d.offer, d.decision, d.amounts)))


def _kept(around: Around, case: Case, clock: Clock, new: int) -> Plan | None:
    with clock.timed("solve"):
        search = around.searched(case, clock.part(1 + new))
    if not search.has_plan:
        return None
    with clock.timed("check"):
        plan = plan_of(search, None)
    return replace(plan, prices=plan.prices or around.prices)


def _anew(pool: Pool, policy: Policy, clock: Clock, rounds: int | None) -> Plan:
    part = clock.part(1 / PART_FOR_THE_PLAN)
    plan = plan_for(pool, policy, rounds=rounds, clock=part)
    clock.seconds |= part.seconds
    return plan


def _costs(
    around: Around, after: Account, plan: Plan, new: Sequence[Decision], keep: bool, clock: Clock
) -> Iterator[DecisionExplanation]:
    """Each new decision against a plan with all but it, made in the same way. What keeps all of them keeps all but one,
    too: so the plan without it is never worth less."""
    pool = after.case.pool
    for i, decision in enumerate(new):
        if not clock.left():
            return
        others = with_decisions(pool, (d for d in pool.decisions if d != decision))
        with clock.timed("costs"):
            without = _searched(around, make_case(others, after.case.policy), keep, clock.part(len(new) - i))
            without.consider(after.amounts_in(without.case))
            yield told_by(decision, plan, plan_of(without, None))


def _searched(around: Around, case: Case, keep: bool, clock: Clock) -> Search:
    """Around the plan of before; or from nothing, where that was asked for and is quick."""
    if keep or len(case.pairs) > SOLVED_WHOLE:
        return around.searched(case, clock)
    return solved_whole(case, clock, None)[0]
