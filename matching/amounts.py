"""Exact amounts: whole numbers of the smallest unit (a cent, a yen, a hundredth of an expert-day); shares: billionths.

Nothing here is a float, so that a plan's sums are true to the cent whatever the order of adding. How many decimals a
text has depends on what the amount is of: `decimals_by_kind` says it.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WHOLE: Final = 10**9
"""A share of 1, in billionths."""

MAX_AMOUNT: Final = 10**15
"""The largest single amount, in the smallest unit: exact as a float, and thousands add up in 64 bits."""

MONEY_DECIMALS: Final = (0, 2, 3)
"""As a yen, a dollar and a dinar have them (ISO 4217)."""

Decimals = Mapping[str, int]
"""Kind of a need or an offer -> how many decimals its amounts have."""

USUAL_DECIMALS: Final[Decimals] = MappingProxyType({"financial": 2, "technical": 2})
"""Where nothing else is said of the round's money."""

_NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]+))?", re.ASCII)
_SHORT_NUMBER = re.compile(r"([0-9]{1,7})(?:\.([0-9]+))?", re.ASCII)


def decimals_by_kind(money: int | None) -> Decimals:
    """In a round whose money has so many; expert-days always have two."""
    return dict(USUAL_DECIMALS) if money is None else {**USUAL_DECIMALS, "financial": money}


def amount_from_text(text: str, decimals: int) -> int | None:
    """Smallest units, or None where the text is not a plain number with so many decimals within MAX_AMOUNT."""
    found = _NUMBER.fullmatch(text)
    fraction = (found[2] or "").rstrip("0") if found else ""
    if found is None or len(fraction) > decimals or len(text) > 40:
        return None
    amount = int(found[1] + fraction.ljust(decimals, "0"))
    return amount if amount <= MAX_AMOUNT else None


def billionths_from_text(text: str) -> int | None:
    """Billionths, or None where the text is not a plain number with at most nine decimals, below ten million."""
    found = _SHORT_NUMBER.fullmatch(text)
    decimals = (found[2] or "").rstrip("0") if found else ""
    if found is None or len(decimals) > 9:
        return None
    return int(found[1]) * WHOLE + int(decimals.ljust(9, "0"))


def amount_text(amount: int, decimals: int) -> str:
    """The shortest plain decimal: with two decimals 1250 -> '12.5'."""
    whole, rest = divmod(int(amount), 10**decimals)
    return f"{whole}.{rest:0{decimals}d}".rstrip("0") if rest else str(whole)


def units(amount: int, decimals: int) -> int | float:
    """The number that stands for the amount in JSON: with two decimals 1250 -> 12.5, 1200 -> 12."""
    one = int(10**decimals)
    whole, rest = divmod(amount, one)
    return whole if rest == 0 else amount / one


def share_down(share: int, amount: int) -> int:
    """The most that is at most `share` billionths of the amount."""
    return share * amount // WHOLE


def share_up(share: int, amount: int) -> int:
    """The least that is at least `share` billionths of the amount."""
    return -(-share * amount // WHOLE)
