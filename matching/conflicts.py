"""Decisions that no plan can keep: found, reduced to a smallest set, and named with the rules they break."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .case import Case, make_case
from .check import check_rules
from .clock import Clock
from .errors import Conflict, ConflictingDecisions, Violation
from .model import RULES, build_model
from .pool import Decision, Pool
from .solver import Solver

LIMIT_RULES = ("eligibility", "window", "need_amount", "capacity", "partnership_size", "most_partnerships",
               "most_partners", "country_share", "forbid", "pin")  # fmt: skip
"""Rules that more lines can only break further: pins alone that break one are in conflict already."""

SECONDS = 5.0
"""For one test of feasibility; a test that ends undecided counts as feasible, and the search then finds out."""

PART_OF_TIME = 0.5
"""The part of the time limit after which nothing is tested any more: a conflict that was found may then be told with
decisions that are no part of it."""


def refuse_conflicts(case: Case, clock: Clock) -> None:
    """Raises ConflictingDecisions with a smallest set that cannot be kept, if there is one."""
    decisions = case.pool.decisions
    first = _broken(case, decisions, clock)
    if not first:
        return
    smallest = _smallest(case, [], list(decisions), False, clock)
    rules = _broken(case, smallest, clock) or first
    conflicts = [Conflict(d.need, d.offer, d.decision, rules) for d in smallest]
    raise ConflictingDecisions(conflicts, [one for one in _of_pins(case.pool, smallest) if one.rule in rules])


def broken_limits(pool: Pool) -> list[Violation]:
    """The limits that the pool's pins pass by themselves, each with its figures: no other line of a plan mends that."""
    return [one for one in _of_pins(pool, pool.decisions) if _is_limit(one)]


def _smallest(case: Case, kept: list[Decision], rest: list[Decision], grown: bool, clock: Clock) -> list[Decision]:
    """A smallest part of `rest` that, with `kept`, is in conflict (QuickXplain, Junker 2004)."""
    if grown and _broken(case, kept, clock):
        return []
    if len(rest) == 1:
        return rest
    left, right = rest[: len(rest) // 2], rest[len(rest) // 2 :]
    from_right = _smallest(case, [*kept, *left], right, True, clock)
    from_left = _smallest(case, [*kept, *from_right], left, bool(from_right), clock)
    return [*from_left, *from_right]


def _broken(case: Case, decisions: Sequence[Decision], clock: Clock) -> tuple[str, ...]:
    """The rules that these decisions cannot keep together; empty when some plan keeps them all."""
    if not decisions:
        return ()
    alone = _broken_alone(case, decisions)
    if alone or all(d.decision == "forbid" for d in decisions):
        return alone
    return _broken_with_others(replace(case, pool=replace(case.pool, decisions=tuple(decisions))), clock)


def _broken_alone(case: Case, decisions: Sequence[Decision]) -> tuple[str, ...]:
    """The limits that the pins among them pass."""
    found = broken_limits(replace(case.pool, decisions=tuple(decisions)))
    return tuple(dict.fromkeys(violation.rule for violation in found))


def _of_pins(pool: Pool, decisions: Sequence[Decision]) -> list[Violation]:
    """What the exact checker says of the pins without any other line."""
    lines: dict[tuple[str, str], tuple[int, int, int]] = {}
    for d in decisions:
        if d.decision == "pin":
            lines.setdefault((d.need, d.offer), d.amounts)
    return check_rules(replace(pool, decisions=tuple(decisions)), lines)


def _is_limit(violation: Violation) -> bool:
    return violation.rule.split(":")[0] in LIMIT_RULES


def _broken_with_others(case: Case, clock: Clock) -> tuple[str, ...]:
    """Whether other lines can be added so that every rule holds; if not, the rules whose absence would allow it."""
    if not clock.left(PART_OF_TIME):
        return ()
    fresh = _around_pins(make_case(case.pool, case.policy))
    if _is_feasible(fresh, (), clock):
        return ()
    culprits = tuple(
        rule
        for rule in RULES
        if rule not in ("pin", "taken_up") and clock.left(PART_OF_TIME) and _is_feasible(fresh, (rule,), clock)
    )
    return culprits or ("all rules together",)


def _is_feasible(case: Case, without: tuple[str, ...], clock: Clock) -> bool:
    solver = Solver(build_model(case, without=without))
    found = solver.feasible(min(SECONDS, clock.left(PART_OF_TIME)))
    return found.values is not None or not found.finished


def _around_pins(case: Case) -> Case:
    """The case without the needs that pins cannot touch: giving those nothing breaks no rule."""
    touched = {int(case.pairs.need[k]) for k, (said, _) in case.decided.items() if said == "pin"}
    for n in reversed(case.sequence):
        if n in touched:
            touched.update(case.earlier.get(n, ()))
    return case.only(np.isin(case.pairs.need, sorted(touched)))
