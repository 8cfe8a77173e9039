"""A frame read by its columns: every cell parsed, every unfit cell noted, none skipped."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from typing import Any

import pandas as pd

from ..errors import Problem
from ..expectations import Expected, expected
from ..formats.cells import Parser, Unfit
from .limits import MOST_PROBLEMS

FIRST_ROW = 2
"""Rows are counted as in a spreadsheet: the header is row 1."""

Row = dict[str, Any]


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


def read_table(
    frame: pd.DataFrame, file: str, columns: Mapping[str, Parser], optional: Mapping[str, Parser] | None = None
) -> Table:
    """Every row of the frame, parsed by `columns` (all must be there) and `optional` (may be missing)."""
    table = Table(file)
    parsers = {**columns, **(optional or {})}
    if _header_fits(table, list(frame.columns), columns, parsers):
        present = [name for name in parsers if name in frame.columns]
        cells = [frame[name].tolist() for name in present]
        for number, values in enumerate(zip(*cells, strict=True), FIRST_ROW):
            if len(table.problems) >= MOST_PROBLEMS:
                table.note(number, "", "(this row and those below)", expected("problems_above_first"))
                break
            _read_row(table, number, present, values, parsers)
    return table


def _header_fits(
    table: Table, header: list[Hashable], columns: Mapping[str, Parser], parsers: Mapping[str, Parser]
) -> bool:
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


def _read_row(
    table: Table, number: int, names: list[str], values: tuple[object, ...], parsers: Mapping[str, Parser]
) -> None:
    row: Row = {}
    for name, value in zip(names, values, strict=True):
        cell = as_text(value)
        try:
            row[name] = parsers[name](cell)
        except Unfit as unfit:
            table.note(number, name, cell, unfit.expected)
    if len(row) == len(names):
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
