"""One order out of many: what the ballots of a joint ranking agree on.

Schulze's rule with margins ("A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method", Social Choice and Welfare 36, 2011), in whole numbers: each settlement weighs the same
however many speak for it, nobody compares the own settlement, and what a ballot leaves blank it does not compare. Ties
stay ties. `by_turns` shares the order out among zones (Sainte-Laguë).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from .arrays import BoolArray, IntArray

THIN = Fraction(1, 5)
"""A pair that less than this part of the voices compares is hardly compared."""


@dataclass(frozen=True)
class Ballot:
    """What one representative says: candidate -> place, 1 the best; several may share one, and who is left out is not
    known to them. `settlement` is theirs, or blank."""

    id: str
    places: Mapping[str, int]
    settlement: str = ""


@dataclass(frozen=True)
class Consensus:
    levels: tuple[tuple[str, ...], ...]
    """The best first; who stands together is tied."""
    order: tuple[str, ...]
    """All of them one by one: level by level and, within a level, by id."""
    agreement: Fraction
    """The part of all comparisons on ballots that the levels agree with; 1 where there are none."""
    places: Mapping[str, tuple[int, int]]
    """The best and the worst place that a candidate can have in an order that respects every win."""
    thin_pairs: tuple[tuple[str, str], ...]
    """Pairs that hardly any ballot compares."""

    def as_dict(self) -> dict[str, Any]:
        return {
            "levels": [list(level) for level in self.levels],
            "order": list(self.order),
            "agreement": round(float(self.agreement), 6),
            "places": {name: list(both) for name, both in self.places.items()},
            "thin_pairs": [list(pair) for pair in self.thin_pairs],
        }


def rank(ballots: Sequence[Ballot], candidates: Sequence[str]) -> Consensus:
    """The consensus of the ballots on all candidates, also those that no ballot names."""
    names = tuple(sorted(candidates))
    weights = weights_of(ballots)
    above, met = comparisons(ballots, weights, names)
    beats = wins(above - above.T)
    levels = levels_of(beats)
    return Consensus(
        levels=tuple(tuple(names[i] for i in level) for level in levels),
        order=tuple(names[i] for level in levels for i in level),
        agreement=agreement(above, levels),
        places={
            name: (1 + int(beats[:, i].sum()), len(names) - int(beats[i].sum())) for i, name in enumerate(names)
        },
        thin_pairs=tuple(
            (names[i], names[j]) for i, j in np.argwhere(np.triu(hardly(met, sum(weights)), 1)).tolist()
        ),
    )  # fmt: skip


def weights_of(ballots: Sequence[Ballot]) -> list[int]:
    """A whole weight for each ballot, so that all settlements weigh the same; one without a settlement is one by
    itself."""
    voices = Counter(ballot.settlement for ballot in ballots if ballot.settlement)
    whole = lcm(*voices.values())
    return [whole // voices[ballot.settlement] if ballot.settlement else whole for ballot in ballots]


def comparisons(ballots: Sequence[Ballot], weights: Sequence[int], names: Sequence[str]) -> tuple[IntArray, IntArray]:
    """For each pair of candidates the weight of the ballots that place the first above the second, and of those that
    place both."""
    above = np.zeros((len(names), len(names)), dtype=np.int64)
    met = np.zeros_like(above)
    for ballot, weight in zip(ballots, weights, strict=True):
        places = np.array([0 if name == ballot.settlement else ballot.places.get(name, 0) for name in names])
        both = np.outer(places > 0, places > 0)
        met += weight * both
        above += weight * (both & (places[:, None] < places[None, :]))
    return above, met


def hardly(met: IntArray, voices: int) -> BoolArray:
    return np.asarray(met * THIN.denominator < voices * THIN.numerator)


def wins(margins: IntArray) -> BoolArray:
    """Who beats whom: the widest chain of won comparisons from the first to the second is wider than any back."""
    widest = np.maximum(margins, 0)
    for i in range(len(widest)):
        np.maximum(widest, np.minimum(widest[:, i, None], widest[None, i, :]), out=widest)
    beats: BoolArray = widest > widest.T
    return beats


def levels_of(beats: BoolArray) -> list[list[int]]:
    """Level by level those whom nobody that is left beats."""
    left = np.ones(len(beats), dtype=bool)
    levels = []
    while left.any():
        first = left & ~beats[left].any(axis=0)
        levels.append(np.flatnonzero(first).tolist())
        left &= ~first
    return levels


def agreement(above: IntArray, levels: Sequence[Sequence[int]]) -> Fraction:
    level = np.empty(len(above), dtype=np.int64)
    for number, members in enumerate(levels):
        level[list(members)] = number
    agreed, made = int(above[level[:, None] < level[None, :]].sum()), int(above.sum())
    return Fraction(agreed, made) if made else Fraction(1)


def by_turns(order: Sequence[str], zones: Mapping[str, str], residents: Mapping[str, int]) -> tuple[str, ...]:
    """The order shared out among zones in proportion to their residents, each zone's own in the given order.

    The next turn is that of the zone with most residents for 2n + 1, where n are the turns that it had (Sainte-Laguë);
    of equals, the one whose next candidate comes first in the given order.
    """
    queues: dict[str, list[str]] = {}
    for name in order:
        queues.setdefault(zones[name], []).append(name)
    people = Counter[str]()
    for name, zone in zones.items():
        people[zone] += residents[name]
    place = {name: number for number, name in enumerate(order)}
    turns = Counter[str]()
    taken = []
    while any(queues.values()):
        zone = max(
            (zone for zone, queue in queues.items() if queue),
            key=lambda zone: (Fraction(people[zone], 2 * turns[zone] + 1), -place[queues[zone][0]]),
        )
        taken.append(queues[zone].pop(0))
        turns[zone] += 1
    return tuple(taken)
