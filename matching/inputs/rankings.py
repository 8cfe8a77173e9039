"""The rows of ballots.csv and settlements.csv: a joint ranking as it was voted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..consensus import Ballot
from ..errors import InvalidInput
from ..expectations import expected
from ..formats import columns
from .needs import unique
from .table import Table, read_table

MOST_BALLOTS = 20
"""Of one settlement: all weigh the same in whole numbers, which grow with their common multiple."""


@dataclass(frozen=True)
class Settlement:
    zone: str
    residents: int


@dataclass(frozen=True)
class Ranking:
    """What was voted. Without a file of settlements the candidates are those that stand on some ballot."""

    ballots: tuple[Ballot, ...]
    candidates: tuple[str, ...]
    settlements: Mapping[str, Settlement]


def read_ranking(
    ballots: pd.DataFrame, settlements: pd.DataFrame | None, files: tuple[str, str] = ("ballots", "settlements")
) -> Ranking:
    """Raises InvalidInput."""
    table, known = read_table(ballots, files[0], columns.BALLOT_CELLS, columns.BALLOT_OF), None
    problems = []
    if settlements is not None:
        known = read_table(settlements, files[1], columns.SETTLEMENT_CELLS)
        unique(known, "settlement_id")
        problems = known.problems
    _check_rows(table)
    if known is not None:
        _check_known(table, {row["settlement_id"] for row in known.rows.values()})
    if table.problems or problems:
        raise InvalidInput([*table.problems, *problems])
    rows = known.rows.values() if known else ()
    settlements_by_id = {row["settlement_id"]: Settlement(row["zone"], row["residents"]) for row in rows}
    candidates = sorted(settlements_by_id or {row["candidate_id"] for row in table.rows.values()})
    return Ranking(tuple(_ballots(table)), tuple(candidates), settlements_by_id)


def _check_rows(table: Table) -> None:
    """One place for a candidate on a ballot, one settlement for a ballot, few ballots for a settlement."""
    unique(table, "ballot_id", "candidate_id")
    first: dict[str, tuple[int, str]] = {}
    voices: Counter[str] = Counter()
    for number, row in table.numbered():
        own = row.setdefault("settlement_id", "")
        row_of_first, settlement = first.setdefault(row["ballot_id"], (number, own))
        if own != settlement:
            said = expected("settlement_of_ballot", settlement=settlement or "blank", row=row_of_first)
            table.note(number, "settlement_id", own, said)
        if row_of_first == number and settlement:
            voices[settlement] += 1
            if voices[settlement] > MOST_BALLOTS:
                table.note(number, "settlement_id", settlement, expected("few_ballots", most=MOST_BALLOTS))


def _check_known(table: Table, known: set[str]) -> None:
    for number, row in table.numbered():
        for column in ("settlement_id", "candidate_id"):
            if row[column] and row[column] not in known:
                table.note(number, column, row[column], expected("known_settlement"))


def _ballots(table: Table) -> list[Ballot]:
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for row in table.rows.values():
        _settlement, places = found.setdefault(row["ballot_id"], (row["settlement_id"], {}))
        if row["place"] is not None:
            places[row["candidate_id"]] = row["place"]
    return [Ballot(name, places, settlement) for name, (settlement, places) in sorted(found.items())]
