"""A bound on every plan: rows that needs share are priced, each need chooses exactly, and prices rise where rows are
overdrawn (Lagrangian relaxation, Held and Karp 1971; deflected subgradients, Camerini, Fratta and Maffioli 1975).

For any prices of 0 or more the sum of what the needs gain and of what the rows are worth is no less than any plan: a
plan draws no more from a row than its limit, so what its needs pay for the row is no more than the row is worth, and
each need gains no more by the plan than by its own best choice.
"""

import numpy as np

from ..arrays import FloatArray
from .market import Market
from .prices import Floors, Prices, Projection, at_most, no_floors, terms_of
from .sweep import Choices, Sweeper
from .usage import programme_gains, slopes

PATIENCE = 5
"""Sweeps without gain before the step shrinks. Like all that follows it decides how fast prices become good: the bound
holds at any of them."""

SHRINK, SMALLEST_STEP = 0.6, 1e-3
RESTEP = 0.05
"""The step with which to go on from good prices."""

MEMORY = 0.65
"""The part of the last direction that goes into the next."""

GAIN = 1e-5
"""What counts as a gain, as a part of the bound."""


class Bound:
    """The best bound found so far, and the prices that prove it."""

    def __init__(
        self,
        market: Market,
        groups: int,
        floors: Floors | None = None,
        gain: FloatArray | None = None,
        project: Projection | None = None,
    ) -> None:
        self.market = market
        self.floors = floors or no_floors(groups)
        self.sweeper = Sweeper(market, gain)
        self._project = project or at_most(self.floors.price)
        zero = Prices.zero(market, groups)
        self.prices = zero._replace(group=self._project(zero.group))
        self.value = np.inf
        self.sweeps = 0
        self._scale = zero._replace(
            capacity=np.maximum(market.capacity * typical_value(market)[:, None], 1e-6),
            partnerships=1.0 / np.maximum(market.partnerships, 1.0) ** 2,
            country=np.ones(len(market.country_limit)),
            sequence=np.ones((len(market.later), 3)),
            programme=np.where(market.programme >= 0, 1.0, 0.0),
            group=np.maximum(np.bincount(market.group, market.weight, groups), 1.0) ** (-2.0 if project else -1.0),
        )
        self._now = self.prices
        self._direction: Prices | None = None
        self._step, self._idle = 1.0, 0

    def at(self, prices: Prices) -> tuple[float, Choices]:
        """The bound that these prices prove, and what the needs choose at them."""
        market, floors = self.market, self.floors
        choices = self.sweeper.sweep(terms_of(market, prices))
        self.sweeps += 1
        # A row is scaled to end at 1, but one whose limit is 0 ends at 0. Neither what a group lacks to its floor nor
        # the fraction that all groups reach stands here: at prices that `_project` allows neither of them can gain.
        limited = prices.partnerships > 0.0
        rows = (
            float(prices.capacity[market.capacity > 0].sum())
            + float((prices.partnerships * market.partnerships)[limited].sum())
            + float(prices.country[market.country_limit > 0].sum())
            + float(np.maximum(programme_gains(market, prices), 0.0).sum())
            - float((prices.group * floors.floor).sum())
        )
        return float(choices.value.sum()) + rows, choices

    def start(self, prices: Prices, step: float = RESTEP) -> None:
        """Begins at these prices."""
        self._now, self._step = prices._replace(group=self._project(prices.group)), step

    def restart(self, step: float = RESTEP) -> None:
        """Goes on from the best prices."""
        self._now, self._direction, self._step, self._idle = self.prices, None, step, 0

    @property
    def is_settled(self) -> bool:
        return self._step < SMALLEST_STEP

    def improve(self, target: float) -> bool:
        """One step towards `target` (the worth of a plan in hand: no bound can be lower); whether the bound fell.

        After some sweeps without gain the step was too long: on from the best prices, with a shorter one."""
        value, choices = self.at(self._now)
        fell = value < self.value
        self._idle = 0 if value < self.value - GAIN * abs(value) else self._idle + 1
        slope = slopes(self.market, self._now, self.floors, choices)
        if fell:
            self.value, self.prices = value, self._now
        if self._idle >= PATIENCE:
            self.restart(self._step * SHRINK)
            return fell
        self._move(slope, value - target)
        return fell

    def _move(self, slope: Prices, distance: float) -> None:
        """Polyak's step, times `_step`: as long as would close the distance if the bound fell on as it begins. What
        would take a price of 0 further down moves nothing, and does not count."""
        last = self._direction or slope
        direction = Prices._make((1 - MEMORY) * s + MEMORY * d for s, d in zip(slope, last, strict=True))
        length = sum(
            float((scale * np.where((price <= 0) & (d < 0), 0.0, d) ** 2).sum())
            for scale, price, d in zip(self._scale, self._now, direction, strict=True)
        )
        step = self._step * max(distance, 0.0) / max(length, 1e-12)
        moved = [price + step * scale * d for price, scale, d in zip(self._now, self._scale, direction, strict=True)]
        self._direction = direction
        self._now = Prices._make([*(np.maximum(rows, 0.0) for rows in moved[:-1]), self._project(moved[-1])])


def typical_value(market: Market) -> FloatArray:
    """[offer]: the middle of what a smallest unit of it is worth to the needs it may serve. Prices of capacity grow
    with it, so steps are longer where it is larger."""
    value = market.value.max(axis=1, initial=0.0) / market.demand[market.need]
    sorted_values = np.append(value[np.lexsort((value, market.offer))], 0.0)
    middle = (market.offer_first[:-1] + market.offer_first[1:]) // 2
    return np.where(np.diff(market.offer_first) > 0, sorted_values[middle], 0.0)
