"""The columns of each file, in their order, and how a cell of each is read.

Amounts are read by the decimals of their unit, which are those of the row's kind (`amounts.decimals_by_kind`).
"""

from collections.abc import Mapping
from typing import Final

from ..amounts import WHOLE
from ..vocabulary import FLAGS, HORIZONS, INSTRUMENTS, KINDS, THEMES
from . import cells

Columns = Mapping[str, cells.Parser]


def needs(decimals: int) -> Columns:
    return {
        "need_id": cells.identifier,
        "programme_id": cells.text,
        "city": cells.text,
        "country": cells.blank_or(cells.country, ""),
        "region": cells.text,
        "income_group": cells.text,
        "group": cells.text,
        "kind": cells.choice(KINDS),
        "theme": cells.choice(THEMES),
        "instruments": cells.several(cells.choice([i for kind in KINDS for i in INSTRUMENTS[kind]])),
        "amount": cells.positive_amount(decimals),
        "min_share": cells.blank_or(cells.share, 0),
        "max_partners": cells.blank_or(cells.count),
        "first_horizon": cells.blank_or(cells.horizon, 0),
        "last_horizon": cells.blank_or(cells.horizon, len(HORIZONS) - 1),
        "weight": cells.blank_or(cells.weight, WHOLE),
        "requires": cells.several(cells.identifier),
        "flags": cells.several(cells.choice(FLAGS)),
    }


def offers(decimals: int) -> Columns:
    return {
        "offer_id": cells.identifier,
        "partner": cells.text,
        "kind": cells.choice(KINDS),
        "themes": cells.several(cells.choice(THEMES)),
        "instruments": cells.several(cells.choice([i for kind in KINDS for i in INSTRUMENTS[kind]])),
        "countries": cells.several(cells.country),
        "regions": cells.several(cells.text),
        "income_groups": cells.several(cells.text),
        "required_flags": cells.several(cells.choice(FLAGS)),
        "capacity_short": cells.blank_or(cells.amount(decimals), 0),
        "capacity_medium": cells.blank_or(cells.amount(decimals), 0),
        "capacity_long": cells.blank_or(cells.amount(decimals), 0),
        "carry_over": cells.blank_or(cells.truth, False),
        "min_amount": cells.blank_or(cells.amount(decimals), 0),
        "max_amount": cells.blank_or(cells.amount(decimals)),
        "max_partnerships": cells.blank_or(cells.count),
        "max_share": cells.blank_or(cells.share),
        "max_country_share": cells.blank_or(cells.share),
    }


def decisions(decimals: int) -> Columns:
    return {
        "need_id": cells.identifier,
        "offer_id": cells.identifier,
        "decision": cells.choice(("pin", "forbid")),
        "short": cells.blank_or(cells.amount(decimals), 0),
        "medium": cells.blank_or(cells.amount(decimals), 0),
        "long": cells.blank_or(cells.amount(decimals), 0),
    }


def plan(decimals: int) -> Columns:
    return {
        "need_id": cells.identifier,
        "offer_id": cells.identifier,
        "short": cells.amount(decimals),
        "medium": cells.amount(decimals),
        "long": cells.amount(decimals),
        "amount": cells.amount(decimals),
        "share": cells.part_of_score,
        "score": cells.score,
    }


PAIR_CELLS: Final[Columns] = {
    "need_id": cells.identifier,
    "offer_id": cells.identifier,
    "score": cells.blank_or(cells.score),
}

SCORE_PARTS: Final[Columns] = {
    "preference": cells.blank_or(cells.part_of_score),
    "shared_vision": cells.blank_or(cells.part_of_score),
    "continuity": cells.blank_or(cells.part_of_score),
}
"""Columns of pairs that may be missing."""

BALLOT_CELLS: Final[Columns] = {
    "ballot_id": cells.identifier,
    "candidate_id": cells.identifier,
    "place": cells.blank_or(cells.place),
}

BALLOT_OF: Final[Columns] = {"settlement_id": cells.blank_or(cells.identifier, "")}
"""The column of ballots that may be missing: whose representative speaks."""

SETTLEMENT_CELLS: Final[Columns] = {
    "settlement_id": cells.identifier,
    "zone": cells.text,
    "residents": cells.count,
}

NEEDS: Final = tuple(needs(0))
OFFERS: Final = tuple(offers(0))
PAIRS: Final = tuple(PAIR_CELLS)
DECISIONS: Final = tuple(decisions(0))
PLAN: Final = tuple(plan(0))
"""The names alone."""
