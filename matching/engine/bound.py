"""A bound on every plan: rows that needs share are priced, each need chooses exactly, and prices rise where rows are
overdrawn (Lagrangian relaxation, Held and Karp 1971; deflected subgradients, Camerini, Fratta and Maffioli 1975).

For any prices of 0 or more the sum of what the needs gain and of what the rows are worth is no less than any plan.
"""

import numpy as np

from ..amounts import FloatArray
from .market import Market
from .prices import Floors, Prices, no_floors, terms_of
from .sweep import Choices, Sweeper
from .usage import programme_gains, slopes

PATIENCE = 12
"""Sweeps without gain before the step shrinks."""

SHRINK, SMALLEST_STEP = 0.6, 1e-3
MEMORY = 0.65
"""The part of the last direction that goes into the next."""

GAIN = 1e-5
"""What counts as a gain, as a part of the bound."""


class Bound:
    """The best bound found so far, and the prices that prove it."""

    def __init__(
        self, market: Market, groups: int, floors: Floors | None = None, gain: FloatArray | None = None
    ) -> None:
        self.market = market
        self.floors = floors or no_floors(groups)
        self.sweeper = Sweeper(market, gain)
        self.prices = Prices.zero(market, groups)
        self.value = np.inf
        self.sweeps = 0
        self._scale = Prices.zero(market, groups)._replace(
            capacity=np.ones((market.offers, 3)),
            partnerships=1.0 / np.maximum(market.partnerships, 1.0) ** 2,
            country=np.ones(len(market.country_limit)),
            sequence=np.ones((len(market.later), 3)),
            programme=np.where(market.programme >= 0, 1.0, 0.0),
            group=np.where(self.floors.floor > 0, 1.0 / np.maximum(self.floors.floor, 1.0), 0.0),
        )
        self._now = self.prices
        self._direction: Prices | None = None
        self._step, self._idle = 1.0, 0

    def at(self, prices: Prices) -> tuple[float, Choices]:
        """The bound that these prices prove, and what the needs choose at them."""
        market, floors = self.market, self.floors
        choices = self.sweeper.sweep(terms_of(market, prices))
        self.sweeps += 1
        limited = prices.partnerships > 0.0
        rows = (
            float(prices.capacity[market.capacity > 0].sum())
            + float((prices.partnerships * market.partnerships)[limited].sum())
            + float(prices.country[market.country_limit > 0].sum())
            + float(np.maximum(programme_gains(market, prices), 0.0).sum())
            - float((prices.group * floors.floor).sum())
        )
        return float(choices.value.sum()) + rows, choices

    def restart(self, step: float) -> None:
        """Goes on from the best prices, with a larger step again."""
        self._now, self._direction, self._step, self._idle = self.prices, None, step, 0

    @property
    def is_settled(self) -> bool:
        return self._step < SMALLEST_STEP

    def improve(self, target: float) -> bool:
        """One step towards `target` (the worth of a plan in hand: no bound can be lower); whether the bound fell."""
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
        last = self._direction or slope
        direction = Prices._make((1 - MEMORY) * s + MEMORY * d for s, d in zip(slope, last, strict=True))
        length = sum(
            float((scale * np.where((price <= 0) & (d < 0), 0.0, d) ** 2).sum())
            for scale, price, d in zip(self._scale, self._now, direction, strict=True)
        )
        step = self._step * max(distance, 0.0) / max(length, 1e-12)
        moved = Prices._make(
            np.maximum(price + step * scale * d, 0.0)
            for price, scale, d in zip(self._now, self._scale, direction, strict=True)
        )
        self._direction = direction
        self._now = moved._replace(group=np.minimum(moved.group, self.floors.price))
