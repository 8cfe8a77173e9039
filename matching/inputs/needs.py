"""The rows of needs.csv, and what must hold between them."""

from collections.abc import Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter

import pandas as pd

from ..amounts import Decimals
from ..expectations import expected
from ..formats import columns
from ..pool import Need
from ..vocabulary import HORIZONS, INSTRUMENTS
from .table import Row, Table, read_table_by_kind


def read_needs(frame: pd.DataFrame, file: str, decimals: Decimals) -> tuple[list[Need], Table]:
    table = read_table_by_kind(frame, file, columns.needs, decimals, own_kind)
    unique(table, "need_id")
    for number, row in table.numbered():
        _check_row(table, number, row)
    if not table.problems:
        _check_sequence(table)
    return [_need(row) for row in table.rows.values()], table


def own_kind(texts: Mapping[str, str]) -> str:
    return texts["kind"]


def unique(table: Table, *key: str) -> None:
    """Notes every row whose key an earlier row already has."""
    seen: dict[tuple[str, ...], int] = {}
    for number, row in table.numbered():
        value = tuple(row[name] for name in key)
        if value in seen:
            table.note(number, ", ".join(key), ", ".join(value), expected("unique", row=seen[value]))
        seen.setdefault(value, number)


def instruments_of_kind(table: Table, number: int, row: Row) -> None:
    if wrong := sorted(row["instruments"].difference(INSTRUMENTS[row["kind"]])):
        of_kind = expected("instrument_of_kind", kind=row["kind"], choices=INSTRUMENTS[row["kind"]])
        table.note(number, "instruments", ";".join(wrong), of_kind)


def _check_row(table: Table, number: int, row: Row) -> None:
    instruments_of_kind(table, number, row)
    if row["first_horizon"] > row["last_horizon"]:
        first, last = HORIZONS[row["first_horizon"]], HORIZONS[row["last_horizon"]]
        table.note(number, "last_horizon", last, expected("not_before_first", first=first))


def _check_sequence(table: Table) -> None:
    """Every required need exists and no need waits, in the end, for itself."""
    number_of = {row["need_id"]: number for number, row in table.numbered()}
    requires = {row["need_id"]: row["requires"] for row in table.rows.values()}
    for number, row in table.numbered():
        for earlier in sorted(row["requires"]):
            if earlier == row["need_id"]:
                table.note(number, "requires", earlier, expected("another_need"))
            elif earlier not in requires:
                table.note(number, "requires", earlier, expected("need_of_file"))
    for need in _in_a_circle(requires):
        table.note(number_of[need], "requires", ";".join(sorted(requires[need])), expected("no_circle", need=need))


def _in_a_circle(requires: dict[str, frozenset[str]]) -> list[str]:
    """The needs that lie on a circle of `requires` (or between two circles), self-requirements aside."""
    left = {n: {e for e in earlier if e in requires and e != n} for n, earlier in requires.items()}
    left = _without_ends(_without_ends(left))
    return sorted(left)


def _without_ends(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """The edges turned round, without all that ends somewhere when they are followed."""
    sorter = TopologicalSorter(edges)
    with suppress(CycleError):
        sorter.prepare()
    ended: set[str] = set()
    while free := sorter.get_ready():
        ended.update(free)
        sorter.done(*free)
    back: dict[str, set[str]] = {n: set() for n in edges if n not in ended}
    for n, earlier in edges.items():
        for e in earlier & back.keys():
            if n in back:
                back[e].add(n)
    return back


def _need(row: Row) -> Need:
    return Need(
        id=row["need_id"],
        programme=row["programme_id"] or f"\n{row['need_id']}",
        city=row["city"],
        country=row["country"],
        region=row["region"],
        income_group=row["income_group"],
        group=row["group"] or row["region"],
        kind=row["kind"],
        theme=row["theme"],
        instruments=row["instruments"],
        amount=row["amount"],
        min_share=row["min_share"],
        max_partners=row["max_partners"],
        first_horizon=row["first_horizon"],
        last_horizon=row["last_horizon"],
        weight=row["weight"],
        requires=tuple(sorted(row["requires"])),
        flags=row["flags"],
    )
