"""The search for a plan: a first plan at once, better ones by solving, each kept only if the checker accepts it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf, isfinite
from typing import Any

import numpy as np

from .arrays import FloatArray, IntArray
from .case import Case
from .check import Lines, check_rules, impact_of
from .clock import Clock
from .fairness import Targets
from .greedy import greedy_plan
from .model.values import values_of, weighted_shares
from .rounding import whole_amounts
from .solver import Solver, Watch

SAFETY = 1e-6
"""Added to every bound, as a part of the impact it allows: more than a solver's tolerances can take away."""


def lines_of(case: Case, amounts: IntArray) -> Lines:
    """The lines of a plan by ids."""
    needs, offers = case.pool.needs, case.pool.offers
    held = np.flatnonzero(amounts.any(axis=1))
    pairs = zip(case.pairs.need[held].tolist(), case.pairs.offer[held].tolist(), amounts[held].tolist(), strict=True)
    return {(needs[n].id, offers[o].id): (short, medium, long) for n, o, (short, medium, long) in pairs}


@dataclass
class Search:
    """The best plan found so far and the best bound proved so far, for one case."""

    case: Case
    targets: Targets
    clock: Clock
    amounts: IntArray = field(init=False)
    worth: float = -inf
    """impact less the price of shortfalls"""
    bound: float = inf
    """no plan is worth more"""
    cap: float = inf
    """no plan has more impact, floors or not"""
    rounds: int = 0
    prices: Mapping[str, Any] | None = None
    """by ids: what a later search can begin with"""

    def __post_init__(self) -> None:
        self.amounts = np.zeros_like(self.case.pairs.open, dtype=np.int64)
        self.bound = bound_without_solving(self.case)

    def consider(self, amounts: IntArray) -> bool:
        """Keeps these amounts if every rule holds and they are worth more; whether they were kept."""
        lines = lines_of(self.case, amounts)
        if self.has_plan and np.array_equal(amounts, self.amounts):
            return False
        worth = self.impact(lines) - self.targets.price * self.shortfall(amounts)
        if worth <= self.worth or check_rules(self.case.pool, lines):
            return False
        self.amounts, self.worth = amounts, worth
        if self.bound < worth:
            self.bound = bound_without_solving(self.case)
        return True

    def impact(self, lines: Lines) -> float:
        return impact_of(self.case.pool, self.case.policy, lines, self.case.scores)

    def shortfall(self, amounts: IntArray) -> float:
        """Σ of what the groups lack to their floors, in weighted shares."""
        if self.targets.t is None:
            return 0.0
        lacking = self.targets.floors(self.case) - weighted_shares(self.case, amounts)
        return float(np.maximum(lacking, 0.0).sum())

    def tighten_bound(self, bound: float) -> None:
        """Takes a bound proved by a solver, widened by its tolerances; one that a plan in hand disproves is ignored."""
        impact = bound + self.targets.price * self.shortfall(self.amounts)
        widened = bound + SAFETY * max(abs(impact), SAFETY)
        if isfinite(bound) and widened >= self.worth:
            self.bound = min(self.bound, widened)

    @property
    def has_plan(self) -> bool:
        """Whether any plan was found: always, unless decisions make it hard."""
        return self.worth > -inf

    @property
    def objective(self) -> float:
        return self.impact(lines_of(self.case, self.amounts))

    @property
    def impact_bound(self) -> float:
        """No plan that falls short of the floors by no more than this one has more impact."""
        return min(self.bound + self.targets.price * self.shortfall(self.amounts), self.cap)

    @property
    def is_proved(self) -> bool:
        return self.bound - self.worth <= self.case.policy.gap * max(self.objective, 0.0)

    def tell(self, every: float = 0.5) -> None:
        """Tells where the search stands, at most once in `every` seconds."""
        if self.clock.is_due(every):
            self.clock.tell(self.objective, self.impact_bound)

    def accept(self, solver: Solver, values: FloatArray | None) -> bool:
        """Rounds a solver's values to a plan and considers it."""
        if values is None:
            return False
        shares, chosen = shares_and_choices(solver, values)
        return self.consider(whole_amounts(self.case, shares, chosen))


def values_of_plan(solver: Solver, targets: Targets, amounts: IntArray) -> FloatArray:
    """A plan as values of the solver's columns."""
    model = solver.model
    vector = np.zeros(solver.size)
    for variable, value in values_of(model, amounts, targets.kept).items():
        if variable in solver.column:
            vector[solver.column[variable]] = value
    lacking = targets.floors(model.case) - weighted_shares(model.case, amounts)
    for g, short in model.v.items():
        vector[solver.column[short.id]] = max(float(lacking[g]), 0.0)
    return vector


def bound_without_solving(case: Case) -> float:
    """Σ_n (the best value of its pairs) · min(1, Σ_o U/d), and every bonus: a bound when no solver had the time."""
    if not len(case.pairs):
        return 0.0
    most = np.bincount(case.pairs.need, case.pairs.most / case.needs.amount[case.pairs.need])
    value = np.zeros(len(most))
    np.maximum.at(value, case.pairs.need, case.value.max(axis=1))
    bonuses = sum(case.programme_value.values())
    return float((np.minimum(most, 1.0) * value).sum()) + bonuses


def shares_and_choices(solver: Solver, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """x as [pair, horizon] and y as [pair]."""
    case, model = solver.model.case, solver.model
    shares = np.zeros(case.pairs.open.shape)
    for (k, h), x in model.x.items():
        shares[k, h] = values[solver.column[x.id]]
    return shares, values[solver.columns(model.y)]


def first_plans(search: Search, solver: Solver) -> None:
    """A bound from the relaxation, and two greedy plans (by value alone, and guided by the relaxation), the better
    one polished."""
    relaxed = solver.relax(search.clock.left())
    search.tighten_bound(relaxed.bound)
    value = search.case.value.max(axis=1) if len(search.case.pairs) else np.zeros(0)
    search.consider(greedy_plan(search.case, value))
    if relaxed.values is not None:
        shares, chosen = shares_and_choices(solver, relaxed.values)
        search.consider(greedy_plan(search.case, value * (0.05 + shares.sum(axis=1)) + chosen))
    if not search.has_plan:
        search.accept(solver, solver.feasible(search.clock.left()).values)
    polish(search, solver)
    search.tell(0.0)


def polish(search: Search, solver: Solver) -> bool:
    """The best amounts for the partnerships as they are: a linear program with every choice fixed."""
    if not search.has_plan:
        return False
    start = values_of_plan(solver, search.targets, search.amounts)
    choices = solver.choices
    solver.bound_columns(choices, start[choices], start[choices])
    found = solver.relax(search.clock.left())
    solver.free()
    return search.accept(solver, found.values)


def whole_model(search: Search, solver: Solver, nodes: int | None = None) -> None:
    """Branch and bound on the whole model until the gap is proved, or the nodes or the time are used up."""
    policy = search.case.policy
    for strictness in (0.9, 0.2, 0.0):
        if search.is_proved or not search.clock.left():
            return
        start = values_of_plan(solver, search.targets, search.amounts) if search.has_plan else None
        gap = max(strictness * policy.gap, SAFETY) * max(search.objective, SAFETY)
        watch = Watch(lambda bound: _told(search, bound), lambda values: search.accept(solver, values))
        found = solver.search(search.clock.left(), gap, start, nodes, watch)
        search.tighten_bound(found.bound)
        search.accept(solver, found.values)
        search.tell(0.0)
        if nodes is not None:
            return


def _told(search: Search, bound: float) -> None:
    search.tighten_bound(bound)
    search.tell()
