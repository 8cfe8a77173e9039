"""The rows of plan.csv, read back."""

import pandas as pd

from ..amounts import Decimals
from ..errors import InvalidInput
from ..expectations import expected
from ..formats import columns
from ..plan import Match
from ..pool import Pool
from .needs import unique
from .notes import kind_of_need, known_ids
from .table import FIRST_ROW, read_table_by_kind


def read_matches(
    frame: pd.DataFrame, file: str, pool: Pool, decimals: Decimals, *, strangers: bool = False
) -> list[Match]:
    """The lines of a plan; InvalidInput if one cannot be read, its amount is not the sum of its horizons, or (unless
    `strangers` may be among them) its need or its offer is none of the pool's."""
    table = read_table_by_kind(frame, file, columns.plan, decimals, kind_of_need(pool.kinds))
    unique(table, "need_id", "offer_id")
    if not strangers:
        known_ids(table, pool.need_index, pool.offer_index)
    for number, row in table.numbered():
        if row["amount"] != row["short"] + row["medium"] + row["long"]:
            table.note(number, "amount", frame["amount"].iloc[number - FIRST_ROW], expected("sum_of_horizons"))
    if table.problems:
        raise InvalidInput(table.problems)
    return [
        Match(r["need_id"], r["offer_id"], (r["short"], r["medium"], r["long"]), r["share"], r["score"])
        for r in table.rows.values()
    ]
