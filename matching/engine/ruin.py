"""Ruin and recreate (Schrimpf et al. 2000): a few needs that share an offer are taken out of the plan and planned anew
one after another; what is worse is kept now and then, less and less as the search cools."""

from typing import NamedTuple

import numpy as np

from ..arrays import BoolArray, IntArray
from .books import Books, clear, count_need, give, is_line, is_taken_up, worth
from .compiled import driver, kernel
from .market import Market
from .replan import Draft, replan

LARGEST = 96
"""The most needs taken out at once."""


class Cooling(NamedTuple):
    """How many moves, how large, and by how much impact one may be worse and still be kept now and then."""

    moves: int
    size: int
    """the most needs taken out at once, but for those that build upon them"""
    hot: float
    """at the first move"""
    cold: float
    """at the last"""


class Candidates(NamedTuple):
    """Which needs a move may take out, and which it did."""

    frozen: BoolArray
    """[need]: never taken out; what it waits for is frozen as well"""
    ours: IntArray
    """the others that have a pair"""
    out: IntArray
    is_out: BoolArray


@driver
def ruin_and_recreate(draft: Draft, frozen: BoolArray, cooling: Cooling, seed: int) -> None:
    """Makes the moves of `cooling`. `frozen` needs are never taken out; what they wait for must be frozen as well."""
    np.random.seed(seed)
    market, books, tally, floors = draft.market, draft.books, draft.tally, draft.floors
    ours = np.nonzero(~frozen & (market.first[1:] > market.first[:-1]))[0]
    if len(ours) == 0:
        return
    longest = 0
    for n in ours:
        longest = max(longest, market.first[n + 1] - market.first[n])
    out = np.empty(LARGEST, dtype=np.int64)
    is_out = np.zeros(market.demand.shape[0], dtype=np.bool_)
    needs = Candidates(frozen, ours, out, is_out)
    lines = np.empty(LARGEST * longest, dtype=np.int64)
    amounts = np.empty((LARGEST * longest, 3), dtype=np.int64)
    covered = tally.covered.copy()
    for move in range(cooling.moves):
        count = pick(market, books, needs, cooling.size)
        if count == 0:
            continue
        before, impact = worth(tally, floors), tally.impact[0]
        for g in range(len(covered)):
            covered[g] = tally.covered[g]
        kept = note_lines(market, books, out, count, lines, amounts)
        for i in range(count):
            clear(market, books, tally, out[i])
        # A weight of its own for each move: now what suits these needs is tried, now what leaves more to others.
        recreate(draft, out, count, np.random.random())
        change = worth(tally, floors) - before
        heat = cooling.hot * (cooling.cold / cooling.hot) ** (move / cooling.moves)
        if change < 0.0 and np.random.random() >= np.exp(change / heat):  # as in simulated annealing (Metropolis)
            for i in range(count):
                clear(market, books, tally, out[i])
            for line in range(kept):
                k = lines[line]
                books.partnerships[market.offer[k]] -= 1
                for h in range(3):
                    if amounts[line, h]:
                        give(market, books, k, h, amounts[line, h])
            for i in range(count):
                count_need(market, books, tally, out[i], 1)
            # To the last bit as it was: sums that are taken apart and put together again millions of times would drift.
            tally.impact[0] = impact
            for g in range(len(covered)):
                tally.covered[g] = covered[g]
        for i in range(count):
            is_out[out[i]] = False


@kernel
def pick(market: Market, books: Books, needs: Candidates, size: int) -> int:
    """A need, one of its offers, and needs that this offer serves or could serve; then all that build upon them, which
    would have no ground without. How many they are; none where that would be too many."""
    frozen, ours, out, is_out = needs.frozen, needs.ours, needs.out, needs.is_out
    n = ours[np.random.randint(len(ours))]
    o = market.offer[market.first[n] + np.random.randint(market.first[n + 1] - market.first[n])]
    out[0], is_out[n], count = n, True, 1
    wanted, served = 2 + np.random.randint(size - 1), market.offer_first[o + 1] - market.offer_first[o]
    for _ in range(4 * wanted):
        if count >= wanted:
            break
        k = market.by_offer[market.offer_first[o] + np.random.randint(served)]
        m = market.need[k]
        if is_out[m] or frozen[m]:
            continue
        # Mostly needs that the offer serves: what they give back is what can be planned otherwise.
        if not is_line(books.given, k) and np.random.random() < 0.6:
            continue
        out[count], is_out[m] = m, True
        count += 1
    at = 0
    while at < count:
        for link in range(market.awaited_first[out[at]], market.awaited_first[out[at] + 1]):
            m = market.later[market.awaited_links[link]]
            if is_out[m] or not is_taken_up(books.received, m):
                continue
            if count == LARGEST:
                for i in range(count):
                    is_out[out[i]] = False
                return 0
            out[count], is_out[m] = m, True
            count += 1
        at += 1
    return count


@kernel
def note_lines(market: Market, books: Books, out: IntArray, count: int, lines: IntArray, amounts: IntArray) -> int:
    """Notes the lines of these needs, but for what staff fixed; how many there are."""
    kept = 0
    for i in range(count):
        if not is_taken_up(books.received, out[i]):
            continue
        for k in range(market.first[out[i]], market.first[out[i] + 1]):
            if is_line(books.given, k) and not market.pinned[k]:
                lines[kept] = k
                for h in range(3):
                    amounts[kept, h] = books.given[k, h]
                kept += 1
    return kept


@kernel
def recreate(draft: Draft, out: IntArray, count: int, price_weight: float) -> None:
    """Plans these needs anew in random order, those that wait for others last."""
    for i in range(count - 1, 0, -1):
        j = np.random.randint(i + 1)
        out[i], out[j] = out[j], out[i]
    for waiting in range(2):
        for i in range(count):
            n = out[i]
            if (draft.market.waits_first[n + 1] > draft.market.waits_first[n]) == (waiting == 1):
                replan(draft, n, price_weight)
