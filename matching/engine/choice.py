"""The best offers for one need, found exactly: the kernel that both the bound and the plan are built from.

For one need, given a gain for each offer and horizon:  choose offers, at most `partners` of them, and for each a share
X with least <= X <= most, so that  least_share <= Σ X <= room  (or nothing at all), and Σ (gain of X − fee) is largest.
Gains fall with the amount: the best horizon is filled first, then the next. Depth first over offers in order of what
a share of them is worth at best; a node is cut off by a fractional knapsack over the offers still open, and by the
best gains that so many more partners could bring.
"""

from typing import NamedTuple

import numpy as np

from ..arrays import FloatArray, IntArray
from .compiled import kernel

CLOSED = -1e300
"""The gain in a horizon where nothing can be given."""

ROUNDING = 1e-12
"""Shares and values that differ by less count as equal. A best value may be too low by as much, which is far less than
the margin by which every bound is widened (`SAFETY`)."""


class Asked(NamedTuple):
    """What a choice must keep to, and what comes with it."""

    least: float
    """the share that all offers together must reach, if any is chosen"""
    room: float
    """the share that they may give together"""
    partners: int
    reward: float
    """comes with any choice"""
    forced: bool
    """the need is taken up already, by what staff fixed"""


class Items(NamedTuple):
    """The offers that a need may choose from, and room to think. Shares are parts of the need."""

    pair: IntArray
    gain: FloatArray
    """[item, step]: for each share of the step, best step first"""
    step: FloatArray
    """[item, step]: how large the step is"""
    least: FloatArray
    most: FloatArray
    fee: FloatArray
    worth: FloatArray
    """what a share is worth at best, the fee included"""
    share: FloatArray
    """the answer"""
    order: IntArray
    top: FloatArray
    """[place in order]: the largest gain of any item from there on"""
    chosen: IntArray
    answer: IntArray
    onward: IntArray
    """[depth]: where to go on when the item chosen there has been tried"""
    rest_gain: FloatArray
    rest: FloatArray
    gains: FloatArray
    """[horizon], of the offer being added"""
    rooms: FloatArray
    """[horizon], of the offer being added: cumulative where capacity carries over"""


def new_items(size: int) -> Items:
    """Room for up to `size` offers."""

    def floats(*shape: int) -> FloatArray:
        return np.zeros(shape)

    def ints() -> IntArray:
        return np.zeros(size + 1, dtype=np.int64)

    return Items(
        pair=ints(),
        gain=floats(size + 1, 3),
        step=floats(size + 1, 3),
        least=floats(size + 1),
        most=floats(size + 1),
        fee=floats(size + 1),
        worth=floats(size + 1),
        share=floats(size + 1),
        order=ints(),
        top=floats(size + 2),
        chosen=ints(),
        answer=ints(),
        onward=ints(),
        rest_gain=floats(3 * size + 3),
        rest=floats(3 * size + 3),
        gains=floats(3),
        rooms=floats(3),
    )


@kernel
def put_in_steps(items: Items, i: int, carries: bool) -> None:
    """Item i gets its steps from `items.gains` and `items.rooms`: horizons from the best gain down, each with what
    the better ones leave. What is carried over makes rooms cumulative: a later horizon adds only what is new.

    Filled in this order any amount brings the most that it can: the limits of horizons are apart or, where cumulative,
    nested, and over nested limits the greedy order is optimal."""
    filled, steps, used = 0.0, 0, 0
    for _ in range(3):
        best = -1
        for h in range(3):
            if not (used >> h) & 1 and items.gains[h] > CLOSED and (best < 0 or items.gains[h] > items.gains[best]):
                best = h
        if best < 0:
            break
        used |= 1 << best
        more = items.rooms[best] - filled if carries else items.rooms[best]
        if more <= 0.0:
            continue
        filled += more
        items.gain[i, steps] = items.gains[best]
        items.step[i, steps] = more
        steps += 1
    for s in range(steps, 3):
        items.gain[i, s] = CLOSED
        items.step[i, s] = 0.0


@kernel
def weigh(items: Items, i: int) -> bool:
    """Finds the worth of item i; whether it can hold its least amount at all. `most` shrinks to what fits its steps.

    Within a step the average gain of a share, the fee included, only rises or only falls with the amount: so the best
    average lies at the end of a step, or at the least amount."""
    gain, filled, worth = 0.0, 0.0, CLOSED
    least, fee = items.least[i], items.fee[i]
    for s in range(3):
        share = min(items.step[i, s], items.most[i] - filled)
        if share <= 0.0:
            break
        if filled < least < filled + share:
            worth = max(worth, (gain + items.gain[i, s] * (least - filled) - fee) / least)
        gain += items.gain[i, s] * share
        filled += share
        if filled >= least * (1.0 - ROUNDING):
            worth = max(worth, (gain - fee) / filled)
    items.most[i] = min(items.most[i], filled)
    items.worth[i] = worth
    return worth > CLOSED and items.most[i] >= least * (1.0 - ROUNDING)


@kernel
def rank(items: Items, count: int) -> None:
    """Orders the items by worth, best first, and notes the largest gain from each place on.

    That gain is found without the least amount, which could only make it smaller, and is 0 at least: nobody has to be
    chosen."""
    order = items.order
    for i in range(count):
        at = i
        while at > 0 and items.worth[order[at - 1]] < items.worth[i]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = i
    items.top[count] = 0.0
    for place in range(count - 1, -1, -1):
        i = order[place]
        gain, left = -items.fee[i], items.most[i]
        for s in range(3):
            if items.gain[i, s] <= 0.0 or left <= 0.0:
                break
            share = min(left, items.step[i, s])
            gain += items.gain[i, s] * share
            left -= share
        items.top[place] = max(items.top[place + 1], gain)


@kernel
def lay_out(items: Items, depth: int) -> tuple[float, float, float, int]:
    """With every chosen item at its least: the gain, the share taken, the gain if nothing bounded them together, and
    how many steps of them are left, which are put best first into `rest`.

    The steps of an item stay in their order, since its gains fall: none is filled before a better one of the item."""
    gain, taken, alone, steps = 0.0, 0.0, 0.0, 0
    for at in range(depth):
        i = items.chosen[at]
        gain -= items.fee[i]
        alone -= items.fee[i]
        must, left = items.least[i], items.most[i]
        taken += must
        for s in range(3):
            share = min(items.step[i, s], left)
            if share <= 0.0:
                break
            left -= share
            due = min(must, share)
            must -= due
            rate = items.gain[i, s]
            gain += rate * due
            alone += rate * (share if rate > 0.0 else due)
            if share > due:
                place = steps
                while place > 0 and items.rest_gain[place - 1] < rate:
                    items.rest_gain[place] = items.rest_gain[place - 1]
                    items.rest[place] = items.rest[place - 1]
                    place -= 1
                items.rest_gain[place], items.rest[place] = rate, share - due
                steps += 1
    return gain, taken, alone, steps


@kernel
def fill(items: Items, steps: int, start: int, count: int, room: float, lacking: float) -> float:
    """The most that filling `room` can bring, from the steps left and the items from place `start` on, as if these
    could be cut at will; what does not pay is taken only while something is lacking. CLOSED if that is too little.

    No share of an item brings more than its worth, so the items bring no more than this (a fractional knapsack). Of the
    steps alone (`start` at `count`) it is exactly the best, since these may be cut."""
    gain, s, place = 0.0, 0, start
    while room > 0.0 and (s < steps or place < count):
        if place >= count or (s < steps and items.rest_gain[s] >= items.worth[items.order[place]]):
            rate, share = items.rest_gain[s], items.rest[s]
            s += 1
        else:
            rate, share = items.worth[items.order[place]], items.most[items.order[place]]
            place += 1
        share = min(share, room if rate > 0.0 else min(room, lacking))
        if share <= 0.0:
            break
        gain += rate * share
        room -= share
        lacking -= share
    return gain if lacking <= ROUNDING else CLOSED


@kernel
def choose(items: Items, count: int, asked: Asked, nodes: int) -> tuple[float, float]:
    """The value of the best choice, and an upper bound on it (the same, unless more than `nodes` nodes were needed).

    `items.share` holds the answer. A node is the items chosen so far and a place in the order: it stands for all
    choices that add items from there on.
    """
    rank(items, count)
    least, room, partners, reward = asked.least, asked.room, asked.partners, asked.reward
    # To choose nothing is worth 0, or the reward where the need is taken up anyway and has enough.
    best = reward if asked.forced and least <= ROUNDING else CLOSED if asked.forced else 0.0
    bound, kept, depth, place, visited = best, 0, 0, 0, 0
    while True:
        gain, taken, alone, steps = lay_out(items, depth)
        gain, alone = gain + reward, alone + reward
        if depth > 0:
            more = fill(items, steps, count, count, room - taken, least - taken)
            if more > CLOSED and gain + more > best:
                best, kept = gain + more, depth
                for at in range(depth):
                    items.answer[at] = items.chosen[at]
        # Two limits hold for every choice of this node, so the smaller does. The knapsack minds the room and forgets
        # how many partners there may be; the other minds these, each bringing what the best item left could, and
        # forgets the room. Where even the knapsack cannot reach the least share, no choice of this node can.
        limit = CLOSED
        if depth < partners and place < count:
            more = fill(items, steps, place, count, room - taken, least - taken)
            if more > CLOSED:
                limit = min(gain + more, alone + (partners - depth) * items.top[place])
        if visited == 0:
            bound = max(best, limit)  # the first node stands for all choices
        visited += 1
        if visited > nodes:
            break
        if limit > best + ROUNDING:
            # First all choices with the next item, then, from `onward`, those without it. One whose least amount does
            # not fit is in no choice of this node.
            i = items.order[place]
            place += 1
            if taken + items.least[i] <= room + ROUNDING:
                items.chosen[depth], items.onward[depth] = i, place
                depth += 1
        elif depth > 0:
            depth -= 1
            place = items.onward[depth]
        else:
            break
    write_shares(items, count, kept, room, least)
    return best, bound if visited > nodes else best


@kernel
def write_shares(items: Items, count: int, kept: int, room: float, lacking: float) -> None:
    """Puts into `share` what each item of the answer holds: its least, then the best steps first."""
    for i in range(count):
        items.share[i] = 0.0
    for at in range(kept):
        i = items.answer[at]
        items.share[i] = items.least[i]
        room -= items.least[i]
        lacking -= items.least[i]
    while room > 0.0:
        best, rate, space = -1, CLOSED, 0.0
        for at in range(kept):
            i = items.answer[at]
            end = 0.0
            for s in range(3):
                end = min(end + items.step[i, s], items.most[i])
                if items.share[i] < end - ROUNDING:
                    if items.gain[i, s] > rate:
                        best, rate, space = i, items.gain[i, s], end - items.share[i]
                    break
        space = min(space, room if rate > 0.0 else min(room, lacking))
        if best < 0 or space <= 0.0:
            break
        items.share[best] += space
        room -= space
        lacking -= space


@kernel
def spread(items: Items, share: float, carries: bool, amounts: FloatArray) -> None:
    """Splits a share over the horizons of `items.gains` and `items.rooms`, the best first, into `amounts`."""
    filled, used = 0.0, 0
    for h in range(3):
        amounts[h] = 0.0
    for _ in range(3):
        best = -1
        for h in range(3):
            if not (used >> h) & 1 and items.gains[h] > CLOSED and (best < 0 or items.gains[h] > items.gains[best]):
                best = h
        if best < 0 or share <= 0.0:
            return
        used |= 1 << best
        more = items.rooms[best] - filled if carries else items.rooms[best]
        if more > 0.0:
            filled += more
            amounts[best] = min(share, more)
            share -= amounts[best]
