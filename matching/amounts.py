"""Exact amounts: whole hundredths of a currency unit or of an expert-day; shares: whole billionths.

Nothing here is a float, so that a plan's sums are true to the cent whatever the order of adding.
"""

import re
from typing import Final

HUNDREDTHS: Final = 100
WHOLE: Final = 10**9
"""A share of 1, in billionths."""

MAX_AMOUNT: Final = 10**13 * HUNDREDTHS
"""The largest single amount (ten million million units): exact as a float, and thousands add up in 64 bits."""

_AMOUNT = re.compile(r"([0-9]+)(?:\.([0-9]{1,2})0*)?", re.ASCII)
_DECIMAL = re.compile(r"([0-9]{1,7})(?:\.([0-9]+))?", re.ASCII)


def amount_from_text(text: str) -> int | None:
    """Hundredths, or None where the text is not a plain number with at most two decimals within MAX_AMOUNT."""
    found = _AMOUNT.fullmatch(text)
    if found is None or len(text) > 40:
        return None
    hundredths = int(found[1]) * HUNDREDTHS + int((found[2] or "").ljust(2, "0"))
    return hundredths if hundredths <= MAX_AMOUNT else None


def billionths_from_text(text: str) -> int | None:
    """Billionths, or None where the text is not a plain number with at most nine decimals, below ten million."""
    found = _DECIMAL.fullmatch(text)
    decimals = (found[2] or "").rstrip("0") if found else ""
    if found is None or len(decimals) > 9:
        return None
    return int(found[1]) * WHOLE + int(decimals.ljust(9, "0"))


def amount_text(hundredths: int) -> str:
    """The shortest plain decimal: 1250 -> '12.5'."""
    units, rest = divmod(int(hundredths), HUNDREDTHS)
    return f"{units}.{rest:02d}".rstrip("0").rstrip(".")


def units(hundredths: int) -> int | float:
    """The number that stands for the amount in JSON: 1250 -> 12.5, 1200 -> 12."""
    whole, rest = divmod(hundredths, HUNDREDTHS)
    return whole if rest == 0 else hundredths / HUNDREDTHS


def share_down(share: int, amount: int) -> int:
    """The most that is at most `share` billionths of the amount."""
    return share * amount // WHOLE


def share_up(share: int, amount: int) -> int:
    """The least that is at least `share` billionths of the amount."""
    return -(-share * amount // WHOLE)
