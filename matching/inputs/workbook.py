"""The first sheet of an XLSX workbook as a frame; a cell keeps its value, not its look."""

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import repeat
from typing import Any, Final
from zipfile import ZipFile

import pandas as pd

from ..errors import InvalidInput, Problem
from ..expectations import Expected, expected
from .archive import Unsafe, look_through
from .limits import LONGEST_CELL, MOST_COLUMNS, MOST_PROBLEMS, MOST_SHEET_ROWS

Cells = tuple[Any, ...]

LAST_ROW: Final = 1_048_576
"""Of any sheet of Excel."""

ERRORS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


def read_workbook(raw: bytes, file: str) -> pd.DataFrame:
    """The rows below the header. Raises InvalidInput, which speaks of the file by this name."""
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            has_formulas = look_through(archive)
        with warnings.catch_warnings(action="ignore"):  # about what no table needs, such as drop-down lists
            header, *rows = _Sheet(file).rows(_both(raw) if has_formulas else zip(_stream(raw), repeat(())))
    except Unsafe as unsafe:
        raise InvalidInput([Problem(file, None, "", unsafe.value, unsafe.expected)]) from unsafe
    except InvalidInput:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles upon in a broken file
        raise InvalidInput([Problem(file, None, "", str(error)[:80], expected("workbook"))]) from error
    return pd.DataFrame(rows, columns=pd.Index(header, dtype=object), dtype=object)


def _both(raw: bytes) -> Iterator[tuple[Cells, Cells]]:
    """Each row with the results of its formulas, and with the formulas."""
    return zip(_stream(raw), _stream(raw, formulas=True), strict=True)


def _stream(raw: bytes, *, formulas: bool = False) -> Iterator[Cells]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(raw), read_only=True, data_only=not formulas, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says of them may be wrong
    return iter(sheet.iter_rows(values_only=True))


class _Sheet:
    """The rows of a sheet, and what is wrong with its cells."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._problems: list[Problem] = []

    def rows(self, found: Iterator[tuple[Cells, Cells]]) -> list[list[object]]:
        """The header and all rows below it, each as wide as the header."""
        rows: list[list[object]] = []
        blank = 0
        for number, (values, formulas) in enumerate(found, 1):
            cells = self._cells(number, values, formulas)
            if cells and blank:
                raise self._refused(blank, 0, "(blank)", expected("row_with_cells"))
            if cells:
                self._add(rows, number, cells)
            else:
                blank = blank or number
            if number > LAST_ROW:
                raise self._refused(number, 0, "(a row)", expected("sheet_rows", most=LAST_ROW))
            if len(self._problems) >= MOST_PROBLEMS:
                break
        if self._problems:
            raise InvalidInput(self._problems[:MOST_PROBLEMS])
        if not rows:
            raise self._refused(None, 0, "(empty)", expected("workbook_header"))
        return rows

    def _add(self, rows: list[list[object]], number: int, cells: list[object]) -> None:
        if number > MOST_SHEET_ROWS + 1:
            raise self._refused(number, len(cells), str(cells[-1]), expected("sheet_table_rows", most=MOST_SHEET_ROWS))
        if not rows:
            for column, name in enumerate(cells, 1):
                if name == "":
                    self._note(number, column, "(blank)", expected("column_header"))
            rows.append(cells)
            return
        width = len(rows[0])
        if len(cells) > width:
            self._note(number, len(cells), str(cells[-1]), expected("below_header"))
        rows.append(cells[:width] + [""] * (width - len(cells)))

    def _cells(self, number: int, values: Cells, formulas: Cells) -> list[object]:
        """The cells up to the last that is not blank."""
        if not values:
            return []
        if len(values) > MOST_COLUMNS:
            raise self._refused(number, len(values), _text(values[-1]), expected("sheet_columns", most=MOST_COLUMNS))
        for column, formula in enumerate(formulas, 1):
            if formula is not None and values[column - 1] is None:
                self._note(number, column, "(a formula)", expected("formula_value"))
        cells = [_value(value) for value in values]
        while cells and cells[-1] == "":
            cells.pop()
        for column, cell in enumerate(cells, 1):
            if isinstance(cell, str):
                self._check_text(number, column, cell)
        return cells

    def _check_text(self, number: int, column: int, cell: str) -> None:
        if len(cell) > LONGEST_CELL:
            raise self._refused(number, column, f"{len(cell)} characters", expected("characters", most=LONGEST_CELL))
        if cell in ERRORS:
            self._note(number, column, cell, expected("value"))

    def _note(self, number: int, column: int, value: str, wanted: Expected) -> None:
        self._problems.append(self._problem(number, column, value, wanted))

    def _refused(self, number: int | None, column: int, value: str, wanted: Expected) -> InvalidInput:
        return InvalidInput([*self._problems, self._problem(number, column, value, wanted)])

    def _problem(self, number: int | None, column: int, value: str, wanted: Expected) -> Problem:
        from openpyxl.utils import get_column_letter

        return Problem(self._file, number, get_column_letter(column) if column else "", value[:80], wanted)


def _text(value: object) -> str:
    return "(blank)" if value is None else str(value)


def _value(value: object) -> object:
    """Numbers to the fifteen digits that Excel shows, dates as ISO 8601 writes them."""
    if value is None:
        return ""
    if isinstance(value, float):
        value = float(f"{value:.15g}")
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return value.isoformat() if isinstance(value, date | time) else value
