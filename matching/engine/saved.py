"""The prices of a solve by ids, so that a later one can go on from them whatever the order of its rows."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..case import Case
from .market import Market
from .prices import Prices

Saved = Mapping[str, Mapping[str, Any]]
"""By the kind of row: by ids joined with a tab, the price, or the prices of the horizons. Prices of 0 are left out."""


def save_prices(case: Case, market: Market, prices: Prices) -> dict[str, dict[str, Any]]:
    keys = _keys(case, market)
    return {
        kind: {key: row.tolist() for key, row in zip(keys[kind], rows, strict=True) if row.any()}
        for kind, rows in zip(Prices._fields, prices, strict=True)
    }


def load_prices(case: Case, market: Market, saved: Saved) -> Prices:
    """The prices for this case: those of rows it shares with the case that was saved, 0 for all others."""
    keys, zero = _keys(case, market), Prices.zero(market, len(case.group_weight))
    for kind, rows in zip(Prices._fields, zero, strict=True):
        known = saved.get(kind, {})
        for i, key in enumerate(keys[kind]):
            if key in known:
                rows[i] = np.maximum(known[key], 0.0)
    return zero


def _keys(case: Case, market: Market) -> dict[str, list[str]]:
    needs, offers = [n.id for n in case.pool.needs], [o.id for o in case.pool.offers]
    country = [""] * len(market.country_limit)
    for k in np.flatnonzero(market.country >= 0).tolist():
        row, place = market.country[k], case.needs.countries[case.needs.country[market.need[k]]]
        country[row] = f"{offers[market.offer[k]]}\t{place}"
    links = zip(market.later.tolist(), market.earlier.tolist(), strict=True)
    return {
        "capacity": offers,
        "partnerships": offers,
        "country": country,
        "sequence": [f"{needs[later]}\t{needs[earlier]}" for later, earlier in links],
        "programme": needs,
        "group": list(case.needs.groups),
    }
