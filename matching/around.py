"""A finished plan as the start of another: its lines, its floors and its prices, for a case that changed a little."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from .case import Case
from .clock import Clock
from .explain.account import Account
from .fairness import Targets, fix_fraction
from .model import build_model
from .search import SAFETY, Search
from .solve import SOLVED_WHOLE, stated_targets
from .solver import Solver


@dataclass(frozen=True)
class Around:
    """The plan to start from. Its floors stay as they are: what changes is compared by one measure."""

    account: Account

    @property
    def prices(self) -> Mapping[str, Any] | None:
        return self.account.prices

    def targets_in(self, case: Case) -> Targets:
        fairness = self.account.fairness
        return self.account.targets if fairness is None else stated_targets(case, fairness)

    def searched(self, case: Case, clock: Clock) -> Search:
        """The plan made to hold for this case, with as little moved as may be, and a bound on every plan for it. The
        search has no plan where the decisions of the case cannot be kept so."""
        from .engine.repair import repaired

        search = repaired(case, self.account.amounts_in(case), self.targets_in(case), clock, self.prices)
        if search.has_plan and len(case.pairs) <= SOLVED_WHOLE:
            prove(search)
        elif search.has_plan and self.prices is not None:
            prove_by_prices(search, self.prices)
        return search


def prove(search: Search) -> None:
    """Bounds by branch and bound on the whole model; the plan stays as it is."""
    targets = search.targets
    solver = Solver(build_model(search.case, targets.best or None, targets.price))
    if targets.best:
        fix_fraction(solver, targets.kept)
    for bound in bounds_of(solver, search):
        search.tighten_bound(bound)
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
    from .engine.bound import Bound
    from .engine.market import market_of
    from .engine.repair import SWEEPS
    from .engine.saved import load_prices

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
