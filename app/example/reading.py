"""Reads the files in `data/`, and gives everything in them a lasting identity."""

import tomllib
import uuid
from enum import StrEnum
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent / "data"
WORLD = uuid.uuid5(uuid.NAMESPACE_URL, "https://example.org/common-ground")

Table = dict[str, Any]


def table(file: str) -> Table:
    """One file; a text that was wrapped over several lines is one paragraph again."""
    with (FILES / file).open("rb") as lines:
        return {name: _unwrapped(value) for name, value in tomllib.load(lines).items()}


def tables(folder: str) -> list[Table]:
    """All files of a folder, in the order of their names."""
    return [table(f"{folder}/{path.name}") for path in sorted((FILES / folder).glob("*.toml"))]


def identity(noun: str, *names: str) -> uuid.UUID:
    """The same name has the same id wherever the example world is loaded."""
    return uuid.uuid5(WORLD, "/".join((noun, *names)))


def words(vocabulary: type[StrEnum], row: Table, field: str) -> list[str]:
    """Takes a list of words out of a row; raises ValueError where one is not in the vocabulary."""
    return [vocabulary(word) for word in row.pop(field, [])]


def _unwrapped(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _unwrapped(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_unwrapped(inner) for inner in value]
    return " ".join(value.split()) if isinstance(value, str) else value
