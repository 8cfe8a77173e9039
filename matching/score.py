"""What an eligible pair is worth, in (0, 1]: a weighted mean of named parts, all kept for the explanation."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from .arrays import FloatArray, IntArray
from .policy import Policy
from .pool import Pool
from .tables import Tables
from .vocabulary import FLAGS, THEMES

PARTS: Final = ("theme", "place", "instrument", "readiness", "preference", "shared_vision", "continuity")
SMALLEST_SCORE: Final = 0.000001
"""Scores are whole millionths above 0, so that they are written in full wherever they stand."""

NEUTRAL: Final = {"preference": 0.5, "shared_vision": 0.0, "continuity": 0.0}
"""What counts where pairs.csv says nothing: no preference either way, no vision shared, no earlier relationship."""


def score_parts(pool: Pool, tables: Tables, need: IntArray, offer: IntArray) -> dict[str, FloatArray]:
    """Each part for each pair (need[k], offer[k])."""
    return {
        "theme": _theme(tables, offer),
        "place": _place(tables, offer),
        "instrument": _instrument(tables, need, offer),
        "readiness": np.bitwise_count(tables.needs.flags[need]) / len(FLAGS),
        **_stated(pool, need, offer),
    }


def combined(parts: Mapping[str, FloatArray], policy: Policy) -> FloatArray:
    """Σ weight · part / Σ weight, to the millionth."""
    weights = policy.score_weights
    total = sum(weights.values())
    mean = sum((weights.get(name, 0.0) / total * parts[name] for name in PARTS), np.zeros(len(parts["theme"])))
    return np.clip(np.round(mean, 6), SMALLEST_SCORE, 1.0)


def _theme(tables: Tables, offer: IntArray) -> FloatArray:
    """1 for an offer made for this theme alone, falling to a half for one open to every theme: (1 + 1/k)/2."""
    named = np.bitwise_count(tables.offers.themes[offer])
    return np.where(named == len(THEMES), 0.5, (1 + 1 / named) / 2)


def _place(tables: Tables, offer: IntArray) -> FloatArray:
    """1 where the offer names countries, 0.75 regions, 0.5 income groups (the finest counts), else 0.25."""
    o = tables.offers
    finest = [o.names_country[offer], o.names_region[offer], o.names_income_group[offer]]
    return np.select(finest, [1.0, 0.75, 0.5], 0.25)


def _instrument(tables: Tables, need: IntArray, offer: IntArray) -> FloatArray:
    """The share of the instruments that the need accepts which the offer can provide."""
    accepted = tables.needs.instruments[need]
    provided = np.bitwise_count(accepted & tables.offers.instruments[offer])
    return np.asarray(provided / np.bitwise_count(accepted), dtype=np.float64)


def _stated(pool: Pool, need: IntArray, offer: IntArray) -> dict[str, FloatArray]:
    """The parts that only pairs.csv can tell."""
    place = {pair: k for k, pair in enumerate(zip(need.tolist(), offer.tolist(), strict=True))}
    parts = {name: np.full(len(need), neutral) for name, neutral in NEUTRAL.items()}
    for note in pool.notes:
        k = place.get((pool.need_index[note.need], pool.offer_index[note.offer]))
        for name in NEUTRAL:
            value = getattr(note, name)
            if k is not None and value is not None:
                parts[name][k] = value
    return parts
