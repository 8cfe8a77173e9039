"""A plan being made, in whole smallest units: what every line holds and what every limit still leaves."""

from typing import NamedTuple, Self

import numpy as np

from ..arrays import FloatArray, IntArray
from .compiled import kernel
from .market import Market
from .prices import Floors


class Books(NamedTuple):
    """Amounts given, and what is left of every limit. Code that books keeps within what is left."""

    given: IntArray
    """[pair, horizon]"""
    received: IntArray
    """[need, horizon]"""
    free: IntArray
    """[offer, horizon]: capacity left, cumulative where it carries over"""
    partnerships: IntArray
    """[offer]: how many more it may have"""
    country: IntArray
    """[country share]: what it leaves"""
    taken: IntArray
    """[programme]: how many of its needs are taken up"""

    def copy(self) -> Self:
        return type(self)(*(array.copy() for array in self))


def books_of(market: Market, amounts: IntArray) -> Books:
    """The books of these amounts [pair, horizon]."""
    given = amounts.astype(np.int64)
    drawn = np.zeros((market.offers, 3), dtype=np.int64)
    by_then = np.where(market.carry[market.offer][:, None], given.cumsum(axis=1), given)
    np.add.at(drawn, market.offer, by_then)
    received = np.zeros((market.needs, 3), dtype=np.int64)
    np.add.at(received, market.need, given)
    total = given.sum(axis=1)
    country = market.country_limit.copy()
    shared = market.country >= 0
    np.subtract.at(country, market.country[shared], total[shared])
    counted = (market.programme >= 0) & (received.sum(axis=1) > 0)
    return Books(
        given,
        received,
        market.capacity - drawn,
        market.partnerships - np.bincount(market.offer[total > 0], minlength=market.offers),
        country,
        np.bincount(market.programme[counted], minlength=len(market.programme_size)),
    )


class Tally(NamedTuple):
    """What a plan is worth, kept up to date while it changes."""

    impact: FloatArray
    """one entry: of the lines, bonuses included"""
    covered: FloatArray
    """[group]: Σ w · share"""


def tally_of(market: Market, books: Books, groups: int) -> Tally:
    """The tally of the books, from their amounts."""
    demand = market.demand.astype(np.float64)
    shares = books.given / demand[market.need][:, None]
    lines = books.given.any(axis=1)
    impact = float((market.value * shares).sum()) - market.partnership_cost * int(lines.sum())
    impact += float(market.programme_value[books.taken == market.programme_size].sum())
    received = books.received.sum(axis=1) / demand
    return Tally(np.array([impact]), np.bincount(market.group, market.weight * received, groups))


@kernel
def worth(tally: Tally, floors: Floors) -> float:
    """Impact less the price of what groups lack to their floors."""
    lacking = 0.0
    for g in range(len(floors.floor)):
        lacking += max(floors.floor[g] - tally.covered[g], 0.0)
    return float(tally.impact[0] - floors.price * lacking)


@kernel
def give(market: Market, books: Books, k: int, h: int, amount: int) -> None:
    """Books an amount, or gives back one that was booked (a negative amount). Partnerships are counted elsewhere."""
    n, o = market.need[k], market.offer[k]
    books.given[k, h] += amount
    books.received[n, h] += amount
    for j in range(h, 3 if market.carry[o] else h + 1):
        books.free[o, j] -= amount
    if market.country[k] >= 0:
        books.country[market.country[k]] -= amount


@kernel
def is_line(given: IntArray, k: int) -> bool:
    return bool(given[k, 0] + given[k, 1] + given[k, 2] > 0)


@kernel
def is_taken_up(received: IntArray, n: int) -> bool:
    return bool(received[n, 0] + received[n, 1] + received[n, 2] > 0)


@kernel
def count_need(market: Market, books: Books, tally: Tally, n: int, sign: int) -> None:
    """Adds need n as it is to the tally, or takes it out again (sign −1)."""
    if not is_taken_up(books.received, n):
        return
    given, value, demand = books.given, market.value, float(market.demand[n])
    impact, share = 0.0, 0.0
    for k in range(market.first[n], market.first[n + 1]):
        if is_line(given, k):
            impact -= market.partnership_cost
            for h in range(3):
                part = given[k, h] / demand
                impact += value[k, h] * part
                share += part
    p = market.programme[n]
    if p >= 0:
        before = books.taken[p]
        books.taken[p] += sign
        if max(before, books.taken[p]) == market.programme_size[p]:
            impact += market.programme_value[p]
    tally.impact[0] += sign * impact
    tally.covered[market.group[n]] += sign * market.weight[n] * share


@kernel
def clear(market: Market, books: Books, tally: Tally, n: int) -> None:
    """Takes need n out of the plan, but for what staff fixed."""
    if not is_taken_up(books.received, n):
        return
    count_need(market, books, tally, n, -1)
    given = books.given
    for k in range(market.first[n], market.first[n + 1]):
        if is_line(given, k) and not market.pinned[k]:
            for h in range(3):
                if given[k, h]:
                    give(market, books, k, h, -given[k, h])
            books.partnerships[market.offer[k]] += 1


@kernel
def may_start(market: Market, books: Books, n: int) -> int:
    """The first horizon in which need n may receive anything: when all it waits for are met; 3 for never."""
    start = 0
    for link in range(market.waits_first[n], market.waits_first[n + 1]):
        first = market.earlier[market.waits_links[link]]
        got, met = 0, 3
        for h in range(3):
            got += books.received[first, h]
            if got >= market.met_at[first]:
                met = h
                break
        start = max(start, met)
    return start
