"""A CSV file as a frame of text; nothing is guessed: 'NA' stays Namibia and '007' keeps its zeros."""

import csv
import io
from collections.abc import Iterator

import pandas as pd

from ..errors import InvalidInput, Problem
from ..expectations import Expected, expected
from .limits import LONGEST_CELL, MOST_COLUMNS, MOST_PROBLEMS, MOST_ROWS

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LONGEST_ROW = 1_000_000
"""Characters, line ends included."""


def read_csv(raw: bytes, file: str) -> pd.DataFrame:
    """The rows below the header. Raises InvalidInput, which speaks of the file by this name."""
    header, *rows = _rows(_decoded(raw, file), file)
    problems = [
        Problem(file, number, "", f"{len(row)} cells", expected("as_wide_as_header", cells=len(header)))
        for number, row in enumerate(rows, 2)
        if len(row) != len(header)
    ]
    if problems:
        raise InvalidInput(problems[:MOST_PROBLEMS])
    return pd.DataFrame(rows, columns=pd.Index(header, dtype=object), dtype=object)


def _decoded(raw: bytes, file: str) -> str:
    """A byte-order mark of UTF-8, as Excel's "CSV UTF-8" writes it, says nothing and is left out."""
    if raw.startswith(UTF_16):
        raise _refused(file, 1, "UTF-16", expected("utf_8"))
    try:
        decoded = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = _row_at(raw[: error.start].decode("utf-8-sig"))
        raise _refused(file, row, f"byte {error.start}", expected("utf_8")) from error
    if (at := decoded.find("\0")) >= 0:
        raise _refused(file, _row_at(decoded[:at]), "(a NUL character)", expected("utf_8"))
    return decoded


def _row_at(before: str) -> int:
    """The number of the row in which this text ends."""
    try:
        return sum(1 for _ in csv.reader(io.StringIO(f"{before}?", newline="")))
    except csv.Error:
        return before.count("\n") + 1


def _rows(text: str, file: str) -> list[list[str]]:
    lines = _Lines(text)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, strict=True):
            rows.append(row)
            if lines.length > LONGEST_CELL or len(row) > MOST_COLUMNS or len(rows) > MOST_ROWS + 1:
                _refuse_large(rows, file)
            lines.length = 0
    except csv.Error as error:
        raise _refused(file, len(rows) + 1, str(error), expected("well_formed", most=LONGEST_CELL)) from error
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise _refused(file, None, "(empty)", expected("csv_header"))
    if len(rows[0]) == 1 and any(mark in rows[0][0] for mark in ";\t|"):
        raise _refused(file, None, rows[0][0][:60], expected("commas"))
    return rows


class _Lines(Iterator[str]):
    """The lines of a text; no row may grow without end, by long lines or by many."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.length = 0
        """characters since the reader of the rows last set it to 0"""

    def __next__(self) -> str:
        line = next(self._lines)
        self.length += len(line)
        if self.length > LONGEST_ROW:
            raise csv.Error(f"more than {LONGEST_ROW} characters in a row")
        return line


def _refuse_large(rows: list[list[str]], file: str) -> None:
    number, row = len(rows), rows[-1]
    if number > MOST_ROWS + 1:
        raise _refused(file, number, "(one row more)", expected("rows", most=MOST_ROWS))
    if len(row) > MOST_COLUMNS:
        raise _refused(file, number, f"{len(row)} cells", expected("cells", most=MOST_COLUMNS))
    for column, cell in enumerate(row):
        if len(cell) > LONGEST_CELL:
            name = rows[0][column] if number > 1 and column < len(rows[0]) else str(column + 1)
            most = expected("characters", most=LONGEST_CELL)
            raise InvalidInput([Problem(file, number, name[:80], f"{len(cell)} characters", most)])


def _refused(file: str, row: int | None, value: str, wanted: Expected) -> InvalidInput:
    return InvalidInput([Problem(file, row, "", value, wanted)])
