"""Prices on everything that needs share with one another, and what they make an offer cost a need."""

from collections.abc import Callable
from typing import NamedTuple, Self

import numpy as np

from ..arrays import FloatArray
from .market import Market


class Floors(NamedTuple):
    """The coverage that each group should reach. Shares are weighted: Σ w · share over the needs of the group."""

    floor: FloatArray
    """[group]; 0 where there is none"""
    price: float
    """what a share short of a floor costs"""


def no_floors(groups: int) -> Floors:
    return Floors(np.zeros(groups), 0.0)


class Prices(NamedTuple):
    """One multiplier (0 or more) for each row of the model that more than one need enters; a row is scaled to end at
    1, but for counts of partnerships and shares of groups."""

    capacity: FloatArray
    """[offer, horizon]"""
    partnerships: FloatArray
    """[offer]"""
    country: FloatArray
    """[country share]"""
    sequence: FloatArray
    """[link, horizon]"""
    programme: FloatArray
    """[need]: for its programme to be whole this need must be taken up"""
    group: FloatArray

    @classmethod
    def zero(cls, market: Market, groups: int) -> Self:
        offers, links = market.offers, len(market.later)
        return cls(
            np.zeros((offers, 3)),
            np.zeros(offers),
            np.zeros(len(market.country_limit)),
            np.zeros((links, 3)),
            np.zeros(market.needs),
            np.zeros(groups),
        )

    def scaled(self, factor: float) -> Self:
        return type(self)(*(factor * row for row in self))


class Terms(NamedTuple):
    """What the prices mean for a need: taken from its gains, or added to them."""

    unit: FloatArray
    """[offer, horizon]: for a smallest unit"""
    fee: FloatArray
    """[offer]: for a partnership"""
    country: FloatArray
    """[country share]: for a smallest unit"""
    wait: FloatArray
    """[need, horizon]: for a share given then, since the needs it waits for must be met"""
    met: FloatArray
    """[need, horizon]: earned by being met by then"""
    taken: FloatArray
    """[need]: earned by being taken up"""
    share: FloatArray
    """[need]: earned by a share, for its group"""


def terms_of(market: Market, prices: Prices) -> Terms:
    """Sums the prices of all rows that one unit of a variable enters."""
    row = prices.capacity / np.maximum(market.capacity, 1)
    unit = np.where(market.carry[:, None], from_then_on(row), row)
    wait, met = np.zeros((market.needs, 3)), np.zeros((market.needs, 3))
    np.add.at(wait, market.later, from_then_on(prices.sequence))
    np.add.at(met, market.earlier, from_then_on(prices.sequence))
    return Terms(
        unit,
        market.partnership_cost + prices.partnerships,
        prices.country / np.maximum(market.country_limit, 1),
        wait,
        met,
        prices.programme,
        prices.group[market.group] * market.weight,
    )


Projection = Callable[[FloatArray], FloatArray]
"""Takes the prices of groups to the nearest that are allowed."""


def at_most(price: float) -> Projection:
    """Prices between 0 and what a share short of a floor costs."""
    return lambda group: np.clip(group, 0.0, price)


def from_simplex(whole: FloatArray, total: float) -> Projection:
    """Prices that sum to `total` when each is multiplied by `whole` (0: no price); Euclidean in these products."""
    counted = np.flatnonzero(whole > 0)

    def project(group: FloatArray) -> FloatArray:
        point = group[counted] * whole[counted]
        down = np.sort(point)[::-1]
        excess = (down.cumsum() - total) / np.arange(1, len(down) + 1)
        level = excess[np.flatnonzero(down > excess)[-1]] if len(down) else 0.0
        allowed = np.zeros(len(whole))
        allowed[counted] = np.maximum(point - level, 0.0) / whole[counted]
        return allowed

    return project


def from_then_on(rows: FloatArray) -> FloatArray:
    """[…, horizon]: the sum over this horizon and those after it."""
    return rows[:, ::-1].cumsum(axis=1)[:, ::-1]
