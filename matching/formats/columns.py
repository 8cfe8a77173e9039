"""The columns of each file, in their order, and how a cell of each is read."""

from collections.abc import Mapping
from typing import Final

from ..amounts import WHOLE
from ..vocabulary import FLAGS, HORIZONS, INSTRUMENTS, KINDS, THEMES
from . import cells

Columns = Mapping[str, cells.Parser]

NEEDS: Final[Columns] = {
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
    "amount": cells.positive_amount,
    "min_share": cells.blank_or(cells.share, 0),
    "max_partners": cells.blank_or(cells.count),
    "first_horizon": cells.blank_or(cells.horizon, 0),
    "last_horizon": cells.blank_or(cells.horizon, len(HORIZONS) - 1),
    "weight": cells.blank_or(cells.weight, WHOLE),
    "requires": cells.several(cells.identifier),
    "flags": cells.several(cells.choice(FLAGS)),
}

OFFERS: Final[Columns] = {
    "offer_id": cells.identifier,
    "partner": cells.text,
    "kind": cells.choice(KINDS),
    "themes": cells.several(cells.choice(THEMES)),
    "instruments": cells.several(cells.choice([i for kind in KINDS for i in INSTRUMENTS[kind]])),
    "countries": cells.several(cells.country),
    "regions": cells.several(cells.text),
    "income_groups": cells.several(cells.text),
    "required_flags": cells.several(cells.choice(FLAGS)),
    "capacity_short": cells.blank_or(cells.amount, 0),
    "capacity_medium": cells.blank_or(cells.amount, 0),
    "capacity_long": cells.blank_or(cells.amount, 0),
    "carry_over": cells.blank_or(cells.truth, False),
    "min_amount": cells.blank_or(cells.amount, 0),
    "max_amount": cells.blank_or(cells.amount),
    "max_partnerships": cells.blank_or(cells.count),
    "max_share": cells.blank_or(cells.share),
    "max_country_share": cells.blank_or(cells.share),
}

PAIRS: Final[Columns] = {
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

DECISIONS: Final[Columns] = {
    "need_id": cells.identifier,
    "offer_id": cells.identifier,
    "decision": cells.choice(("pin", "forbid")),
    "short": cells.blank_or(cells.amount, 0),
    "medium": cells.blank_or(cells.amount, 0),
    "long": cells.blank_or(cells.amount, 0),
}

PLAN: Final[Columns] = {
    "need_id": cells.identifier,
    "offer_id": cells.identifier,
    "short": cells.amount,
    "medium": cells.amount,
    "long": cells.amount,
    "amount": cells.amount,
    "share": cells.part_of_score,
    "score": cells.score,
}
