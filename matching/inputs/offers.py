"""The rows of offers.csv."""

import pandas as pd

from ..amounts import Decimals
from ..formats import columns
from ..pool import Offer
from .needs import instruments_of_kind, own_kind, unique
from .table import Row, Table, read_table_by_kind


def read_offers(frame: pd.DataFrame, file: str, decimals: Decimals) -> tuple[list[Offer], Table]:
    table = read_table_by_kind(frame, file, columns.offers, decimals, own_kind)
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
