"""Files and folders: CSV (and XLSX) in, whole folders out; nothing half written."""

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from .errors import InvalidInput, Problem
from .expectations import expected
from .inputs.comma_separated import read_csv
from .inputs.limits import MOST_BYTES
from .inputs.workbook import read_workbook

PROBE = 1_000_000
"""Bytes that must fit on the disk before the work begins: those of a small plan."""


def read_frame(path: Path | str) -> pd.DataFrame:
    """The file as a frame of text (an XLSX file: of values)."""
    return frame_of(read_file(path), path)


def read_file(path: Path | str) -> bytes:
    """All that the file holds; raises InvalidInput where it cannot be read or is too large to be a table."""
    try:
        with Path(path).open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "unreadable"
        raise InvalidInput([Problem(str(path), None, "", reason, expected("readable_file"))]) from error
    if len(raw) > MOST_BYTES:
        raise InvalidInput([Problem(str(path), None, "", "(too large)", expected("table_bytes", most=MOST_BYTES))])
    return raw


def frame_of(raw: bytes, path: Path | str) -> pd.DataFrame:
    """What `read_file` read from this path, as a frame."""
    read = read_workbook if str(path).lower().endswith(".xlsx") else read_csv
    return read(raw, str(path))


def refuse_unwritable(folder: Path | str, names: Iterable[str]) -> None:
    """Raises InvalidInput where `write_folder` could not write files of these names: asked before the long work.
    Leaves nothing behind."""
    target = Path(folder)
    try:
        place = next(path for path in (target, *target.absolute().parents) if path.exists())
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=place) as probe:
            (Path(probe) / "probe").write_bytes(bytes(PROBE))
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or "not a name of a folder"
        raise _unwritable(target, reason) from error
    for name in names:
        path = target / name
        if path.is_dir() or (path.parent.exists() and not path.parent.is_dir()):
            raise _unwritable(path, "something else is there")


def _unwritable(path: Path, reason: str) -> InvalidInput:
    return InvalidInput([Problem("--out", None, "", str(path), expected("writable", reason=reason))])


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
