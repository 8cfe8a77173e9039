"""What people write, read into values: the same for a form, a request and a row of a sheet. Nothing is ever guessed.

What cannot be read raises Unreadable, whose words say what to write instead.
"""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol
from flask_babel import lazy_gettext as _l

from models.amounts import LARGEST, minor_digits, to_minor

ARABIC_DECIMAL, ARABIC_GROUP = "\u066b", "\u066c"
SEPARATORS = ".,'\u2019" + ARABIC_DECIMAL + ARABIC_GROUP
GROUPS = f"[{SEPARATORS}]"
GROUPED = re.compile(rf"[0-9]{{1,30}}|[0-9]{{1,3}}({GROUPS}[0-9]{{2,3}})*{GROUPS}[0-9]{{3}}", re.ASCII)
FRACTION = re.compile(r"[0-9]{1,3}", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,12}", re.ASCII)
DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
SPACES = re.compile(r"[ \u00a0\u2009\u202f]")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that no database, page or file can hold."""
TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Characters that show what follows them in another order than it is written."""


class Unreadable(ValueError):
    """The text is no such value."""


def stripped(text: str | None) -> str:
    """Without the characters that cannot be kept or deceive, and without spaces and what cannot be seen around it.

    Within a word what cannot be seen stays: Persian and Hindi are written with it.
    """
    kept = TURNING.sub("", UNSEEN.sub("", text or ""))
    seen = [place for place, character in enumerate(kept) if _is_seen(character)]
    return kept[seen[0] : seen[-1] + 1] if seen else ""


def _is_seen(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in ("Cf", "Cc")


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


def amount(text: str, locale: Locale | None = None) -> Decimal:
    """In whole units, as people write them: 1250000.50, 1,250,000.50, 1.250.000,50, 12,50,000, in digits of any script.

    A single separator before three digits groups them, or begins the decimals, as it does in the reader's language;
    where it does neither the amount could be two, and is refused.
    """
    digits = SPACES.sub("", _plain_digits(text))
    separators = [character for character in digits if character in SEPARATORS]
    decimal = _decimal_separator(digits, separators, locale)
    whole, _, fraction = digits.partition(decimal) if decimal else (digits, "", "0")
    if not GROUPED.fullmatch(whole) or not FRACTION.fullmatch(fraction) or len({*whole} & {*SEPARATORS}) > 1:
        raise Unreadable(_l("Enter a number such as 1250000 or 1250000.50, without a sign."))
    return Decimal(f"{re.sub(GROUPS, '', whole)}.{fraction}")


def _plain_digits(text: str) -> str:
    """Digits of any script as 0 to 9, and the separators of Arabic as what they mean."""
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)


def _decimal_separator(digits: str, separators: Sequence[str], locale: Locale | None) -> str:
    """The last separator, where it stands alone or after others; blank where all of them group."""
    if not separators:
        return ""
    last = separators[-1]
    if separators.count(last) > 1 or last == ARABIC_GROUP:
        return ""
    if len({*separators}) > 1 or last == ARABIC_DECIMAL:
        return last
    before, _, after = digits.partition(last)
    if len(after) != 3 or len(before) > 3 or before == "0":
        return last
    if locale is not None and last == get_group_symbol(locale):
        return ""
    if locale is not None and last == get_decimal_symbol(locale):
        return last
    raise _ambiguous(before, after)


def _ambiguous(before: str, after: str) -> Unreadable:
    small = f"{before}.{after}".rstrip("0").rstrip(".")
    return Unreadable(
        _l("This could mean two amounts. Write %(large)s or %(small)s.", large=before + after, small=small)
    )


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
    if units.as_tuple().exponent == -3 and minor_digits(currency) < 3 and 1 <= units < 1000:
        raise _ambiguous(*str(units).split("."))  # no fraction of this currency has three digits: were they grouped?
    if amount > LARGEST:
        raise Unreadable(_l("This is more than the platform can hold. Check the number of zeros."))
    return amount
