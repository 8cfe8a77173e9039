"""Between plans (whole smallest units by pair and horizon) and the values of the model's variables."""

import numpy as np

from ..arrays import FloatArray, IntArray
from ..case import Case
from ..vocabulary import HORIZONS
from .variables import Model

Values = dict[int, float]
"""By variable id."""


def values_of(model: Model, amounts: IntArray, t: float = 0.0) -> Values:
    """The value of every variable that this plan stands for."""
    case = model.case
    shares = amounts / case.needs.amount[case.pairs.need][:, None]
    received = received_by(case, amounts)
    totals = received.sum(axis=1)
    values = {x.id: float(shares[k, h]) for (k, h), x in model.x.items()}
    values |= {y.id: float(amounts[k].sum() > 0) for k, y in enumerate(model.y)}
    values |= {z.id: float(totals[n] > 0) for n, z in enumerate(model.z)}
    met = received.cumsum(axis=1) >= case.needs.met_at[:, None]
    values |= {a.id: float(met[n, h]) for (n, h), a in model.a.items()}
    values |= {b.id: float(all(totals[n] > 0 for n in case.programmes[p])) for p, b in model.b.items()}
    if model.t is not None:
        values[model.t.id] = t
    return values


def received_by(case: Case, amounts: IntArray) -> IntArray:
    """[need, horizon]: the sum over its pairs."""
    received = np.zeros((len(case.needs.amount), len(HORIZONS)), dtype=np.int64)
    held = np.flatnonzero(amounts.any(axis=1))
    np.add.at(received, case.pairs.need[held], amounts[held])
    return received


def weighted_shares(case: Case, amounts: IntArray) -> FloatArray:
    """Σ_{n in g} w[n] · Σ x/d for every group g, with what the rest holds."""
    shares = received_by(case, amounts).sum(axis=1) / case.needs.amount
    return case.rest.covered + np.bincount(case.needs.group, case.needs.weight * shares, len(case.needs.groups))
