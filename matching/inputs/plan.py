"""The columns of plan.csv, read back."""

import pandas as pd

from ..errors import InvalidInput
from ..plan import Match
from . import cells
from .needs import unique
from .table import read_table

COLUMNS = {
    "need_id": cells.identifier,
    "offer_id": cells.identifier,
    "short": cells.amount,
    "medium": cells.amount,
    "long": cells.amount,
    "amount": cells.amount,
    "share": cells.part_of_score,
    "score": cells.score,
}


def read_matches(frame: pd.DataFrame, file: str) -> list[Match]:
    """The lines of a plan; InvalidInput if one cannot be read or its amount is not the sum of its horizons."""
    table = read_table(frame, file, COLUMNS)
    unique(table, "need_id", "offer_id")
    for number, row in table.numbered():
        if row["amount"] != row["short"] + row["medium"] + row["long"]:
            table.note(number, "amount", row["amount"] / 100, "the sum of short, medium and long")
    if table.problems:
        raise InvalidInput(table.problems)
    return [
        Match(r["need_id"], r["offer_id"], (r["short"], r["medium"], r["long"]), r["share"], r["score"])
        for r in table.rows.values()
    ]
