"""One cell at a time: from its text to an exact value, or what was expected instead."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from ..amounts import MAX_AMOUNT, WHOLE, amount_from_text, billionths_from_text
from ..expectations import Figure, expected
from ..vocabulary import HORIZONS

Parser = Callable[[str], Any]

LONGEST_IDENTIFIER = 200
"""Characters."""

_COUNTRY = re.compile(r"[A-Z]{3}", re.ASCII)
_SCORE = re.compile(r"[0-9](\.[0-9]{1,18})?", re.ASCII)


class Unfit(ValueError):
    """The cell is not what the code and its figures say: see `EXPECTATIONS`."""

    def __init__(self, code: str, **figures: Figure) -> None:
        self.expected = expected(code, **figures)
        super().__init__(str(self.expected))


def text(cell: str) -> str:
    if any(ord(c) < 32 or ord(c) == 127 for c in cell):
        raise Unfit("text")
    return cell


def identifier(cell: str) -> str:
    if not cell or ";" in cell or len(cell) > LONGEST_IDENTIFIER:
        raise Unfit("identifier", most=LONGEST_IDENTIFIER)
    return text(cell)


def choice(words: Iterable[str]) -> Parser:
    allowed = tuple(words)

    def parse(cell: str) -> str:
        if cell not in allowed:
            raise Unfit("choice", choices=allowed)
        return cell

    return parse


def several(part: Parser) -> Parser:
    """A list separated by ';'; blank is the empty list."""

    def parse(cell: str) -> frozenset[Any]:
        return frozenset(part(item.strip()) for item in cell.split(";") if item.strip())

    return parse


def country(cell: str) -> str:
    if not _COUNTRY.fullmatch(cell):
        raise Unfit("country")
    return cell


def blank_or(parse: Parser, blank: Any = None) -> Parser:
    return lambda cell: parse(cell) if cell else blank


def amount(decimals: int) -> Parser:
    """Of a unit with so many decimals, in its smallest part."""

    def parse(cell: str) -> int:
        found = amount_from_text(cell, decimals)
        if found is None:
            raise _no_amount("amount", decimals)
        return found

    return parse


def positive_amount(decimals: int) -> Parser:
    def parse(cell: str) -> int:
        if not (found := amount_from_text(cell, decimals)):
            raise _no_amount("positive_amount", decimals)
        return found

    return parse


def _no_amount(code: str, decimals: int) -> Unfit:
    most = MAX_AMOUNT // 10**decimals
    return Unfit(code, decimals=decimals, most=most) if decimals else Unfit(f"whole_{code}", most=most)


def share(cell: str) -> int:
    billionths = billionths_from_text(cell)
    if billionths is None or billionths > WHOLE:
        raise Unfit("share")
    return billionths


def weight(cell: str) -> int:
    billionths = billionths_from_text(cell)
    if not billionths or billionths > 10**6 * WHOLE:
        raise Unfit("weight")
    return billionths


def count(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 9):
        whole = billionths_from_text(cell)
        if whole is None or whole % WHOLE:
            raise Unfit("count")
        return whole // WHOLE
    return int(cell)


def place(cell: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 9 and int(cell)):
        raise Unfit("place")
    return int(cell)


def part_of_score(cell: str) -> float:
    if not _SCORE.fullmatch(cell) or float(cell) > 1:
        raise Unfit("part_of_score")
    return float(cell)


def score(cell: str) -> float:
    if not _SCORE.fullmatch(cell) or not 0 < float(cell) <= 1:
        raise Unfit("score")
    return float(cell)


def horizon(cell: str) -> int:
    if cell not in HORIZONS:
        raise Unfit("choice", choices=HORIZONS)
    return HORIZONS.index(cell)


def truth(cell: str) -> bool:
    if cell.lower() not in ("true", "false"):
        raise Unfit("truth")
    return cell.lower() == "true"
