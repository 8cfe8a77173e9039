"""Amounts as people write them: every way that can mean but one amount, and no other."""

from decimal import Decimal

import pytest
from babel import Locale
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from app.texts.parsing import Unreadable, amount, one_line, smallest_units, stripped
from models.vocabulary import Language

LOCALES = [Locale.parse(language) for language in Language]
EVERYWHERE = {
    "0": 0, "007": 7, "1250000.5": 1_250_000.5, "1250000,5": 1_250_000.5, "1,250,000.50": 1_250_000.5,
    "1.250.000,50": 1_250_000.5, "1 250 000,50": 1_250_000.5, "1\u202f250\u00a0000": 1_250_000, "12,50,000": 1_250_000,
    "1'250'000": 1_250_000, "1’250’000.25": 1_250_000.25, "١٬٢٥٠٬٠٠٠٫٥": 1_250_000.5, "۱۲۵۰": 1250, "0.125": 0.125,
    "1234.500": 1234.5, "1,5": 1.5, "1.5": 1.5,
}  # fmt: skip
NOWHERE = [
    "", ".", ",", "1.", "5,", ".5", "-5", "+5", "5e3", "NaN", "1_000", "½", "(500)", "1,2,3", "1,000,00", "1.000.50",
    "1,000.000,5", "1.2345", "12,34,56,7", "1٫2٫3", "9" * 31, "0x10", "5 USD",
]  # fmt: skip


@pytest.mark.parametrize("locale", [None, *LOCALES])
def test_what_can_mean_one_amount_alone_is_read_in_every_language(locale):
    for text, value in EVERYWHERE.items():
        assert amount(text, locale) == Decimal(str(value)), text
    for text in NOWHERE:
        with pytest.raises(Unreadable):
            amount(text, locale)


@pytest.mark.parametrize(
    ("language", "point", "comma"), [("en", "5.250", "5250"), ("es", "5250", "5.250"), ("fr", None, "5.250")]
)
def test_one_separator_before_three_digits_is_what_it_is_in_the_language(language, point, comma):
    locale = Locale.parse(language)
    for text, value in (("5.250", point), ("5,250", comma)):
        if value is None:
            with pytest.raises(Unreadable, match=r"5250 or 5\.25"):
                amount(text, locale)
        else:
            assert amount(text, locale) == Decimal(value)


def test_three_decimals_of_a_currency_that_has_two_could_be_thousands():
    with pytest.raises(Unreadable, match=r"5250 or 5\.25"):
        smallest_units(Decimal("5.250"), "USD")
    assert smallest_units(Decimal("5.250"), "KWD") == 5_250
    assert smallest_units(Decimal("1234.500"), "USD") == 1_234_50


@given(st.sampled_from(LOCALES), st.integers(0, 10**15))
def test_what_the_site_prints_is_read_back(locale, cents):
    value = Decimal(cents) / 100
    assert amount(format_decimal(value, locale=locale, decimal_quantization=False), locale) == value


def test_text_loses_what_deceives_or_cannot_be_seen_around_it_and_keeps_what_writing_needs():
    assert one_line("\u200b\u200b \ufeff") == ""
    assert one_line("\u200bWater\u2060 ") == "Water"
    assert one_line("Bank \u202eknaB\u202c") == "Bank knaB"
    assert (
        stripped("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")
        == "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    )
    assert stripped(" line one\n\nline two\x00 ") == "line one\n\nline two"
