"""A plan made to hold again after a decision, or without an offer: what still fits stays exactly as it is, and only
needs that lost something, or had nothing, are planned anew from what is left."""

import numpy as np

from ..arrays import BoolArray, IntArray
from ..case import Case, sequenced
from ..clock import Clock
from ..fairness import Targets
from ..search import Search
from .block import block_case
from .blocks import solve_block
from .books import Books, books_of, give, is_line, is_taken_up, may_start, tally_of, worth
from .bound import Bound
from .compiled import kernel
from .market import Market, market_of
from .prices import Floors
from .saved import Saved, load_prices
from .search import Engine

SOLVED_WHOLE = 600
"""Pairs of the needs to be planned anew up to which they are planned by branch and bound. What that proves holds beside
what stays; the bound on every plan comes from the prices, with all pairs open."""

ROUNDS = 3
"""Rounds of ruin and recreate over them where there are more."""

SWEEPS = 10
"""Sweeps by which a bound that was saved is brought up to date."""


def repaired(case: Case, before: IntArray, targets: Targets, clock: Clock, saved: Saved | None = None) -> Search:
    """The plan `before` [pair, horizon] with the decisions of the case kept and as little else changed as may be.

    `saved` are the prices of the solve that made the plan; without them they are sought anew.
    The search has no plan where the decisions cannot be kept so.
    """
    search, market = Search(case, targets, clock), market_of(case)
    books, kept = ground(search, market, before)
    free = np.flatnonzero(~kept & (np.diff(market.first) > 0))
    pairs = np.flatnonzero(np.isin(market.need, free))
    if len(pairs) <= SOLVED_WHOLE:
        search.consider(with_block(case, market, books, targets, free, pairs, clock))
    bound = priced(search, market, books, saved)
    if len(pairs) > SOLVED_WHOLE:
        search.consider(Engine(search, books.given, kept, bound).filled(ROUNDS))
    search.tighten_bound(bound.value)
    return search


def priced(search: Search, market: Market, books: Books, saved: Saved | None) -> Bound:
    """A bound for the case as it is now: from the saved prices in a few sweeps, or from nothing.

    Any prices of 0 or more bound any case, so those of another one do; they are only a good place to begin."""
    case, floors = search.case, Floors(search.targets.floors(search.case), search.targets.price)
    bound = Bound(market, len(case.group_weight), floors)
    if saved is not None:
        bound.start(load_prices(case, market, saved))
    target = worth(tally_of(market, books, len(floors.floor)), floors)
    while not bound.is_settled and (saved is None or bound.sweeps < SWEEPS):
        bound.improve(target)
        if not search.clock.left():
            break
    return bound


def ground(search: Search, market: Market, before: IntArray) -> tuple[Books, BoolArray]:
    """The books with what staff fixed and all that still fits beside it, and the needs that are to stay so."""
    books = books_of(market, market.pins)
    kept = put_back_all(market, books, before)
    if pins_hold(market, books):
        return books, kept
    engine = Engine(search)
    kept = put_back_all(market, engine.books, before)
    return engine.books, kept | engine.frozen


def pins_hold(market: Market, books: Books) -> bool:
    """Whether every need that staff fixed begins only when what it waits for is met."""
    needs = np.unique(market.need[market.pinned])
    return all(
        int(np.flatnonzero(books.received[n])[0]) >= may_start(market, books, n)
        for n in needs.tolist()
        if is_taken_up(books.received, n)
    )


def with_block(
    case: Case, market: Market, books: Books, targets: Targets, needs: IntArray, pairs: IntArray, clock: Clock
) -> IntArray:
    """All amounts, with those of these needs found by branch and bound."""
    amounts = books.given.copy()
    if len(pairs):
        block = block_case(case, market, books, needs, pairs)
        found = solve_block(block, targets, amounts[pairs], clock.left())
        if found is not None:
            amounts[pairs] = found
    return amounts


def put_back_all(market: Market, books: Books, before: IntArray) -> BoolArray:
    """Books what every need had before, where it still fits, the most valuable first; which needs it fits for.

    What a need waits for comes before it, so that it stays only where its ground does."""
    demand = market.demand[market.need]
    impact = (market.value * before / demand[:, None]).sum(axis=1) - market.partnership_cost * before.any(axis=1)
    worth = np.bincount(market.need, impact, market.needs)
    had = np.bincount(market.need, before.any(axis=1), market.needs) > 0
    kept = np.zeros(market.needs, dtype=np.bool_)
    by_worth = np.lexsort((-worth, np.arange(market.needs))).tolist()
    for n in sequenced(by_worth, zip(market.later.tolist(), market.earlier.tolist(), strict=True)):
        if had[n]:
            kept[n] = put_back(market, books, before, n)
    return kept


@kernel
def put_back(market: Market, books: Books, before: IntArray, n: int) -> bool:
    """Books what need n had before, all of it or nothing; what staff fixed is there already."""
    start, total, partners = may_start(market, books, n), 0, 0
    for k in range(market.first[n], market.first[n + 1]):
        if market.pinned[k]:
            total += market.pins[k, 0] + market.pins[k, 1] + market.pins[k, 2]
            partners += 1
            continue
        amount = before[k, 0] + before[k, 1] + before[k, 2]
        if amount == 0:
            continue
        total += amount
        partners += 1
        if is_line(books.given, k) or not fits(market, books, before, k, start, amount):
            return False
    if total < market.smallest[n] or total > market.demand[n] or partners > market.partners[n]:
        return False
    for k in range(market.first[n], market.first[n + 1]):
        if not market.pinned[k] and is_line(before, k):
            books.partnerships[market.offer[k]] -= 1
            for h in range(3):
                give(market, books, k, h, before[k, h])
    return True


@kernel
def fits(market: Market, books: Books, before: IntArray, k: int, start: int, amount: int) -> bool:
    """Whether the offer of pair k still has what the pair had before."""
    o = market.offer[k]
    if books.partnerships[o] <= 0 or not market.least[k] <= amount <= market.most[k]:
        return False
    if market.country[k] >= 0 and books.country[market.country[k]] < amount:
        return False
    drawn = 0
    for h in range(3):
        if before[k, h] > 0 and (h < start or not market.open[k, h]):
            return False
        drawn = drawn + before[k, h] if market.carry[o] else before[k, h]
        if books.free[o, h] < drawn:
            return False
    return True
