"""A finished plan as the start of another: its lines, its floors and its prices, for a pool that changed a little."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np

from .amounts import IntArray
from .case import Case, make_case
from .clock import Clock
from .engine.bound import Bound
from .engine.market import market_of
from .engine.repair import SWEEPS, repaired
from .engine.saved import load_prices
from .engine.targets import PRICE_OF_SHORTFALL
from .explain.account import Account
from .fairness import Targets, fix_fraction, price_of_shortfall
from .model import build_model
from .plan import Fairness
from .pool import Pool
from .search import SAFETY, Search, bound_without_solving
from .solve import SOLVED_WHOLE
from .solver import Solver


@dataclass(frozen=True)
class Around:
    """The plan to start from. Its floors stay as they are: what changes is compared by one measure."""

    account: Account
    fairness: Fairness | None = None
    """as the plan states it; computed again where it is not given"""
    prices: Mapping[str, Any] | None = None

    @cached_property
    def targets(self) -> Targets:
        case = self.account.case
        if self.fairness is None:
            return self.account.targets
        if self.fairness.t is None:
            return Targets(self.fairness.level)
        code = {name: g for g, name in enumerate(case.needs.groups)}
        best = {code[group.group]: group.best for group in self.fairness.groups if group.best > 0}
        is_small = len(case.pairs) <= SOLVED_WHOLE
        price = price_of_shortfall(bound_without_solving(case)) if is_small else PRICE_OF_SHORTFALL
        return Targets(self.fairness.level, self.fairness.t, best, price)

    def searched(self, pool: Pool, clock: Clock) -> Search:
        """The plan made to hold for this pool, with as little moved as may be, and a bound on every plan for it. The
        search has no plan where the decisions of the pool cannot be kept so."""
        case = make_case(pool, self.account.case.policy)
        search = repaired(case, self.amounts_in(case), self.targets, clock, self.prices)
        if search.has_plan and len(case.pairs) <= SOLVED_WHOLE:
            prove(search)
        elif search.has_plan and self.prices is not None:
            prove_by_prices(search, self.prices)
        return search

    def amounts_in(self, case: Case) -> IntArray:
        """The lines of the plan that the case has pairs for."""
        amounts, pool = np.zeros_like(case.pairs.open, dtype=np.int64), case.pool
        for match in self.account.matches:
            if match.need in pool.need_index and match.offer in pool.offer_index:
                k = case.pairs.find(pool.need_index[match.need], pool.offer_index[match.offer])
                if k is not None:
                    amounts[k] = match.amounts
        return amounts


def prove(search: Search) -> None:
    """Bounds by branch and bound on the whole model; the plan stays as it is."""
    targets = search.targets
    solver = Solver(build_model(search.case, targets.best or None, targets.price))
    if targets.best:
        fix_fraction(solver, targets.kept)
    for bound in bounds_of(solver, search):
        search.lower_bound_to(bound)
    if search.shortfall(search.amounts):
        fix_fraction(solver, 0.0)
        for bound in bounds_of(solver, search):
            cap_impact(search, bound)


def bounds_of(solver: Solver, search: Search) -> Iterator[float]:
    """What no values of the solver's model exceed: by its relaxation, and to the policy's gap if time allows."""
    yield solver.relax(search.clock.left()).bound
    gap = search.case.policy.gap * max(search.objective, 0.0)
    yield solver.search(search.clock.left() / 2, gap).bound


def prove_by_prices(search: Search, prices: Mapping[str, Any]) -> None:
    """Where the plan falls short of floors: a bound on the impact of any plan, from prices without those of groups."""
    if not search.shortfall(search.amounts):
        return
    market, groups = market_of(search.case), len(search.case.group_weight)
    free = Bound(market, groups)
    free.start(load_prices(search.case, market, prices)._replace(group=np.zeros(groups)))
    for _ in range(SWEEPS):
        free.improve(search.objective)
    cap_impact(search, free.value)


def cap_impact(search: Search, bound: float) -> None:
    """Takes a bound on the impact of any plan, widened by a solver's tolerances; one that the plan disproves is not
    believed."""
    widened = bound * (1.0 + SAFETY)
    if isfinite(bound) and widened >= search.objective:
        search.cap = min(search.cap, widened)
