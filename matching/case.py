"""A pool under a policy, ready to be modelled: its numbers, its usable pairs, and who belongs to whom."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .amounts import FloatArray, IntArray
from .pairs import Pairs, eligible_pairs
from .policy import Policy
from .pool import Pool
from .tables import NeedTable, OfferTable, Tables, tabulate


@dataclass(frozen=True)
class Case:
    pool: Pool
    policy: Policy
    tables: Tables
    pairs: Pairs
    """The usable pairs; everything indexed by k counts these."""
    eligible: int
    """How many pairs pass every test, usable or not."""

    @property
    def needs(self) -> NeedTable:
        return self.tables.needs

    @property
    def offers(self) -> OfferTable:
        return self.tables.offers

    @cached_property
    def of_need(self) -> dict[int, list[int]]:
        """The pairs of each need, in order."""
        return _listed(self.pairs.need)

    @cached_property
    def of_offer(self) -> dict[int, list[int]]:
        return _listed(self.pairs.offer)

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
        return tuple(sorted({first for _, first in self.needs.requires}))

    @cached_property
    def sequence(self) -> list[int]:
        """All needs, each after those it waits for; otherwise in canonical order."""
        placed: dict[int, None] = {}
        waiting = list(range(len(self.needs.amount)))
        while waiting:
            later = []
            for n in waiting:
                if all(first in placed for first in self.earlier.get(n, ())):
                    placed[n] = None
                else:
                    later.append(n)
            waiting = later
        return list(placed)

    @cached_property
    def programmes(self) -> dict[int, list[int]]:
        """The programmes of two needs or more: only these can earn the integration bonus."""
        listed = _listed(self.needs.programme)
        return {p: needs for p, needs in listed.items() if len(needs) > 1}

    @cached_property
    def groups(self) -> dict[int, list[int]]:
        return _listed(self.needs.group)

    @cached_property
    def value(self) -> FloatArray:
        """[pair, horizon]: the impact of meeting the whole need by this pair then: w · s · γ."""
        gamma = np.array(self.policy.horizon_preference)
        return np.asarray((self.needs.weight[self.pairs.need] * self.pairs.score)[:, None] * gamma[None, :])

    @cached_property
    def decided(self) -> dict[int, tuple[str, tuple[int, int, int]]]:
        """The decision, and its amounts, for each usable pair that has one."""
        place = self.pairs.position
        rows = (
            (place.get((self.pool.need_index[d.need], self.pool.offer_index[d.offer])), d) for d in self.pool.decisions
        )
        return {k: (d.decision, d.amounts) for k, d in rows if k is not None}

    @cached_property
    def scores(self) -> dict[tuple[str, str], float]:
        """The score of every usable pair, by ids."""
        needs, offers = self.pool.needs, self.pool.offers
        pairs = zip(self.pairs.need.tolist(), self.pairs.offer.tolist(), self.pairs.score.tolist(), strict=True)
        return {(needs[n].id, offers[o].id): score for n, o, score in pairs}

    def programme_value(self, programme: int) -> float:
        """What it earns to take up all needs of the programme: bonus · mean weight."""
        return self.policy.integration_bonus * float(self.needs.weight[self.programmes[programme]].mean())


def make_case(pool: Pool, policy: Policy) -> Case:
    tables = tabulate(pool)
    pairs = eligible_pairs(pool, tables, policy)
    return Case(pool, policy, tables, pairs.only(pairs.usable), len(pairs))


def _listed(keys: IntArray | Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for k, key in enumerate(np.asarray(keys).tolist()):
        found[key].append(k)
    return dict(sorted(found.items()))
