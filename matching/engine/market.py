"""A case as flat arrays, which is what compiled code reads."""

from typing import NamedTuple

import numpy as np

from ..arrays import NO_LIMIT, BoolArray, FloatArray, IntArray
from ..case import Case
from ..vocabulary import HORIZONS

MANY = 10**9
"""Stands for "no limit" where numbers of partners are counted: more than there are pairs, and far from overflowing."""


class Market(NamedTuple):
    """Needs, pairs (sorted by need) and offers; amounts in smallest units, shares as parts of a need."""

    first: IntArray
    """the pairs of need n are first[n] … first[n + 1] − 1"""
    need: IntArray
    offer: IntArray
    by_offer: IntArray
    """all pairs, sorted by offer: those of offer o from offer_first[o]"""
    offer_first: IntArray
    demand: IntArray
    smallest: IntArray
    met_at: IntArray
    partners: IntArray
    weight: FloatArray
    group: IntArray
    least: IntArray
    most: IntArray
    open: BoolArray
    """[pair, horizon]"""
    value: FloatArray
    """[pair, horizon]: the impact of meeting the whole need so"""
    country: IntArray
    """[pair]: the country share that the pair draws on, −1 for none"""
    country_limit: IntArray
    capacity: IntArray
    """[offer, horizon]: cumulative where it carries over"""
    carry: BoolArray
    partnerships: IntArray
    later: IntArray
    """[link]: the need that waits"""
    earlier: IntArray
    """[link]: the need that must be met first"""
    waits_first: IntArray
    """the links in which need n waits are waits_links[waits_first[n] …]"""
    waits_links: IntArray
    awaited_first: IntArray
    awaited_links: IntArray
    programme: IntArray
    """[need]: a programme that can earn a bonus, −1 for none"""
    programme_size: IntArray
    programme_value: FloatArray
    pinned: BoolArray
    pins: IntArray
    """[pair, horizon]: amounts that staff fixed"""
    partnership_cost: float

    @property
    def needs(self) -> int:
        return len(self.demand)

    @property
    def offers(self) -> int:
        return len(self.carry)


def market_of(case: Case) -> Market:
    """The arrays of a case. A forbidden pair is closed in every horizon."""
    pairs, needs, offers = case.pairs, case.needs, case.offers
    country, country_limit = _country_shares(case)
    links = np.array(needs.requires, dtype=np.int64).reshape(-1, 2)
    programme, size, value = _programmes(case)
    opened, pinned, pins = _decisions(case)
    by_offer, offer_first = _sorted_by(pairs.offer, len(offers.carry_over))
    waits_links, waits_first = _sorted_by(links[:, 0], len(needs.amount))
    awaited_links, awaited_first = _sorted_by(links[:, 1], len(needs.amount))
    return Market(
        first=np.searchsorted(pairs.need, np.arange(len(needs.amount) + 1)),
        need=pairs.need,
        offer=pairs.offer,
        by_offer=by_offer,
        offer_first=offer_first,
        demand=needs.amount,
        smallest=needs.smallest,
        met_at=needs.met_at,
        partners=np.minimum(needs.max_partners, MANY),
        weight=needs.weight,
        group=needs.group,
        least=pairs.least,
        most=pairs.most,
        open=opened,
        value=case.value,
        country=country,
        country_limit=country_limit,
        capacity=np.where(offers.carry_over[:, None], offers.capacity.cumsum(axis=1), offers.capacity),
        carry=offers.carry_over,
        partnerships=np.minimum(offers.max_partnerships, MANY),
        later=np.ascontiguousarray(links[:, 0]),
        earlier=np.ascontiguousarray(links[:, 1]),
        waits_first=waits_first,
        waits_links=waits_links,
        awaited_first=awaited_first,
        awaited_links=awaited_links,
        programme=programme,
        programme_size=size,
        programme_value=value,
        pinned=pinned,
        pins=pins,
        partnership_cost=case.policy.partnership_cost,
    )


def _sorted_by(keys: IntArray, count: int) -> tuple[IntArray, IntArray]:
    """The positions sorted by key, and where each key begins among them."""
    order = np.argsort(keys, kind="stable")
    return order, np.searchsorted(keys[order], np.arange(count + 1))


def _country_shares(case: Case) -> tuple[IntArray, IntArray]:
    """One row for each offer with a country share and each country it may serve."""
    pairs, limit = case.pairs, case.offers.country_limit
    key = pairs.offer * len(case.needs.countries) + case.needs.country[pairs.need]
    limited = limit[pairs.offer] != NO_LIMIT
    keys = np.unique(key[limited])
    return np.where(limited, np.searchsorted(keys, key), -1), limit[keys // max(len(case.needs.countries), 1)]


def _programmes(case: Case) -> tuple[IntArray, IntArray, FloatArray]:
    programme = np.full(len(case.needs.amount), -1)
    earning = list(case.programmes) if case.policy.integration_bonus > 0 else []
    for i, p in enumerate(earning):
        programme[case.programmes[p]] = i
    size = np.array([len(case.programmes[p]) for p in earning], dtype=np.int64)
    return programme, size, np.array([case.programme_value[p] for p in earning], dtype=np.float64)


def _decisions(case: Case) -> tuple[BoolArray, BoolArray, IntArray]:
    opened, pinned = case.pairs.open.copy(), np.zeros(len(case.pairs), dtype=np.bool_)
    pins = np.zeros((len(case.pairs), len(HORIZONS)), dtype=np.int64)
    for k, (said, amounts) in case.decided.items():
        opened[k] = False
        if said == "pin":
            pinned[k], pins[k] = True, amounts
    return opened, pinned, pins
