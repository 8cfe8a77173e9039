"""How much of every shared row the choices of the needs use together, and by how much that misses its limit."""

import numpy as np

from ..arrays import FloatArray
from .compiled import kernel
from .market import Market
from .prices import Floors, Prices
from .sweep import Choices


def slopes(market: Market, prices: Prices, floors: Floors, choices: Choices) -> Prices:
    """For each row, use less limit: the direction in which raising its price lowers the bound."""
    groups = len(floors.floor)
    drawn, partnerships = np.zeros((market.offers, 3)), np.zeros(market.offers)
    country, received = np.zeros(len(market.country_limit)), np.zeros((market.needs, 3))
    add_up(market, choices.share, drawn, partnerships, country, received)
    by_then = received.cumsum(axis=1)
    met = choices.met_by[market.earlier][:, None] <= np.arange(3)
    coverage = np.bincount(market.group, market.weight * by_then[:, 2], groups)
    return Prices(
        np.where(market.capacity > 0, drawn / np.maximum(market.capacity, 1) - 1.0, 0.0),
        partnerships - market.partnerships,
        np.where(market.country_limit > 0, country / np.maximum(market.country_limit, 1) - 1.0, 0.0),
        by_then[market.later] - met,
        bonus_claimed(market, prices) - choices.taken,
        floors.floor - coverage,
    )


@kernel
def add_up(
    market: Market,
    share: FloatArray,
    drawn: FloatArray,
    partnerships: FloatArray,
    country: FloatArray,
    received: FloatArray,
) -> None:
    for k in range(len(market.need)):
        total = share[k, 0] + share[k, 1] + share[k, 2]
        if total <= 0.0:
            continue
        n, o = market.need[k], market.offer[k]
        partnerships[o] += 1.0
        if market.country[k] >= 0:
            country[market.country[k]] += total * market.demand[n]
        for h in range(3):
            received[n, h] += share[k, h]
            for j in range(h, 3 if market.carry[o] else h + 1):
                drawn[o, j] += share[k, h] * market.demand[n]


def bonus_claimed(market: Market, prices: Prices) -> FloatArray:
    """[need]: 1 where its programme is worth more than the prices of taking up its needs: the bonus is taken."""
    claimed = programme_gains(market, prices) > 0.0
    inside = market.programme >= 0
    return np.where(inside, claimed[market.programme] if len(claimed) else False, False).astype(np.float64)


def programme_gains(market: Market, prices: Prices) -> FloatArray:
    """[programme]: its bonus less the prices of taking up its needs."""
    inside = market.programme >= 0
    asked = np.bincount(market.programme[inside], prices.programme[inside], len(market.programme_value))
    return market.programme_value - asked
