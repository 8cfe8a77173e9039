"""CSV (and XLSX) in, CSV and JSON out; nothing half written."""

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import pandas as pd

from .errors import InvalidInput, Problem

BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_frame(path: Path | str) -> pd.DataFrame:
    """The file as a frame of text; nothing is guessed: 'NA' stays Namibia and '007' keeps its zeros."""
    if str(path).lower().endswith(".xlsx"):
        return _read_xlsx(path)
    header, *rows = _csv_rows(path)
    problems = [
        Problem(str(path), number, "", f"{len(row)} cells", f"a row of {len(header)} cells, as in the header")
        for number, row in enumerate(rows, 2)
        if len(row) != len(header)
    ]
    if problems:
        raise InvalidInput(problems)
    return pd.DataFrame(rows, columns=pd.Index(header, dtype=object), dtype=object)


def _csv_rows(path: Path | str) -> list[list[str]]:
    def refuse(value: str, expected: str) -> InvalidInput:
        return InvalidInput([Problem(str(path), None, "", value, expected)])

    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise refuse(error.strerror or "unreadable", "a file that can be read") from error
    if raw.startswith(BYTE_ORDER_MARKS):
        raise refuse("(byte-order mark)", "plain UTF-8: save the file again as 'CSV UTF-8' without a byte-order mark")
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refuse(f"byte {error.start}", "UTF-8 text") from error
    try:
        rows = list(csv.reader(io.StringIO(decoded, newline=""), strict=True))
    except csv.Error as error:
        raise refuse(str(error), "a well-formed CSV file") from error
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise refuse("(empty)", "a CSV file with a header")
    if len(rows[0]) == 1 and any(mark in rows[0][0] for mark in ";\t|"):
        raise refuse(rows[0][0][:60], "separated by commas")
    return rows


def _read_xlsx(path: Path | str) -> pd.DataFrame:
    """The first sheet, cell by cell; a number keeps its value, not its look."""
    try:
        return pd.read_excel(path, dtype=object, keep_default_na=False, na_values=[], engine="openpyxl")
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise InvalidInput([Problem(str(path), None, "", str(error)[:80], "a readable XLSX file")]) from error


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Commas, line feeds, quotes where needed: the same bytes on every machine."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def json_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_folder(folder: Path | str, contents: Mapping[str, str | bytes]) -> None:
    """The folder appears (or is replaced) with all its files at once, or not at all. A name may lie in a folder of its
    own: "part/plan.csv"."""
    target = Path(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        for name, content in contents.items():
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_bytes(content.encode() if isinstance(content, str) else content)
        fresh.chmod(0o755)
        _put_in_place(fresh, target, contents)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _put_in_place(fresh: Path, target: Path, names: Iterable[str]) -> None:
    """A folder that exists keeps the files that are not ours; each of ours is replaced whole."""
    if not target.exists():
        fresh.rename(target)
        return
    for name in names:
        (target / name).parent.mkdir(exist_ok=True)
        (fresh / name).replace(target / name)
