"""JSON that is stored as the engine wrote it, read into typed values; what older rows lack has its default."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import JsonValue, TypeAdapter

Stored = dict[str, JsonValue]
"""A JSON object as it was written: kept whole, also what nobody reads yet."""


def reader[T](kind: type[T]) -> Callable[[Mapping[str, object]], T]:
    """Reads a stored object as a dataclass of this kind. Null at its top counts as left out."""
    adapter = _adapter(kind)

    def read(stored: Mapping[str, object]) -> T:
        value: T = adapter.validate_python({name: value for name, value in stored.items() if value is not None})
        return value

    return read


def as_stored(value: object) -> Stored:
    """The object that a reader of its kind reads back as an equal value."""
    stored: Stored = _adapter(type(value)).dump_python(value, mode="json")
    return stored


_adapters: dict[type, TypeAdapter[Any]] = {}


def _adapter(kind: type) -> TypeAdapter[Any]:
    """Kept: to make one takes longer than to read a thousand values."""
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
