"""What people may say of a thing: the one way from outside, a form, a request or a row of a sheet, into a service.

The fields of terms are fields of the thing. Its status, its ledger and its owner are none of them, so that nothing sent
from outside can set them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any, Self

from sqlalchemy.exc import IntegrityError

from models.amounts import LARGEST
from models.base import Base, Identified
from models.errors import BrokenRule, BrokenRules

Ranges = Mapping[str, tuple[int, int]]
"""The least and the most of each whole number."""

Lengths = Mapping[str, int]
"""The most characters of each text."""


@dataclass(frozen=True)
class Terms:
    """A list is a tuple here, and a thing that it names is its id."""

    @classmethod
    def of(cls, thing: Base) -> Self:
        """As the thing stands."""
        return cls(**{field.name: _as_term(getattr(thing, field.name)) for field in fields(cls)})

    def write(self, thing: Base, **resolved: Any) -> None:
        """Give the thing these values; `resolved` has those that are things, which the terms name by their ids."""
        for field in fields(self):
            value = resolved.get(field.name, getattr(self, field.name))
            setattr(thing, field.name, list(value) if isinstance(value, tuple) else value)

    def differing(self, other: Self) -> list[str]:
        """The fields that say something else. Words of a list have no order."""
        return [
            field.name
            for field in fields(self)
            if _unordered(getattr(self, field.name)) != _unordered(getattr(other, field.name))
        ]


def out_of_limits(terms: Terms, lengths: Lengths, ranges: Ranges) -> Iterator[BrokenRule]:
    """Every text that is too long and every number out of its range."""
    for name, most in lengths.items():
        if len(getattr(terms, name)) > most:
            yield BrokenRule(name, "too_long", {"most": most})
    for name, (least, most) in ranges.items():
        value = getattr(terms, name)
        if value is not None and not least <= value <= most:
            yield BrokenRule(name, "out_of_range", {"least": least, "most": most})


def broken_amounts(*amounts: tuple[str, int | None]) -> Iterator[BrokenRule]:
    """Every amount, with its field, that is below 0 or more than can be held."""
    for field, amount in amounts:
        if amount is not None and amount < 0:
            yield BrokenRule(field, "negative")
        elif amount is not None and amount > LARGEST:
            yield BrokenRule(field, "too_large")


FEWEST_LETTERS = 10
"""Of a reason, digits counted as well."""


def broken_reason(field: str, text: str) -> Iterator[BrokenRule]:
    """Why something is refused: whoever reads it has to learn something from it."""
    if sum(one.isalnum() for one in text) < FEWEST_LETTERS:
        yield BrokenRule(field, "reason_too_short", {"least": FEWEST_LETTERS})


def refuse(*broken: BrokenRule) -> None:
    """Raises BrokenRules where there is any."""
    if broken:
        raise BrokenRules(*broken)


@contextmanager
def unique(field: str, code: str) -> Iterator[None]:
    """Where the block writes what the database holds already, the rule of this field is broken: BrokenRules."""
    try:
        yield
    except IntegrityError as error:
        if field not in str(error.orig):
            raise
        raise BrokenRules(BrokenRule(field, code)) from error


def _as_term(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(item.id if isinstance(item, Identified) else item for item in value)
    return value


def _unordered(value: Any) -> Any:
    return set(value) if isinstance(value, tuple) else value
