"""One need planned anew against what the others leave, exactly, at a fraction of the prices."""

import numpy as np

from ..arrays import IntArray
from .books import Books, Tally, clear, count_need, give, is_line, may_start
from .choice import CLOSED, Items, choose, put_in_steps, weigh
from .compiled import kernel
from .market import Market
from .prices import Floors, Terms

NODES = 200


@kernel
def replan(
    market: Market,
    books: Books,
    tally: Tally,
    terms: Terms,
    floors: Floors,
    items: Items,
    n: int,
    heed: float,
) -> None:
    """Gives need n, which holds nothing but what staff fixed, its best choice from what is left. `heed` is the part
    of every price that is taken into account: 0 looks at this need alone."""
    start = may_start(market, books, n)
    if start < 3:
        choose_from_what_is_left(market, books, tally, terms, floors, items, n, heed, start)
    count_need(market, books, tally, n, 1)


@kernel
def choose_from_what_is_left(
    market: Market,
    books: Books,
    tally: Tally,
    terms: Terms,
    floors: Floors,
    items: Items,
    n: int,
    heed: float,
    start: int,
) -> None:
    demand = float(market.demand[n])
    pinned, partners = 0, market.partners[n]
    for k in range(market.first[n], market.first[n + 1]):
        if market.pinned[k]:
            pinned += books.given[k, 0] + books.given[k, 1] + books.given[k, 2]
            partners -= 1
    reward = heed * (terms.taken[n] + terms.met[n, 2])
    p = market.programme[n]
    if p >= 0 and books.taken[p] == market.programme_size[p] - 1:
        reward = max(reward, market.programme_value[p])
    share = heed * terms.share[n]
    if tally.covered[market.group[n]] < floors.floor[market.group[n]]:
        share = floors.price * market.weight[n]
    smallest = max(market.smallest[n] - pinned, 0)
    count = gather_what_is_left(market, books, terms, items, n, heed, start, share, reward > 0.0 or smallest > 0)
    if count == 0:
        return
    value, _ = choose(
        items, count, smallest / demand, 1.0 - pinned / demand, partners, reward, partners < market.partners[n], NODES
    )
    if value > 0.0:
        book(market, books, terms, items, n, heed, start, count, market.demand[n] - pinned, smallest)


@kernel
def gather_what_is_left(
    market: Market,
    books: Books,
    terms: Terms,
    items: Items,
    n: int,
    heed: float,
    start: int,
    share: float,
    must: bool,
) -> int:
    """The items of need n: offers with something left, and what they can still give."""
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
            room = min(room, free[o, h]) if carry[o] else free[o, h]
            if opened[k, h] and h >= start and room > 0:
                gains[h] = value[k, h] + share - heed * (demand * (unit[o, h] + price) + wait[n, h])
                rooms[h] = room / demand
                best = max(best, gains[h])
            else:
                gains[h] = CLOSED
        fee = cost + heed * (fees[o] - cost)
        if best <= CLOSED or (not must and best * most <= fee * demand):
            continue
        items.pair[count], items.fee[count] = k, fee
        items.least[count], items.most[count] = market.least[k] / demand, most / demand
        put_in_steps(items, count, carry[o])
        if weigh(items, count) and (must or items.worth[count] > 0.0):
            count += 1
    return count


@kernel
def book(
    market: Market,
    books: Books,
    terms: Terms,
    items: Items,
    n: int,
    heed: float,
    start: int,
    count: int,
    room: int,
    smallest: int,
) -> bool:
    """Books the answer in whole smallest units; takes it back if, to the smallest unit, it breaks a lower limit."""
    total = 0
    for i in range(count):
        if items.share[i] <= 0.0:
            continue
        k = items.pair[i]
        amount = int(np.floor(items.share[i] * market.demand[n] + 0.5))
        amount = min(max(amount, market.least[k], 1), market.most[k], room)
        if market.country[k] >= 0:
            amount = min(amount, books.country[market.country[k]])
        booked = draw(market, books, terms, n, k, heed, start, amount)
        room -= booked
        total += booked
        if booked > 0:
            books.partnerships[market.offer[k]] -= 1
        if booked < max(market.least[k], 1):
            total = -1
            break
    if total >= smallest:
        return total > 0
    undo(market, books, n)
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
def draw(market: Market, books: Books, terms: Terms, n: int, k: int, heed: float, start: int, amount: int) -> int:
    """Books up to `amount` for pair k in the horizons that bring most, the best first; how much it was."""
    o, wanted, used = market.offer[k], amount, 0
    demand = float(market.demand[n])
    for _ in range(3):
        best, gain = -1, CLOSED
        for h in range(start, 3):
            if market.open[k, h] and not (used >> h) & 1:
                here = market.value[k, h] - heed * (demand * terms.unit[o, h] + terms.wait[n, h])
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
def replan_all(
    market: Market,
    books: Books,
    tally: Tally,
    terms: Terms,
    floors: Floors,
    items: Items,
    order: IntArray,
    heed: float,
) -> None:
    """Every need of the order once, but those that another need of the plan builds upon."""
    for n in order:
        if not is_built_upon(market, books, n):
            clear(market, books, tally, n)
            replan(market, books, tally, terms, floors, items, n, heed)


@kernel
def is_built_upon(market: Market, books: Books, n: int) -> bool:
    """Whether a need that waits for n is taken up."""
    for at in range(market.awaited_first[n], market.awaited_first[n + 1]):
        m = market.later[market.awaited_links[at]]
        if books.received[m, 0] + books.received[m, 1] + books.received[m, 2] > 0:
            return True
    return False
