"""The variables of the matching model, named as in docs/matching.md."""

from dataclasses import dataclass, field

from pulp import LpAffineExpression, LpMaximize, LpProblem, LpVariable, lpSum_vars, lpSum_vars_coefs

from ..case import Case
from ..vocabulary import HORIZONS


@dataclass
class Model:
    """One PuLP problem over the usable pairs of a case; amounts are fractions of the need's demand."""

    case: Case
    problem: LpProblem
    x: dict[tuple[int, int], LpVariable] = field(default_factory=dict)
    """x[k, h] in [0, 1]: share of its need that pair k gives in horizon h. (Finite bounds are needed: with infinite
    ones HiGHS 1.15 can merge parallel columns into one of undefined cost, and call a feasible model infeasible.)"""
    y: list[LpVariable] = field(default_factory=list)
    """y[k] in {0, 1}: pair k is a partnership"""
    z: list[LpVariable] = field(default_factory=list)
    """z[n] in {0, 1}: need n is taken up"""
    a: dict[tuple[int, int], LpVariable] = field(default_factory=dict)
    """a[n, h] in {0, 1}: need n, for which others wait, is met by horizon h"""
    b: dict[int, LpVariable] = field(default_factory=dict)
    """b[p] in [0, 1]: every need of programme p is taken up"""
    v: dict[int, LpVariable] = field(default_factory=dict)
    """v[g] >= 0: weighted shares by which group g falls short of its floor"""
    t: LpVariable | None = None
    """the fraction of its best that every group gets"""

    def horizons(self, k: int) -> list[int]:
        return [h for h in range(len(HORIZONS)) if (k, h) in self.x]

    def given(self, pairs: list[int], until: int = len(HORIZONS) - 1) -> LpAffineExpression:
        """Σ x over these pairs and the horizons up to `until`, as a share of the need."""
        return lpSum_vars([self.x[k, h] for k in pairs for h in range(until + 1) if (k, h) in self.x])

    def drawn(self, pairs: list[int], horizons: range, unit: int) -> LpAffineExpression:
        """Σ d·x over these pairs and horizons, in units of `unit` smallest units."""
        demand = self.case.needs.amount[self.case.pairs.need]
        return lpSum_vars_coefs(
            [(self.x[k, h], float(demand[k]) / unit) for k in pairs for h in horizons if (k, h) in self.x]
        )


def declare(case: Case) -> Model:
    """A model with its variables and no rule yet."""
    model = Model(case, LpProblem("plan", LpMaximize))
    add = model.problem.add_variable
    for k in range(len(case.pairs)):
        for h in range(len(HORIZONS)):
            if case.pairs.open[k, h]:
                model.x[k, h] = add(f"x_{k}_{h}", 0, 1)
        model.y.append(add(f"y_{k}", 0, 1, "Integer"))
    model.z = [add(f"z_{n}", 0, 1, "Integer") for n in range(len(case.needs.amount))]
    model.a = {(n, h): add(f"a_{n}_{h}", 0, 1, "Integer") for n in case.awaited for h in range(len(HORIZONS))}
    if case.policy.integration_bonus > 0:
        model.b = {p: add(f"b_{p}", 0, 1) for p in case.programmes}
    return model
