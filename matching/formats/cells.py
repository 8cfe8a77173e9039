"""One cell at a time: from its text to an exact value, or what was expected instead."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from ..amounts import WHOLE, amount_from_text, billionths_from_text
from ..vocabulary import HORIZONS

Parser = Callable[[str], Any]

_COUNTRY = re.compile(r"[A-Z]{3}", re.ASCII)
_SCORE = re.compile(r"[0-9](\.[0-9]{1,18})?", re.ASCII)


class Unfit(ValueError):
    """The cell is not `expected`."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__(expected)


def text(cell: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in cell):
        raise Unfit("text without control characters")
    return cell


def identifier(cell: str) -> str:
    if not cell or ";" in cell or len(cell) > 200:
        raise Unfit("an identifier (not blank, no ';', at most 200 characters)")
    return text(cell)


def choice(words: Iterable[str]) -> Parser:
    allowed = tuple(words)

    def parse(cell: str) -> str:
        if cell not in allowed:
            raise Unfit(f"one of {', '.join(allowed)}")
        return cell

    return parse


def several(part: Parser) -> Parser:
    """A list separated by ';'; blank is the empty list."""

    def parse(cell: str) -> frozenset[Any]:
        return frozenset(part(item.strip()) for item in cell.split(";") if item.strip())

    return parse


def country(cell: str) -> str:
    if not _COUNTRY.fullmatch(cell):
        raise Unfit("an ISO 3166 alpha-3 country code such as KEN")
    return cell


def blank_or(parse: Parser, blank: Any = None) -> Parser:
    return lambda cell: parse(cell) if cell else blank


def amount(cell: str) -> int:
    hundredths = amount_from_text(cell)
    if hundredths is None:
        raise Unfit("a plain amount of 0 or more with at most two decimals, up to 10000000000000")
    return hundredths


def positive_amount(cell: str) -> int:
    if not (hundredths := amount_from_text(cell)):
        raise Unfit("a plain amount above 0 with at most two decimals, up to 10000000000000")
    return hundredths


def share(cell: str) -> int:
    billionths = billionths_from_text(cell)
    if billionths is None or billionths > WHOLE:
        raise Unfit("a share from 0 to 1 with at most nine decimals")
    return billionths


def weight(cell: str) -> int:
    billionths = billionths_from_text(cell)
    if not billionths or billionths > 10**6 * WHOLE:
        raise Unfit("a weight above 0 and up to 1000000 with at most nine decimals")
    return billionths


def count(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 9):
        whole = billionths_from_text(cell)
        if whole is None or whole % WHOLE:
            raise Unfit("a whole number of 0 or more")
        return whole // WHOLE
    return int(cell)


def part_of_score(cell: str) -> float:
    if not _SCORE.fullmatch(cell) or float(cell) > 1:
        raise Unfit("a number from 0 to 1")
    return float(cell)


def score(cell: str) -> float:
    if not _SCORE.fullmatch(cell) or not 0 < float(cell) <= 1:
        raise Unfit("a score above 0 and at most 1")
    return float(cell)


def horizon(cell: str) -> int:
    if cell not in HORIZONS:
        raise Unfit(f"one of {', '.join(HORIZONS)}")
    return HORIZONS.index(cell)


def truth(cell: str) -> bool:
    if cell.lower() not in ("true", "false"):
        raise Unfit("true or false")
    return cell.lower() == "true"
