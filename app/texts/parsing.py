"""What people write, read into values: the same for a form, a request and a row of a sheet. Nothing is ever guessed.

What cannot be read raises Unreadable, whose words say what to write instead.
"""

import re
from decimal import Decimal

from flask_babel import lazy_gettext as _l

from models.amounts import LARGEST, to_minor

AMOUNT = re.compile(r"[0-9]{1,30}(\.[0-9]{1,3})?", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,12}", re.ASCII)
DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
SPACES = re.compile(r"[ \u00a0\u202f]")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that no database, page or file can hold."""


class Unreadable(ValueError):
    """The text is no such value."""


def stripped(text: str | None) -> str:
    """Without the spaces around, and without the characters that cannot be kept."""
    return UNSEEN.sub("", text or "").strip()


def one_line(text: str | None) -> str:
    return " ".join(stripped(text).split())


def whole_number(text: str) -> int | None:
    """The one reading of a whole number: digits 0 to 9, which spaces may group. Anything else is none: signs,
    underscores, fractions, digits of other scripts."""
    digits = SPACES.sub("", text)
    return int(digits) if WHOLE.fullmatch(digits) else None


def whole(text: str, least: int, most: int) -> int:
    number = whole_number(text)
    if number is None or not least <= number <= most:
        raise Unreadable(_l("Enter a whole number from %(least)s to %(most)s.", least=least, most=most))
    return number


def decimal(text: str, least: int, most: int) -> Decimal:
    digits = SPACES.sub("", text)
    if not DECIMAL.fullmatch(digits) or not least <= Decimal(digits) <= most:
        raise Unreadable(_l("Enter a number from %(least)s to %(most)s, such as 1.25.", least=least, most=most))
    return Decimal(digits)


def amount(text: str) -> Decimal:
    """In whole units: 1250000 or 1250000.50. A comma could mean two things and is refused."""
    digits = SPACES.sub("", text)
    if not AMOUNT.fullmatch(digits):
        raise Unreadable(_l("Enter a number such as 1250000 or 1250000.50, without commas or signs."))
    return Decimal(digits)


def smallest_units(units: Decimal, currency: str | None) -> int:
    """An amount in the smallest unit of its currency; without one in hundredths of an expert-day."""
    try:
        amount = to_minor(units, currency)
    except ValueError:
        raise Unreadable(
            _l("This currency has fewer decimals: enter a rounder amount.")
            if currency
            else _l("Enter expert-days with at most two decimals.")
        ) from None
    if amount > LARGEST:
        raise Unreadable(_l("This is more than the platform can hold. Check the number of zeros."))
    return amount
