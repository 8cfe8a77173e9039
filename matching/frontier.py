"""The price of fairness as a curve: a plan for each level φ, from one model and one set of targets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Protocol

import pandas as pd

from .case import Case
from .clock import Clock, Listener
from .errors import InvalidInput, NoPlanInTime, Problem
from .expectations import expected
from .fairness import PART_OF_TIME, Targets, ideal_of
from .inputs import read_pool
from .model import build_model
from .plan import Plan
from .policy import Policy
from .pool import Pool
from .search import SAFETY, Search
from .solve import SOLVED_WHOLE, branch_and_bound, plan_of, solvable_case
from .solver import Solver

RESERVE: Final = 0.2
"""Of a level's part of the time: for carrying plans from level to level, and for their figures."""

LEVELS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class FrontierPoint:
    """The plan at one level of fairness."""

    level: float
    plan: Plan

    @property
    def lowest_fraction(self) -> float | None:
        """The smallest coverage among the groups, as a fraction of the best each could get; t* is the most that the
        relaxation can reach. None where the best is not known, or nobody can get anything."""
        groups = (group for group in self.plan.fairness.groups if group.best > 0)
        return min((group.coverage / group.best for group in groups), default=None)

    @property
    def shortfall(self) -> float:
        """What the coverages of all groups lack to their floors, summed."""
        return sum(group.shortfall for group in self.plan.fairness.groups)

    def as_dict(self) -> dict[str, Any]:
        """The entry of frontier.json."""
        return {
            "level": self.level,
            "t": self.plan.fairness.t,
            "objective": self.plan.objective,
            "bound": self.plan.bound,
            "gap": self.plan.gap,
            "lowest_fraction": self.lowest_fraction,
            "shortfall": self.shortfall,
            "needs_taken_up": self.plan.needs_taken_up,
            "partnerships": self.plan.partnerships,
        }


def fairness_frontier(
    needs: pd.DataFrame,
    offers: pd.DataFrame,
    *,
    levels: Iterable[float] = LEVELS,
    pairs: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    policy: Policy | None = None,
    only_pairs: bool = False,
    flat_scores: bool = False,
    rounds: int | None = None,
    progress: Listener | None = None,
) -> tuple[FrontierPoint, ...]:
    """A checked plan for each level of fairness, from the lowest up, as `propose_plan` makes them; the policy's time
    limit is for all together, and its own level is not used. Raises what `propose_plan` raises.

    No level's plan is worth less by its own floors than the plan of any other level: what is found at one is
    carried over wherever it is better. So less fairness never shows less impact, unless it misses less of its floors.
    """
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
    return frontier_of(pool, policy, levels, rounds=rounds, clock=clock)


def frontier_of(
    pool: Pool,
    policy: Policy,
    levels: Iterable[float] = LEVELS,
    *,
    rounds: int | None = None,
    clock: Clock | None = None,
) -> tuple[FrontierPoint, ...]:
    """The frontier of a pool that was read already."""
    clock = clock or Clock(policy.time_limit)
    policies = _policies(policy, levels)
    with clock.timed("eligibility"):
        case = solvable_case(pool, replace(policy, fairness=1.0), clock)
    with clock.timed("build"):
        solving = (_ByPrices if len(case.pairs) > SOLVED_WHOLE else _Whole)(case, clock)
    searches: list[Search] = []
    prices: list[float | None] = []
    for left in range(len(policies), 0, -1):
        search = _search_at(case, policies[left - 1], solving.targets, clock, left)
        if searches:
            search.consider(searches[-1].amounts)
        with search.clock.timed("solve"):
            prices.append(solving.improve(search, rounds))
        searches.append(search)
    share_what_was_found(searches)
    if not searches[-1].has_plan:
        raise NoPlanInTime(clock.elapsed())
    points = [_point(search, price, clock) for search, price in zip(searches, prices, strict=True)]
    return tuple(reversed(points))


def _policies(policy: Policy, levels: Iterable[float]) -> list[Policy]:
    ordered = sorted({float(level) for level in levels})
    if not ordered:
        raise InvalidInput([Problem("levels", None, "", "(none)", expected("levels"))])
    return [replace(policy, fairness=level) for level in ordered]


def _search_at(case: Case, policy: Policy, targets: Targets, clock: Clock, levels_left: int) -> Search:
    """A search with its part of the time that is left."""
    targets = replace(targets, level=policy.fairness)
    return Search(replace(case, policy=policy), targets, clock.part(levels_left + RESERVE))


def _point(search: Search, price: float | None, clock: Clock) -> FrontierPoint:
    """What was found; the seconds are those of the level and of what all levels share."""
    seconds = {**clock.seconds, **search.clock.seconds}
    plan = replace(plan_of(search, price), seconds={**seconds, "total": sum(seconds.values())})
    return FrontierPoint(search.targets.level, plan)


def share_what_was_found(searches: Sequence[Search]) -> None:
    """Carries plans and bounds from level to level; `searches` from the strictest down.

    A plan that keeps the rules keeps them at every level, and it is worth no more at a stricter one, where it lacks
    more: so a bound on all plans at a level holds at every stricter one. Without floors it bounds the impact of all.
    """
    plans = [search.amounts for search in searches if search.has_plan]
    for search in searches:
        for plan in plans:
            search.consider(plan)
    loosest_first = list(reversed(searches))
    for looser, stricter in pairwise(loosest_first):
        stricter.bound = max(min(stricter.bound, looser.bound), stricter.worth)
    cap = min(search.cap for search in searches)
    if not loosest_first[0].targets.kept:
        cap = min(cap, loosest_first[0].bound)
    for search in searches:
        search.cap = cap


class _Solving(Protocol):
    """How the levels of a case are solved, one after another."""

    targets: Targets

    def improve(self, search: Search, rounds: int | None) -> float | None:
        """Searches at the level of the search; the price of fairness."""


class _Whole:
    """Branch and bound on one model, whose floors are set anew for each level."""

    def __init__(self, case: Case, clock: Clock) -> None:
        self._free = Solver(build_model(case))
        self._ideal = ideal_of(case, self._free, clock) if len(case.pairs) else None
        self.targets = self._ideal.targets if self._ideal else Targets(case.policy.fairness)

    def improve(self, search: Search, rounds: int | None) -> float | None:
        if self._ideal is None:
            branch_and_bound(search, self._free, rounds)
            return None if search.targets.level and len(search.case.pairs) else 0.0
        _, price = self._ideal.at(search.targets.level, search.clock)
        branch_and_bound(search, self._ideal.solver, rounds)
        return price


class _ByPrices:
    """Rounds of the engine at each level, from the prices of the level before."""

    def __init__(self, case: Case, clock: Clock) -> None:
        from .engine.search import Engine
        from .engine.targets import priced_targets

        opening = Engine(Search(case, Targets(case.policy.fairness), clock))
        opening.settle(None, PART_OF_TIME)
        self._free, self._prices = opening.bound.value, opening.bound.prices
        self.targets = priced_targets(case, clock, self._prices)

    def improve(self, search: Search, rounds: int | None) -> float | None:
        from .engine.saved import save_prices
        from .engine.search import Engine

        search.cap = min(search.cap, self._free * (1.0 + SAFETY))
        engine = Engine(search)
        engine.bound.start(self._prices)
        engine.run(rounds)
        self._prices = engine.bound.prices
        search.prices = save_prices(search.case, engine.market, engine.bound.prices)
        return None if search.targets.t is None else max(self._free - engine.bound.value, 0.0)
