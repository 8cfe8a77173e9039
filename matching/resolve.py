"""A finished plan solved again around new decisions: what moves, and what each decision costs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from .around import Around
from .canonical import canonical
from .case import make_case
from .clock import Clock, Listener
from .compare import Comparison, compare_plans
from .conflicts import refuse_conflicts
from .errors import InvalidInput
from .explain.account import Account, amounts_of
from .explain.decision import DecisionExplanation, told_by
from .inputs.notes import read_decisions
from .plan import Fairness, Plan
from .pool import Decision, Pool
from .search import Search
from .solve import SOLVED_WHOLE, plan_for, plan_of, solved_whole

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
    """of the new decisions, in their order, for as many as there was time"""
    new: int
    """how many decisions are new"""


def resolve_plan(
    account: Account,
    decisions: pd.DataFrame,
    *,
    keep: bool,
    fairness: Fairness | None = None,
    prices: Mapping[str, Any] | None = None,
    rounds: int | None = None,
    time_limit: float | None = None,
    progress: Listener | None = None,
    file: str = "decisions",
) -> Resolution:
    """The plan of the account solved again with these decisions (columns of decisions.csv) added to its own; a new one
    takes the place of an older one on the same pair.

    `keep`: lines that still fit stay as they are, and only needs that lose something, or had nothing, are planned
    anew; where that cannot be done, and without `keep`, everything is. `fairness` and `prices` are those of the plan
    (Plan.fairness, Plan.prices): without them they are sought again. Raises InvalidInput (naming `file`),
    ConflictingDecisions or NoPlanInTime.
    """
    clock = Clock(time_limit or account.case.policy.time_limit, progress)
    new = _read(account.case.pool, decisions, file)
    pool = decided(account.case.pool, new)
    with clock.timed("eligibility"):
        refuse_conflicts(make_case(pool, account.case.policy))
    around = Around(account, fairness, prices)
    plan = (_kept(around, pool, clock, len(new)) if keep else None) or _anew(around, pool, clock, rounds)
    after = Account(make_case(pool, account.case.policy), plan.matches)
    costs = tuple(_costs(around, after, plan, new, keep, clock))
    plan = replace(plan, seconds={**clock.seconds, "total": clock.elapsed()})
    return Resolution(plan, _by_ids(pool.decisions), compare_plans(account, after), costs, len(new))


def _read(pool: Pool, decisions: pd.DataFrame, file: str) -> list[Decision]:
    new, table = read_decisions(decisions, file, pool.need_index, pool.offer_index)
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


def _kept(around: Around, pool: Pool, clock: Clock, new: int) -> Plan | None:
    with clock.timed("solve"):
        search = around.searched(pool, clock.part(1 + new))
    if not search.has_plan:
        return None
    with clock.timed("check"):
        plan = plan_of(search, None)
    return replace(plan, prices=plan.prices or around.prices)


def _anew(around: Around, pool: Pool, clock: Clock, rounds: int | None) -> Plan:
    part = clock.part(1 / PART_FOR_THE_PLAN)
    plan = plan_for(pool, around.account.case.policy, rounds=rounds, clock=part)
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
            without = _searched(around, others, keep, clock.part(len(new) - i))
            without.consider(amounts_of(without.case, plan.matches))
            yield told_by(decision, plan, plan_of(without, None))


def _searched(around: Around, pool: Pool, keep: bool, clock: Clock) -> Search:
    """Around the plan of before; or from nothing, where that was asked for and is quick."""
    case = make_case(pool, around.account.case.policy)
    if keep or len(case.pairs) > SOLVED_WHOLE:
        return around.searched(pool, clock)
    return solved_whole(case, clock, None)[0]
