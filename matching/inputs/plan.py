"""The rows of plan.csv, read back."""

import pandas as pd

from ..errors import InvalidInput
from ..expectations import expected
from ..formats import columns
from ..plan import Match
from ..pool import Pool
from .needs import unique
from .notes import known_ids
from .table import read_table


def read_matches(frame: pd.DataFrame, file: str, pool: Pool | None = None) -> list[Match]:
    """The lines of a plan; InvalidInput if one cannot be read, its amount is not the sum of its horizons, or (with a
    pool) its need or its offer is none of the pool's."""
    table = read_table(frame, file, columns.PLAN)
    unique(table, "need_id", "offer_id")
    if pool is not None:
        known_ids(table, pool.need_index, pool.offer_index)
    for number, row in table.numbered():
        if row["amount"] != row["short"] + row["medium"] + row["long"]:
            table.note(number, "amount", row["amount"] / 100, expected("sum_of_horizons"))
    if table.problems:
        raise InvalidInput(table.problems)
    return [
        Match(r["need_id"], r["offer_id"], (r["short"], r["medium"], r["long"]), r["share"], r["score"])
        for r in table.rows.values()
    ]
