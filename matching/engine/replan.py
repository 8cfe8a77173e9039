"""One need planned anew against what the others leave, exactly, at a fraction of the prices.

Prices stand here for what the others could do with what a need takes. They prove nothing, so any fraction of them may
be minded: all of it leaves much to others, none takes what is best for this need alone. What is booked keeps every
limit, whatever the prices.
"""

from typing import NamedTuple

import numpy as np

from ..arrays import IntArray
from .books import Books, Tally, clear, count_need, give, is_line, may_start
from .choice import CLOSED, Asked, Items, choose, put_in_steps, weigh
from .compiled import kernel
from .market import Market
from .prices import Floors, Terms

NODES = 200
"""Of one need's choice; beyond it the best found so far is taken. A plan needs no proof of each choice."""


class Draft(NamedTuple):
    """A plan being made, and all that is looked at to change it."""

    market: Market
    books: Books
    tally: Tally
    terms: Terms
    floors: Floors
    items: Items


class Turn(NamedTuple):
    """One need's turn."""

    need: int
    price_weight: float
    """the part of every price that is minded: 0 looks at this need alone"""
    start: int
    """the first horizon in which it may receive anything"""


@kernel
def replan(draft: Draft, n: int, price_weight: float) -> None:
    """Gives need n, which holds nothing but what staff fixed, its best choice from what is left."""
    start = may_start(draft.market, draft.books, n)
    if start < 3:
        choose_from_what_is_left(draft, Turn(n, price_weight, start))
    count_need(draft.market, draft.books, draft.tally, n, 1)


@kernel
def choose_from_what_is_left(draft: Draft, turn: Turn) -> None:
    market, books, terms, floors = draft.market, draft.books, draft.terms, draft.floors
    n, group = turn.need, market.group[turn.need]
    demand = float(market.demand[n])
    pinned, partners = 0, market.partners[n]
    for k in range(market.first[n], market.first[n + 1]):
        if market.pinned[k]:
            pinned += books.given[k, 0] + books.given[k, 1] + books.given[k, 2]
            partners -= 1
    reward = turn.price_weight * (terms.taken[n] + terms.met[n, 2])
    p = market.programme[n]
    if p >= 0 and books.taken[p] == market.programme_size[p] - 1:
        reward = max(reward, market.programme_value[p])  # the last of its programme brings the whole bonus
    share = turn.price_weight * terms.share[n]
    if draft.tally.covered[group] < floors.floor[group]:
        share = floors.price * market.weight[n]  # what the group lacks is paid for in full, whatever the prices say
    smallest = max(market.smallest[n] - pinned, 0)
    count = gather_what_is_left(draft, turn, share, reward > 0.0 or smallest > 0)
    if count == 0:
        return
    forced = partners < market.partners[n]
    asked = Asked(smallest / demand, 1.0 - pinned / demand, partners, reward, forced)
    value, _ = choose(draft.items, count, asked, NODES)
    if value > 0.0:
        book(draft, turn, count, market.demand[n] - pinned, smallest)


@kernel
def gather_what_is_left(draft: Draft, turn: Turn, share: float, must: bool) -> int:
    """The items of the need: offers with something left, and what they can still give. `share` is what each share of
    the need earns for its group."""
    market, books, terms, items = draft.market, draft.books, draft.terms, draft.items
    n, price_weight = turn.need, turn.price_weight
    offers, opened, value, carry, country = market.offer, market.open, market.value, market.carry, market.country
    free, left, of_country, given = books.free, books.partnerships, books.country, books.given
    unit, fees, per_country, wait = terms.unit, terms.fee, terms.country, terms.wait
    gains, rooms = items.gains, items.rooms
    count, demand = 0, float(market.demand[n])
    cost = market.partnership_cost
    for k in range(market.first[n], market.first[n + 1]):
        o = offers[k]
        if left[o] <= 0 or is_line(given, k):
            continue
        most = market.most[k]
        price = 0.0
        if country[k] >= 0:
            most = min(most, of_country[country[k]])
            price = per_country[country[k]]
        if most <= 0 or most < market.least[k]:
            continue
        best, room = CLOSED, free[o, 2]
        for h in range(2, -1, -1):
            # Carried over, what is drawn now is missing in all later horizons too: there is room for the least of them.
            room = min(room, free[o, h]) if carry[o] else free[o, h]
            if opened[k, h] and h >= turn.start and room > 0:
                gains[h] = value[k, h] + share - price_weight * (demand * (unit[o, h] + price) + wait[n, h])
                rooms[h] = room / demand
                best = max(best, gains[h])
            else:
                gains[h] = CLOSED
        fee = cost + price_weight * (fees[o] - cost)
        if best <= CLOSED or (not must and best * most <= fee * demand):
            continue
        items.pair[count], items.fee[count] = k, fee
        items.least[count], items.most[count] = market.least[k] / demand, most / demand
        put_in_steps(items, count, carry[o])
        if weigh(items, count) and (must or items.worth[count] > 0.0):
            count += 1
    return count


@kernel
def book(draft: Draft, turn: Turn, count: int, room: int, smallest: int) -> bool:
    """Books the answer in whole smallest units; takes it back if, to the smallest unit, it breaks a lower limit."""
    market, books, items = draft.market, draft.books, draft.items
    total = 0
    for i in range(count):
        if items.share[i] <= 0.0:
            continue
        k = items.pair[i]
        amount = int(np.floor(items.share[i] * market.demand[turn.need] + 0.5))
        amount = min(max(amount, market.least[k], 1), market.most[k], room)
        if market.country[k] >= 0:
            amount = min(amount, books.country[market.country[k]])
        booked = draw(draft, turn, k, amount)
        room -= booked
        total += booked
        if booked > 0:
            books.partnerships[market.offer[k]] -= 1
        if booked < max(market.least[k], 1):
            total = -1  # below every lower limit: all of it is given back
            break
    if total >= smallest:
        return total > 0
    undo(market, books, turn.need)
    return False


@kernel
def undo(market: Market, books: Books, n: int) -> None:
    """Gives back what need n holds beyond what staff fixed (nothing of it was counted yet)."""
    for k in range(market.first[n], market.first[n + 1]):
        if is_line(books.given, k) and not market.pinned[k]:
            for h in range(3):
                give(market, books, k, h, -books.given[k, h])
            books.partnerships[market.offer[k]] += 1


@kernel
def draw(draft: Draft, turn: Turn, k: int, amount: int) -> int:
    """Books up to `amount` for pair k in the horizons that bring most, the best first; how much it was."""
    market, books, terms = draft.market, draft.books, draft.terms
    n, o, wanted, used = turn.need, market.offer[k], amount, 0
    demand = float(market.demand[n])
    for _ in range(3):
        best, gain = -1, CLOSED
        for h in range(turn.start, 3):
            if market.open[k, h] and not (used >> h) & 1:
                here = market.value[k, h] - turn.price_weight * (demand * terms.unit[o, h] + terms.wait[n, h])
                if here > gain:
                    best, gain = h, here
        if best < 0 or wanted <= 0:
            break
        used |= 1 << best
        room = books.free[o, best]
        if market.carry[o]:
            for j in range(best + 1, 3):
                room = min(room, books.free[o, j])
        room = min(room, wanted)
        if room > 0:
            give(market, books, k, best, room)
            wanted -= room
    return amount - wanted


@kernel
def replan_all(draft: Draft, order: IntArray, price_weight: float) -> None:
    """Every need of the order once, but those that another need of the plan builds upon: planned anew they might no
    longer be met, and the other would stand on nothing."""
    for n in order:
        if not is_built_upon(draft.market, draft.books, n):
            clear(draft.market, draft.books, draft.tally, n)
            replan(draft, n, price_weight)


@kernel
def is_built_upon(market: Market, books: Books, n: int) -> bool:
    """Whether a need that waits for n is taken up."""
    for at in range(market.awaited_first[n], market.awaited_first[n + 1]):
        m = market.later[market.awaited_links[at]]
        if books.received[m, 0] + books.received[m, 1] + books.received[m, 2] > 0:
            return True
    return False
