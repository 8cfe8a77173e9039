"""A frame read by its columns: every cell parsed, every unfit cell noted, none skipped."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from typing import Any

import pandas as pd

from ..amounts import Decimals
from ..errors import Problem
from ..expectations import Expected, expected
from ..formats.cells import Unfit
from ..formats.columns import Columns
from .limits import MOST_PROBLEMS

FIRST_ROW = 2
"""Rows are counted as in a spreadsheet: the header is row 1."""

Row = dict[str, Any]

KindOf = Callable[[Mapping[str, str]], str]
"""The texts of a row -> the kind of need or offer that it is about."""


@dataclass
class Table:
    """The rows of one file that could be read in full, with the number of each, and what was wrong with the rest."""

    file: str
    rows: dict[int, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def note(self, row: int | None, column: str, value: object, wanted: Expected) -> None:
        self.problems.append(Problem(self.file, row, column, str(value)[:80], wanted))

    def numbered(self) -> Iterator[tuple[int, Row]]:
        return iter(self.rows.items())


def read_table(frame: pd.DataFrame, file: str, columns: Columns, optional: Columns | None = None) -> Table:
    """Every row of the frame, parsed by `columns` (all must be there) and `optional` (may be missing)."""
    parsers = {**columns, **(optional or {})}
    return _read(frame, file, columns, parsers, lambda _texts: parsers)


def read_table_by_kind(
    frame: pd.DataFrame, file: str, columns: Callable[[int], Columns], decimals: Decimals, kind_of: KindOf
) -> Table:
    """Every row of the frame, parsed by the columns for amounts of its kind: `kind_of` finds it in the row's texts, and
    where it is none that is known, the row is read as one of money."""
    by_kind = {kind: columns(count) for kind, count in decimals.items()}
    money = by_kind["financial"]
    return _read(frame, file, money, money, lambda texts: by_kind.get(kind_of(texts), money))


def _read(
    frame: pd.DataFrame, file: str, columns: Columns, known: Columns, of_row: Callable[[Mapping[str, str]], Columns]
) -> Table:
    table = Table(file)
    if _header_fits(table, list(frame.columns), columns, known):
        present = [name for name in known if name in frame.columns]
        cells = [frame[name].tolist() for name in present]
        for number, values in enumerate(zip(*cells, strict=True), FIRST_ROW):
            if len(table.problems) >= MOST_PROBLEMS:
                table.note(number, "", "(this row and those below)", expected("problems_above_first"))
                break
            texts = dict(zip(present, map(as_text, values), strict=True))
            _read_row(table, number, texts, of_row(texts))
    return table


def _header_fits(table: Table, header: list[Hashable], columns: Columns, parsers: Columns) -> bool:
    for name in columns:
        if name not in header:
            table.note(None, name, "(missing)", expected("column"))
    for name in sorted({str(name) for name in header if header.count(name) > 1}):
        table.note(None, name, "(repeated)", expected("column_once"))
    for unknown in header:
        if unknown not in parsers:
            near = get_close_matches(str(unknown), parsers, 1)
            known = expected("near_column", near=near[0]) if near else expected("known_column")
            table.note(None, str(unknown)[:80], "(unknown)", known)
    return not table.problems


def _read_row(table: Table, number: int, texts: Mapping[str, str], parsers: Columns) -> None:
    row: Row = {}
    for name, cell in texts.items():
        try:
            row[name] = parsers[name](cell)
        except Unfit as unfit:
            table.note(number, name, cell, unfit.expected)
    if len(row) == len(texts):
        table.rows[number] = row


def as_text(cell: object) -> str:
    """The text of any cell; None and pandas' missing values are blank; numbers are written out in full."""
    if _is_missing(cell):
        return ""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool) or type(cell).__name__ == "bool":
        return "true" if cell else "false"
    if isinstance(cell, list | tuple | set | frozenset):
        return ";".join(sorted(as_text(part) for part in cell))
    return _number_text(cell)


def _is_missing(cell: object) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or (isinstance(cell, float) and cell != cell)


def _number_text(cell: Any) -> str:
    if hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, float) and isfinite(cell):
        return format(Decimal(repr(cell)), "f")
    return str(cell).strip()
