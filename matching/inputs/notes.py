"""The rows of pairs.csv and decisions.csv: what is known of, and decided on, single pairs."""

from collections.abc import Container, Mapping

import pandas as pd

from ..amounts import Decimals
from ..expectations import expected
from ..formats import columns
from ..pool import Decision, PairNote
from ..vocabulary import HORIZONS
from .needs import unique
from .table import KindOf, Table, read_table, read_table_by_kind


def read_notes(
    frame: pd.DataFrame, file: str, needs: Container[str], offers: Container[str]
) -> tuple[list[PairNote], Table]:
    table = read_table(frame, file, columns.PAIR_CELLS, columns.SCORE_PARTS)
    known_ids(table, needs, offers)
    unique(table, "need_id", "offer_id")
    notes = [
        PairNote(row["need_id"], row["offer_id"], row["score"], *(row.get(part) for part in columns.SCORE_PARTS))
        for row in table.rows.values()
    ]
    return notes, table


def read_decisions(
    frame: pd.DataFrame, file: str, kinds: Mapping[str, str], offers: Container[str], decimals: Decimals
) -> tuple[list[Decision], Table]:
    """`kinds` is that of every need. Decisions that contradict each other are no fault of the file: conflicts.py names
    those."""
    table = read_table_by_kind(frame, file, columns.decisions, decimals, kind_of_need(kinds))
    known_ids(table, kinds, offers)
    decisions: dict[Decision, int] = {}
    for number, row in table.numbered():
        amounts = (row["short"], row["medium"], row["long"])
        if row["decision"] == "pin" and not sum(amounts):
            table.note(number, ", ".join(HORIZONS), "0, 0, 0", expected("pinned_amounts"))
        if row["decision"] == "forbid" and sum(amounts):
            table.note(number, ", ".join(HORIZONS), "amounts", expected("blank_amounts"))
        decision = Decision(row["need_id"], row["offer_id"], row["decision"], amounts)
        if decision in decisions:
            table.note(number, "decision", decision.decision, expected("new", row=decisions[decision]))
        decisions.setdefault(decision, number)
    return list(decisions), table


def kind_of_need(kinds: Mapping[str, str]) -> KindOf:
    """For rows that name their need."""
    return lambda texts: kinds.get(texts["need_id"], "")


def known_ids(table: Table, needs: Container[str], offers: Container[str]) -> None:
    """Notes every row that speaks of a need or an offer which is not there."""
    for number, row in table.numbered():
        if row["need_id"] not in needs:
            table.note(number, "need_id", row["need_id"], expected("known_need"))
        if row["offer_id"] not in offers:
            table.note(number, "offer_id", row["offer_id"], expected("known_offer"))
