"""The matching model: variables, rules and objective, as in docs/matching.md."""

from collections.abc import Collection, Mapping

from pulp import LpAffineExpression, lpSum_vars_coefs

from ..case import Case
from .rules import RULES
from .variables import Model, declare

__all__ = ["RULES", "Model", "build_model"]


def build_model(
    case: Case,
    best: Mapping[int, float] | None = None,
    shortfall_price: float = 0.0,
    without: Collection[str] = (),
) -> Model:
    """The model of the case. With `best` (the most that each group could get) it holds soft floors for them.

    `without` leaves out rules by name: what a rule is worth, and that it is needed, is shown by leaving it out.
    """
    model = declare(case)
    for name, rule in RULES.items():
        if name not in without:
            rule(model)
    if best is not None:
        keep_fair(model, best)
    model.problem.setObjective(impact(model) - shortfall_price * sum_of_shortfalls(model))
    return model


def impact(model: Model) -> LpAffineExpression:
    """Σ w·s·γ·x/d  −  partnership_cost · Σ y  +  Σ_p bonus · w[p] · b[p]."""
    case = model.case
    terms = [(x, float(case.value[k, h])) for (k, h), x in model.x.items()]
    terms += [(y, -case.policy.partnership_cost) for y in model.y]
    terms += [(b, case.programme_value[p]) for p, b in model.b.items()]
    return lpSum_vars_coefs(terms)


def sum_of_shortfalls(model: Model) -> LpAffineExpression:
    return lpSum_vars_coefs([(v, 1.0) for v in model.v.values()])


def keep_fair(model: Model, best: Mapping[int, float]) -> None:
    """For every group g that can get anything:  Σ_{n in g} w[n] · Σ x[n,o,h]/d[n]  +  v[g]  >=  t · best[g] · W[g]."""
    model.t = model.problem.add_variable("t", 0, 1)
    case, weight = model.case, model.case.needs.weight
    for g, most in best.items():
        needs = case.groups.get(g, [])
        whole, covered = float(case.group_weight[g]), float(case.rest.covered[g])
        model.v[g] = model.problem.add_variable(f"v_{g}", 0, whole)
        shares = [
            (model.x[k, h], float(weight[n])) for n in needs for k in case.of_need.get(n, ()) for h in model.horizons(k)
        ]
        model.problem += lpSum_vars_coefs(shares) + model.v[g] - whole * most * model.t >= -covered, f"fair_{g}"
