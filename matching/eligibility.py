"""Which offers may serve which needs: seven named tests, each on all pairs at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from .arrays import BoolArray, IntArray, shares_down
from .tables import NeedTable, OfferTable, Tables
from .vocabulary import HORIZONS

TESTS: Final = ("kind", "theme", "instrument", "place", "flags", "horizon", "size")
"""In the order in which a funnel tells them."""


@dataclass(frozen=True)
class Tests:
    """For each test a matrix, needs by offers: does the pair pass?"""

    passed: Mapping[str, BoolArray]

    @property
    def eligible(self) -> BoolArray:
        return np.asarray(np.logical_and.reduce([self.passed[test] for test in TESTS]))


def run_tests(tables: Tables, rows: IntArray | None = None) -> Tests:
    """The tests of the needs at these positions (all, if not given) against every offer."""
    n, o = tables.needs, tables.offers
    rows = np.arange(len(n.amount)) if rows is None else rows
    need, offer = rows[:, None], np.arange(len(o.kind))[None, :]
    return Tests(
        {
            "kind": n.kind[need] == o.kind[offer],
            "theme": ((1 << n.theme[need]) & o.themes[offer]) != 0,
            "instrument": (n.instruments[need] & o.instruments[offer]) != 0,
            "place": _place(n, o, rows),
            "flags": (o.required_flags[offer] & ~n.flags[need]) == 0,
            "horizon": open_horizons(tables, need, offer).any(axis=2),
            "size": o.min_amount[offer] <= most_by_definition(tables, need, offer),
        }
    )


def _place(n: NeedTable, o: OfferTable, rows: IntArray) -> BoolArray:
    """Country, region and income group: all that the offer names must hold."""
    return np.asarray(
        o.in_country[:, n.country[rows]].T
        & o.in_region[:, n.region[rows]].T
        & o.in_income_group[:, n.income_group[rows]].T
    )


def open_horizons(tables: Tables, need: IntArray, offer: IntArray) -> BoolArray:
    """[..., horizon] for positions that broadcast: inside the need's window, and the offer has capacity by then
    (what is carried over counts)."""
    n, o = tables.needs, tables.offers
    available = np.where(o.carry_over[:, None], o.capacity.cumsum(axis=1), o.capacity) > 0
    horizon = np.arange(len(HORIZONS))
    window = (n.first_horizon[:, None] <= horizon) & (horizon <= n.last_horizon[:, None])
    return np.asarray(window[need] & available[offer])


def most_by_definition(tables: Tables, need: IntArray, offer: IntArray) -> IntArray:
    """U = min(max_amount, max_share · d, d, total capacity), in smallest units, for positions that broadcast."""
    n, o = tables.needs, tables.offers
    amount = n.amount[need]
    by_offer = np.minimum(o.max_amount, o.capacity.sum(axis=1))[offer]
    return np.minimum(np.minimum(amount, shares_down(o.max_share[offer], amount)), by_offer)
