"""What each group could get, and what all could get at once, where the relaxation is too large for a linear program:
from the same prices that bound a plan (docs/matching.md, "Fairness").

Both are bounds from above. Needs choose exactly here, as in whole partnerships, so that the figures lie between those
of whole-number plans and what the prices have not yet squeezed out.
"""

from dataclasses import replace

import numpy as np

from ..arrays import FloatArray
from ..case import Case
from ..clock import Clock
from ..fairness import SMALLEST_BEST, Targets
from .bound import Bound
from .market import Market, market_of
from .prices import Prices, from_simplex

ALONE, TOGETHER = 30, 60
"""Sweeps for one group alone, and for all at once."""

DEARER, STEP = 1.5, 0.3
"""A share counts for more than its impact: where the prices of the impact are to begin, and with which step."""

PRICE_OF_SHORTFALL = 100.0
"""What a weighted share short of a floor costs: a hundred times the most impact that a weighted share can have."""

PART_OF_TIME = 0.7
"""The part of the time limit by which the targets must be known; otherwise the plan goes without them."""

REACH = 0.97
"""The part of the bound that is aimed at: what can be reached is not known here."""


def priced_targets(case: Case, clock: Clock, prices: Prices) -> Targets:
    """The fairness of a large round, sought from the prices of its plan without floors; without floors where the
    time was too short for them."""
    level = case.policy.fairness
    if level == 0 or not len(case.pairs):
        return Targets(level)
    best: dict[int, float] = {}
    for g in case.groups:
        alone = best_of(of_group(case, g), g, clock)
        if alone is None:
            return Targets(level)
        if alone > SMALLEST_BEST:
            best[g] = min(alone, 1.0)
    t = together(case, best, clock, prices)
    return Targets(level) if t is None else Targets(level, t, best, PRICE_OF_SHORTFALL)


def without_rewards(market: Market) -> Market:
    """The market without what a plan earns or pays beside the shares of needs."""
    nobody = np.full(market.needs, -1)
    return market._replace(
        partnership_cost=0.0, programme=nobody, programme_value=np.zeros_like(market.programme_value)
    )


def of_group(case: Case, g: int) -> Case:
    """The case of one group's needs alone. Those that wait for needs of other groups no longer do, which leaves a
    bound a bound."""
    inside = case.needs.group == g
    requires = tuple((later, first) for later, first in case.needs.requires if inside[later] and inside[first])
    tables = replace(case.tables, needs=replace(case.needs, requires=requires))
    return replace(case, tables=tables).only(inside[case.pairs.need])


def best_of(case: Case, g: int, clock: Clock) -> float | None:
    """best[g]: a bound on the coverage of group g, where the plan serves it alone; None out of time."""
    gain = np.repeat(case.needs.weight[case.pairs.need][:, None], 3, axis=1)
    bound = Bound(without_rewards(market_of(case)), len(case.group_weight), gain=gain)
    return bound.value / case.group_weight[g] if descend(bound, ALONE, clock) else None


def together(case: Case, best: dict[int, float], clock: Clock, prices: Prices) -> float | None:
    """t*: a bound on the fraction of its best that every group can get at once; None out of time."""
    whole = np.zeros(len(case.group_weight))
    for g, most in best.items():
        whole[g] = most * case.group_weight[g]
    nothing: FloatArray = np.zeros((len(case.pairs), 3))
    total = float(whole.sum())
    if not total:
        return None
    bound = Bound(without_rewards(market_of(case)), len(whole), gain=nothing, project=from_simplex(whole, total))
    bound.start(prices.scaled(DEARER)._replace(group=np.where(whole > 0, 1.0, 0.0)), STEP)
    return min(max(bound.value / total, 0.0), 1.0) if descend(bound, TOGETHER, clock) else None


def descend(bound: Bound, sweeps: int, clock: Clock) -> bool:
    """Lowers the bound by so many sweeps; whether there was time for them."""
    while bound.sweeps < sweeps and not bound.is_settled:
        bound.improve(REACH * bound.value if np.isfinite(bound.value) else 0.0)
        if clock.is_due(0.5):
            clock.tell()
        if not clock.left(PART_OF_TIME):
            return False
    return True
