"""What each group could get, what all can get at once, and the floors that follow (docs/matching.md, "Fairness")."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from .arrays import FloatArray
from .case import Case
from .clock import Clock
from .model import build_model
from .solver import Solver

SMALLEST_BEST = 1e-9
"""A group whose best coverage is no more than this can get nothing: it stands aside."""

PART_OF_TIME = 0.5
"""The part of the time limit by which the targets must be known; otherwise the plan goes without them."""

PRICE_OF_SHORTFALL = 10.0
"""A floor missed by one mean need costs this many times the impact of the whole plan."""


@dataclass(frozen=True)
class Targets:
    """The fairness of a round; `t` is None where floors are off, or the time was too short to compute them."""

    level: float
    t: float | None = None
    best: Mapping[int, float] = field(default_factory=dict)
    """best[g], by group, for the groups that can get anything"""
    price: float = 0.0
    """what a weighted share short of a floor costs, in impact"""

    @property
    def kept(self) -> float:
        """φ · t*: the fraction of its best that the plan keeps for every group."""
        return self.level * (self.t or 0.0)

    def floors(self, case: Case) -> FloatArray:
        """[group]: φ · t* · best[g] · W[g], in weighted shares"""
        floors = np.zeros(len(case.group_weight))
        for g, best in self.best.items():
            floors[g] = self.kept * best * case.group_weight[g]
        return floors


@dataclass(frozen=True)
class Ideal:
    """What the relaxation says whatever the level: best[g] and t*, with a solver of the model that has floors."""

    targets: Targets
    solver: Solver
    free_bound: float
    """what the relaxation without floors is worth"""

    def at(self, level: float, clock: Clock) -> tuple[Targets, float | None]:
        """Sets the solver's floors to those of the level; the targets, and the price of fairness."""
        targets = replace(self.targets, level=level)
        fix_fraction(self.solver, targets.kept)
        kept = self.solver.relax(clock.left())
        return targets, max(self.free_bound - kept.bound, 0.0) if kept.finished else None


def ideal_of(case: Case, solver: Solver, clock: Clock) -> Ideal | None:
    """The ideal of a case, from a solver of its model without floors; None where the time was too short, or where no
    group can get anything."""
    free = solver.relax(clock.left())
    best = best_coverages(case, solver, clock) if free.finished else None
    if not best:
        return None
    price = price_of_shortfall(free.bound)
    fair = Solver(build_model(case, best, price))
    t = common_fraction(fair, clock)
    return None if t is None else Ideal(Targets(1.0, t, best, price), fair, free.bound)


def best_coverages(case: Case, solver: Solver, clock: Clock) -> dict[int, float] | None:
    """best[g] = max C[g] over the relaxation, for every group with any; None when the time ran out."""
    best = {}
    for g, needs in case.groups.items():
        if not any(case.of_need.get(n) for n in needs):
            continue
        found = solver.relax(clock.left(PART_OF_TIME), coverage_costs(case, solver, needs))
        if clock.is_due(0.5):
            clock.tell()
        if not found.finished:
            return None
        if found.bound > SMALLEST_BEST:
            best[g] = min(found.bound, 1.0)
    return best


def coverage_costs(case: Case, solver: Solver, needs: list[int]) -> FloatArray:
    """The objective C[g] = Σ w·x/d / Σ w."""
    weight = case.needs.weight
    whole = float(weight[needs].sum())
    model = solver.model
    return solver.costs_of(
        {
            model.x[k, h].id: float(weight[n]) / whole
            for n in needs
            for k in case.of_need.get(n, ())
            for h in model.horizons(k)
        }
    )


def price_of_shortfall(free_bound: float) -> float:
    """What a weighted share short of a floor costs: far above any impact, given a bound on the plan without floors."""
    return PRICE_OF_SHORTFALL * max(free_bound, 1.0)


def common_fraction(solver: Solver, clock: Clock) -> float | None:
    """t* = max t with C[g] >= t · best[g] for all groups at once, over the relaxation; None out of time."""
    model = solver.model
    assert model.t is not None
    short = solver.columns(list(model.v.values()))
    solver.bound_columns(short, np.zeros(len(short)), np.zeros(len(short)))
    found = solver.relax(clock.left(PART_OF_TIME), solver.costs_of({model.t.id: 1.0}))
    solver.free()
    return min(max(found.bound, 0.0), 1.0) if found.finished else None


def fix_fraction(solver: Solver, t: float) -> None:
    """From now on the floors are t · best[g]."""
    assert solver.model.t is not None
    column = solver.columns([solver.model.t])
    solver.lower[column] = solver.upper[column] = t
    solver.free()
