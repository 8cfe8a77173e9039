"""The eligible pairs, each with its score and the tightest true limits on its amount."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np

from .arrays import BoolArray, FloatArray, IntArray
from .eligibility import most_by_definition, open_horizons, run_tests
from .policy import Policy
from .pool import Pool
from .score import combined, score_parts
from .tables import Tables, ints

ROWS_AT_ONCE = 256
"""Needs tested in one go, which bounds the memory of the test matrices."""


@dataclass(frozen=True)
class Pairs:
    """Pair k joins need[k] and offer[k]; sorted by need, then offer. Amounts in smallest units."""

    need: IntArray
    offer: IntArray
    score: FloatArray
    parts: Mapping[str, FloatArray]
    """Empty where scores are flat; where pairs.csv gives the score, the parts are what they would have been."""
    open: BoolArray
    """[pair, horizon]: whether anything can be given then"""
    least: IntArray
    most: IntArray

    def __len__(self) -> int:
        return len(self.need)

    @cached_property
    def usable(self) -> BoolArray:
        """Pairs that can hold an amount at all: some eligible ones have no room once every limit is counted."""
        return (self.most > 0) & (self.least <= self.most)

    def find(self, need: int, offer: int) -> int | None:
        """The position of the pair of these two, None where there is none."""
        start, stop = np.searchsorted(self.need, (need, need + 1))
        k = int(start + np.searchsorted(self.offer[start:stop], offer))
        return k if k < stop and self.offer[k] == offer else None

    def find_all(self, need: IntArray, offer: IntArray) -> IntArray:
        """The positions of the pairs of these needs and offers, one by one; -1 where there is none."""
        width = 1 + int(max(self.offer.max(initial=0), offer.max(initial=0)))
        keys, wanted = self.need * width + self.offer, need * width + offer
        place = np.searchsorted(keys, wanted)
        found = np.append(keys, -1)[place] == wanted
        return np.where(found, place, -1)

    def only(self, chosen: BoolArray | IntArray) -> "Pairs":
        """The pairs where `chosen` holds, or those at the positions it names."""
        return Pairs(
            self.need[chosen],
            self.offer[chosen],
            self.score[chosen],
            {name: part[chosen] for name, part in self.parts.items()},
            self.open[chosen],
            self.least[chosen],
            self.most[chosen],
        )

    def with_those_of(self, n: int, pairs: "Pairs") -> "Pairs":
        """These pairs, but for need n the others, which are all of it."""
        start, stop = np.searchsorted(self.need, (n, n + 1))

        def joined[T: np.ndarray[Any, Any]](mine: T, other: T) -> T:
            return cast("T", np.concatenate([mine[:start], other, mine[stop:]]))

        return Pairs(
            joined(self.need, pairs.need),
            joined(self.offer, pairs.offer),
            joined(self.score, pairs.score),
            {name: joined(part, pairs.parts[name]) for name, part in self.parts.items()},
            joined(self.open, pairs.open),
            joined(self.least, pairs.least),
            joined(self.most, pairs.most),
        )


def eligible_pairs(pool: Pool, tables: Tables, policy: Policy, rows: Iterable[int] | None = None) -> Pairs:
    """Every eligible pair, in canonical order; only those of the needs at these positions (sorted), where given."""
    need, offer = _joined(pool, tables, np.arange(len(pool.needs)) if rows is None else ints(rows))
    opened, most = _limits(tables, need, offer)
    parts = {} if pool.flat_scores else score_parts(pool, tables, need, offer)
    score = np.ones(len(need)) if pool.flat_scores else combined(parts, policy)
    pairs = Pairs(need, offer, score, parts, opened, tables.offers.min_amount[offer], most)
    if not pool.flat_scores:
        _replace_scores(pool, pairs)
    return pairs


def _joined(pool: Pool, tables: Tables, rows: IntArray) -> tuple[IntArray, IntArray]:
    found = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE]
        need, offer = np.nonzero(run_tests(tables, part).eligible)
        found.append((part[need], offer))
    need = np.concatenate([n for n, _ in found]) if found else ints([])
    offer = np.concatenate([o for _, o in found]) if found else ints([])
    if pool.only_pairs:
        listed = {(pool.need_index[note.need], pool.offer_index[note.offer]) for note in pool.notes}
        keep = np.fromiter((pair in listed for pair in zip(need.tolist(), offer.tolist(), strict=True)), np.bool_)
        need, offer = need[keep], offer[keep]
    return need, offer


def _limits(tables: Tables, need: IntArray, offer: IntArray) -> tuple[BoolArray, IntArray]:
    """Open horizons, and U tightened by the capacity inside the need's window and by the country share."""
    n, o = tables.needs, tables.offers
    opened = open_horizons(tables, need, offer)
    most = most_by_definition(tables, need, offer)
    carried = o.capacity.cumsum(axis=1)[offer, n.last_horizon[need]]
    inside = np.where(opened, o.capacity[offer], 0).sum(axis=1)
    in_window = np.where(o.carry_over[offer], carried, inside)
    return opened, np.minimum(np.minimum(most, in_window), o.country_limit[offer])


def _replace_scores(pool: Pool, pairs: Pairs) -> None:
    for note in pool.notes:
        k = pairs.find(pool.need_index[note.need], pool.offer_index[note.offer])
        if k is not None and note.score is not None:
            pairs.score[k] = note.score
