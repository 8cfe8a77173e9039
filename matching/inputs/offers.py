"""The columns of offers.csv."""

import pandas as pd

from ..pool import Offer
from ..vocabulary import FLAGS, INSTRUMENTS, KINDS, THEMES
from . import cells
from .needs import instruments_of_kind, unique
from .table import Row, Table, read_table

COLUMNS = {
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


def read_offers(frame: pd.DataFrame, file: str) -> tuple[list[Offer], Table]:
    table = read_table(frame, file, COLUMNS)
    unique(table, "offer_id")
    for number, row in table.numbered():
        instruments_of_kind(table, number, row)
    return [_offer(row) for row in table.rows.values()], table


def _offer(row: Row) -> Offer:
    return Offer(
        id=row["offer_id"],
        partner=row["partner"],
        kind=row["kind"],
        themes=row["themes"],
        instruments=row["instruments"],
        countries=row["countries"],
        regions=row["regions"],
        income_groups=row["income_groups"],
        required_flags=row["required_flags"],
        capacity=(row["capacity_short"], row["capacity_medium"], row["capacity_long"]),
        carry_over=row["carry_over"],
        min_amount=row["min_amount"],
        max_amount=row["max_amount"],
        max_partnerships=row["max_partnerships"],
        max_share=row["max_share"],
        max_country_share=row["max_country_share"],
    )
