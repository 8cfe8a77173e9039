"""A pool under a policy, ready to be modelled: its numbers, its usable pairs, and who belongs to whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from graphlib import TopologicalSorter

import numpy as np

from .arrays import BoolArray, FloatArray, IntArray
from .pairs import Pairs, eligible_pairs
from .policy import Policy
from .pool import Need, Pool
from .tables import NeedTable, OfferTable, Tables, tabulate, with_terms
from .vocabulary import HORIZONS

Decided = Mapping[int, tuple[str, tuple[int, int, int]]]
"""The decision, and its amounts, for each usable pair that has one."""


@dataclass(frozen=True)
class Rest:
    """What lines that stay as they are hold, and so is taken from every limit before the others are planned.
    All of it is nothing where everything is planned."""

    drawn: IntArray
    """[offer, horizon]: cumulative where capacity carries over"""
    partnerships: IntArray
    """[offer]"""
    country: Mapping[tuple[int, int], int]
    """by offer and country"""
    covered: FloatArray
    """[group]: weighted shares"""
    met_by: Mapping[int, int]
    """the horizon by which a need must be met, since a need of the rest builds upon it"""


@dataclass(frozen=True)
class Case:
    pool: Pool
    policy: Policy
    tables: Tables
    pairs: Pairs
    """The usable pairs; everything indexed by k counts these."""
    eligible: int
    """How many pairs pass every test, usable or not."""
    decided: Decided
    programmes: Mapping[int, list[int]]
    """The needs of each programme that can earn the integration bonus: one of two needs or more."""
    programme_value: Mapping[int, float]
    """What it earns to take up all needs of the programme: bonus · mean weight."""
    group_weight: FloatArray
    """[group]: W[g] = Σ w[n]"""
    rest: Rest

    @property
    def needs(self) -> NeedTable:
        return self.tables.needs

    @property
    def offers(self) -> OfferTable:
        return self.tables.offers

    @cached_property
    def of_need(self) -> dict[int, list[int]]:
        """The pairs of each need, in order."""
        return listed(self.pairs.need)

    @cached_property
    def of_offer(self) -> dict[int, list[int]]:
        return listed(self.pairs.offer)

    @cached_property
    def earlier(self) -> dict[int, list[int]]:
        """The needs that each waiting need waits for."""
        waits: dict[int, list[int]] = defaultdict(list)
        for later, first in self.needs.requires:
            waits[later].append(first)
        return dict(waits)

    @cached_property
    def awaited(self) -> tuple[int, ...]:
        """The needs that some other need waits for."""
        return tuple(sorted({first for _, first in self.needs.requires} | self.rest.met_by.keys()))

    @cached_property
    def sequence(self) -> list[int]:
        """All needs, each after those it waits for; otherwise in canonical order."""
        return sequenced(range(len(self.needs.amount)), self.needs.requires)

    @cached_property
    def groups(self) -> dict[int, list[int]]:
        return listed(self.needs.group)

    @cached_property
    def value(self) -> FloatArray:
        """[pair, horizon]: the impact of meeting the whole need by this pair then: w · s · γ."""
        gamma = np.array(self.policy.horizon_preference)
        return np.asarray((self.needs.weight[self.pairs.need] * self.pairs.score)[:, None] * gamma[None, :])

    def only(self, chosen: BoolArray) -> "Case":
        """The case with the pairs where `chosen` holds, and no others."""
        pairs = self.pairs.only(chosen)
        return replace(self, pairs=pairs, decided=_decided(self.pool, pairs))

    def with_need(self, changed: Need) -> "Case":
        """The case with this need in the place of the one of its name, which differs from it in its terms alone."""
        n = self.pool.need_index[changed.id]
        needs = (*self.pool.needs[:n], changed, *self.pool.needs[n + 1 :])
        pool, tables = replace(self.pool, needs=needs), with_terms(self.tables, n, changed)
        own = eligible_pairs(pool, tables, self.policy, [n])
        pairs = self.pairs.with_those_of(n, own.only(own.usable))
        return replace(self, pool=pool, tables=tables, pairs=pairs, decided=_decided(pool, pairs))

    @property
    def scores(self) -> "Scores":
        """The score of every usable pair, by ids."""
        return Scores(self)


class Scores(Mapping[tuple[str, str], float]):
    """Reads the scores of a case by the ids of need and offer."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def __getitem__(self, ids: tuple[str, str]) -> float:
        pool = self._case.pool
        if ids[0] not in pool.need_index or ids[1] not in pool.offer_index:
            raise KeyError(ids)
        k = self._case.pairs.find(pool.need_index[ids[0]], pool.offer_index[ids[1]])
        if k is None:
            raise KeyError(ids)
        return float(self._case.pairs.score[k])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        pool, pairs = self._case.pool, self._case.pairs
        return ((pool.needs[n].id, pool.offers[o].id) for n, o in zip(pairs.need, pairs.offer, strict=True))

    def __len__(self) -> int:
        return len(self._case.pairs)


def make_case(pool: Pool, policy: Policy) -> Case:
    tables = tabulate(pool)
    pairs = eligible_pairs(pool, tables, policy)
    usable = pairs.only(pairs.usable)
    needs, groups = tables.needs, len(tables.needs.groups)
    programmes = {p: members for p, members in listed(needs.programme).items() if len(members) > 1}
    return Case(
        pool,
        policy,
        tables,
        usable,
        len(pairs),
        _decided(pool, usable),
        programmes,
        {p: policy.integration_bonus * float(needs.weight[members].mean()) for p, members in programmes.items()},
        np.bincount(needs.group, needs.weight, groups),
        no_rest(len(pool.offers), groups),
    )


def no_rest(offers: int, groups: int) -> Rest:
    drawn = np.zeros((offers, len(HORIZONS)), dtype=np.int64)
    return Rest(drawn, np.zeros(offers, dtype=np.int64), {}, np.zeros(groups), {})


def _decided(pool: Pool, pairs: Pairs) -> Decided:
    rows = ((pairs.find(pool.need_index[d.need], pool.offer_index[d.offer]), d) for d in pool.decisions)
    return {k: (d.decision, d.amounts) for k, d in rows if k is not None}


def sequenced(order: Sequence[int], requires: Iterable[tuple[int, int]]) -> list[int]:
    """The same needs, each after those it waits for, as if all were gone through in this order again and again.

    `requires` are pairs (need that waits, need that must come first).
    """
    place = {n: i for i, n in enumerate(order)}
    earlier: dict[int, list[int]] = {n: [] for n in order}
    for later, first in requires:
        earlier[later].append(first)
    turn: dict[int, int] = {}
    for n in TopologicalSorter(earlier).static_order():
        turn[n] = max((turn[first] + (place[first] > place[n]) for first in earlier[n]), default=0)
    return sorted(order, key=lambda n: (turn[n], place[n]))


def listed(keys: IntArray) -> dict[int, list[int]]:
    """The positions of each key, in order."""
    order = np.argsort(keys, kind="stable")
    found, first = np.unique(keys[order], return_index=True)
    parts = np.split(order, first[1:]) if len(found) else []
    return {key: part.tolist() for key, part in zip(found.tolist(), parts, strict=True)}
