"""One sweep: the best choice of every need at given prices, each found exactly and for itself."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from .choice import CLOSED, Asked, Items, choose, new_items, put_in_steps, spread, weigh
from .compiled import kernel
from .market import Market
from .prices import Terms

NODES = 2000
"""Of one need's choice; beyond it the bound of the first node stands, which is valid but weaker."""

PARTS = 2
"""Needs are swept in so many parts, each by a thread of its own; the answer is the same on one core."""

NEVER = 3
"""The horizon by which a need is met that is not met at all."""


class Choices(NamedTuple):
    """What the needs chose."""

    share: FloatArray
    """[pair, horizon]"""
    taken: BoolArray
    """[need]"""
    met_by: IntArray
    """[need]: the horizon, or NEVER"""
    value: FloatArray
    """[need]: an upper bound on what any choice of it is worth"""


def no_choices(market: Market) -> Choices:
    needs = market.needs
    return Choices(np.zeros((len(market.need), 3)), np.zeros(needs, np.bool_), np.full(needs, NEVER), np.zeros(needs))


class Sweep(NamedTuple):
    """What a sweep reads, and the choices that it writes."""

    market: Market
    gain: FloatArray
    """[pair, horizon]: what meeting the whole need so brings"""
    rooms: FloatArray
    """[offer, horizon]: the most that one need could draw, by then where capacity carries over"""
    terms: Terms
    choices: Choices


class Sweeper:
    """Sweeps a market again and again; `gain` [pair, horizon] is what meeting the whole need so brings."""

    def __init__(self, market: Market, gain: FloatArray | None = None) -> None:
        self.market = market
        self.gain = market.value if gain is None else gain
        self.choices = no_choices(market)
        self._rooms = largest_draws(market)
        size = int(np.diff(market.first).max(initial=0))
        self._items = [new_items(size) for _ in range(PARTS)]
        pairs = np.linspace(0, len(market.need), PARTS + 1)
        self._cuts = np.searchsorted(market.first, pairs).clip(0, market.needs)
        self._cuts[0], self._cuts[-1] = 0, market.needs
        self._pool = ThreadPoolExecutor(PARTS)

    def sweep(self, terms: Terms) -> Choices:
        """The choices at these prices; the next sweep overwrites them."""
        sweep = Sweep(self.market, self.gain, self._rooms, terms, self.choices)
        jobs = [
            self._pool.submit(sweep_part, sweep, items, int(start), int(stop))
            for items, start, stop in zip(self._items, self._cuts, self._cuts[1:], strict=False)
        ]
        for job in jobs:
            job.result()
        return self.choices


def largest_draws(market: Market) -> FloatArray:
    """[offer, horizon]: the most that one need could draw, by then where capacity carries over.

    Capacity is priced, not kept, in a sweep. But no plan gives one need more than all that the offer holds: to keep to
    that cuts off no plan, and makes the bound smaller."""
    by_then = np.minimum.accumulate(market.capacity[:, ::-1], axis=1)[:, ::-1]
    return np.where(market.carry[:, None], by_then, market.capacity).astype(np.float64)


@kernel
def sweep_part(sweep: Sweep, items: Items, start: int, stop: int) -> None:
    for n in range(start, stop):
        choose_for(sweep, items, n)


@kernel
def choose_for(sweep: Sweep, items: Items, n: int) -> None:
    """The best choice of need n. One that others wait for has several: not to be met, or to be met by some horizon,
    each with what that earns.

    That enough is given by then is asked for only where the whole need must be: any other choice that would be met in
    time is among those looked at, so that the value still bounds them all.
    """
    market, terms, choices = sweep.market, sweep.terms, sweep.choices
    choices.value[n], choices.taken[n], choices.met_by[n] = 0.0, False, NEVER
    start, stop = market.first[n], market.first[n + 1]
    for k in range(start, stop):
        for h in range(3):
            choices.share[k, h] = 0.0
    forced, pinned_share, pinned_value, partners = pinned_part(sweep, n)
    demand = float(market.demand[n])
    best = CLOSED if forced else 0.0
    choices.value[n] = best
    for by in range(NEVER, -1, -1):
        reward = pinned_value + terms.taken[n]
        least = market.smallest[n] / demand
        if by < NEVER:
            # To be met by a horizon is to be met by all later ones, so what is earned never falls with haste. Where
            # haste earns nothing more, the later horizon asks for less and is enough to look at.
            earned = terms.met[n, by]
            if earned <= 0.0 or (by < 2 and earned <= terms.met[n, by + 1]):
                continue
            reward += earned
            least = market.met_at[n] / demand
        whole = by < NEVER and market.met_at[n] == market.demand[n]
        if not (forced or reward > 0.0 or any_pays(sweep, n)):
            continue  # whatever is chosen brings 0 at most, which to choose nothing brings as well
        count, in_time = gather(sweep, items, n, by, whole, reward > 0.0 or least > 0.0)
        lacking = max(least - pinned_share, 0.0)
        if by < NEVER and not (forced or in_time):
            continue
        asked = Asked(lacking, 1.0 - pinned_share, market.partners[n] - partners, reward, forced)
        value, bound = choose(items, count, asked, NODES)
        choices.value[n] = max(choices.value[n], bound)
        if value > best:
            best = value
            choices.taken[n] = True
            choices.met_by[n] = by
            write_choice(sweep, items, n, by if whole else 2, count)
    if choices.value[n] <= CLOSED:  # no choice keeps what staff fixed: there is no plan to bound
        choices.value[n] = 0.0
    if choices.taken[n] and choices.met_by[n] == NEVER and market.awaited_first[n + 1] > market.awaited_first[n]:
        note_met(market, choices, n)


@kernel
def any_pays(sweep: Sweep, n: int) -> bool:
    """Whether any offer could bring need n more than it costs. Most needs are settled by this.

    No offer brings more than its best horizon would for its most. Where that does not pay the fee, no amount does."""
    market, gain, terms = sweep.market, sweep.gain, sweep.terms
    demand, share = float(market.demand[n]), terms.share[n]
    opened, offers, most, country = market.open, market.offer, market.most, market.country
    unit, fee, per_country, wait = terms.unit, terms.fee, terms.country, terms.wait
    for k in range(market.first[n], market.first[n + 1]):
        o = offers[k]
        of_country = per_country[country[k]] if country[k] >= 0 else 0.0
        for h in range(3):
            if opened[k, h]:
                whole = gain[k, h] + share - demand * (unit[o, h] + of_country) - wait[n, h]
                if whole * most[k] > fee[o] * demand:
                    return True
    return False


@kernel
def note_met(market: Market, choices: Choices, n: int) -> None:
    """A need may be met although nothing was earned by it."""
    received = 0.0
    for h in range(3):
        for k in range(market.first[n], market.first[n + 1]):
            received += choices.share[k, h]
        if received * market.demand[n] >= market.met_at[n] * (1.0 - 1e-12):
            choices.met_by[n] = h
            return


@kernel
def pinned_part(sweep: Sweep, n: int) -> tuple[bool, float, float, int]:
    """What staff fixed for need n: whether anything, its share, its worth, its partners; booked among the choices."""
    market, choices = sweep.market, sweep.choices
    forced, share, value, partners = False, 0.0, 0.0, 0
    demand = float(market.demand[n])
    for k in range(market.first[n], market.first[n + 1]):
        if market.pinned[k]:
            forced = True
            partners += 1
            value -= sweep.terms.fee[market.offer[k]]
            for h in range(3):
                part = market.pins[k, h] / demand
                choices.share[k, h] = part
                share += part
                value += gain_of(sweep, n, k, h) * part
    return forced, share, value, partners


@kernel
def gain_of(sweep: Sweep, n: int, k: int, h: int) -> float:
    """What the whole of need n given by pair k in horizon h brings at these prices, the fee aside."""
    market, terms = sweep.market, sweep.terms
    unit = terms.unit[market.offer[k], h]
    if market.country[k] >= 0:
        unit += terms.country[market.country[k]]
    return float(sweep.gain[k, h] + terms.share[n] - market.demand[n] * unit - terms.wait[n, h])


@kernel
def look_at(sweep: Sweep, items: Items, n: int, k: int, until: int) -> float:
    """Puts the gains and the rooms of pair k into `items`, closed after horizon `until`; the best gain."""
    market, best = sweep.market, CLOSED
    for h in range(3):
        if market.open[k, h] and h <= until:
            items.gains[h] = gain_of(sweep, n, k, h)
            items.rooms[h] = sweep.rooms[market.offer[k], h] / market.demand[n]
            best = max(best, items.gains[h])
        else:
            items.gains[h] = CLOSED
            items.rooms[h] = 0.0
    return best


@kernel
def gather(sweep: Sweep, items: Items, n: int, by: int, whole: bool, must: bool) -> tuple[int, bool]:
    """The items of need n, and whether any of them can give by horizon `by`. Offers that bring nothing are left out,
    unless something must be reached: without a share to reach, a choice with one of them is no better than without."""
    market, gain, rooms, terms = sweep.market, sweep.gain, sweep.rooms, sweep.terms
    opened, offers, least, most, carry = market.open, market.offer, market.least, market.most, market.carry
    unit, fees, per_country, country = terms.unit, terms.fee, terms.country, market.country
    gains, room_of, pair, fee_of = items.gains, items.rooms, items.pair, items.fee
    least_of, most_of, worth = items.least, items.most, items.worth
    count, in_time, demand = 0, False, float(market.demand[n])
    until = by if whole else 2
    for k in range(market.first[n], market.first[n + 1]):
        o = offers[k]
        best = CLOSED
        of_country = per_country[country[k]] if country[k] >= 0 else 0.0
        for h in range(3):
            if opened[k, h] and h <= until:
                gains[h] = gain[k, h] + terms.share[n] - demand * (unit[o, h] + of_country) - terms.wait[n, h]
                best = max(best, gains[h])
                in_time |= h <= by
            else:
                gains[h] = CLOSED
        if best <= CLOSED:
            continue
        pays = best * most[k] > fees[o] * demand
        if not pays and not must:
            continue
        for h in range(3):
            room_of[h] = rooms[o, h] / demand
        pair[count], fee_of[count] = k, fees[o]
        least_of[count], most_of[count] = least[k] / demand, most[k] / demand
        put_in_steps(items, count, carry[o])
        if weigh(items, count) and (must or worth[count] > 0.0):
            count += 1
    return count, in_time


@kernel
def write_choice(sweep: Sweep, items: Items, n: int, until: int, count: int) -> None:
    market, choices = sweep.market, sweep.choices
    for k in range(market.first[n], market.first[n + 1]):
        if not market.pinned[k]:
            choices.share[k] = 0.0
    for i in range(count):
        if items.share[i] > 0.0:
            k = items.pair[i]
            look_at(sweep, items, n, k, until)
            spread(items, items.share[i], market.carry[market.offer[k]], choices.share[k])
