"""Amounts in the reader's own currency: about, in whole units, as the reader's language writes numbers."""

from time import monotonic

import pytest
from flask import g

from app.access import Viewer
from app.services.money.exchange import Rates
from app.texts import currencies
from app.texts.language import speaking
from models import User

RATES = Rates({"USD": 10**9, "EUR": 864_435_731, "KES": 129_350_000_000, "XOF": 567_032_668_755})
MILLIONS = {
    "en": "12.3 million", "fr": "12,3 millions", "es": "12,3 millones", "pt": "12,3 milhões", "ar": "12.3 مليون",
}  # fmt: skip
THOUSANDS = {"en": "457,000", "fr": "457\u202f000", "es": "457.000", "pt": "457.000", "ar": "457,000"}


@pytest.fixture
def reading(site):
    """Somebody reads a page who thinks in the currency, in a language."""

    def as_one_who_thinks_in(currency, show, language="en"):
        with site.test_request_context("/"):
            g.viewer = Viewer(User(currency=currency, active=False) if currency else None)
            site.extensions["rates"] = (monotonic(), RATES)
            with speaking(language):
                return str(show())

    return as_one_who_thinks_in


@pytest.mark.parametrize("language", MILLIONS)
def test_an_estimate_stands_first_and_the_amount_beside_it(reading, language):
    shown = reading("KES", lambda: currencies.reader_money(95_000_00, "USD"), language)
    first, exact = shown.split(' <bdi class="beside">')
    assert first.replace("\u00a0", " ") == f"about KES {MILLIONS[language]}"
    assert exact.startswith("(USD\u00a0")


@pytest.mark.parametrize("language", THOUSANDS)
def test_below_a_million_the_number_is_written_out_without_false_cents(reading, language):
    shown = reading("XOF", lambda: currencies.reader_money(806_50, "USD"), language)
    assert shown.startswith(f"about XOF\u00a0{THOUSANDS[language]} <bdi")


def test_where_the_amounts_own_currency_counts_it_stands_first(reading):
    shown = reading("KES", lambda: currencies.money_for_reader(95_000_50, "USD"))
    assert shown == 'USD\u00a095,000.50 <bdi class="beside">(about KES\u00a012.3 million)</bdi>'


def test_less_than_one_unit_is_said_so(reading):
    assert reading("EUR", lambda: currencies.reader_money(50_00, "KES")).startswith("less than EUR\u00a01 ")


@pytest.mark.parametrize(
    ("reader", "amount", "currency", "shown"),
    [
        ("USD", 95_000_50, "USD", "USD\u00a095,000.50"),  # their own: one figure, exactly
        (None, 95_000_50, "USD", "USD\u00a095,000.50"),  # a visitor
        ("KPW", 95_000_50, "USD", "USD\u00a095,000.50"),  # no rate leads there
        ("KES", 95_000, "KPW", "KPW\u00a0950"),
        ("KES", 12_50, None, "12.5 expert-days"),
        ("KES", 0, "USD", "USD\u00a00"),
        ("KES", None, "USD", ""),
    ],
)
def test_there_is_one_figure_where_a_second_would_say_nothing(reading, reader, amount, currency, shown):
    for show in (currencies.reader_money, currencies.money_for_reader):
        assert reading(reader, lambda show=show: show(amount, currency)) == shown


def test_choices_name_currencies_in_the_readers_language_their_own_first(reading):
    def offered():
        return [
            tuple(one)[:2] for one in currencies.currency_choices({"BDT": True, "KES": True, "KPW": False}, ["KES"])
        ]

    first, second, third = reading_list(reading, offered)
    assert first == ("KES", "KES – Kenyan Shilling")
    assert second == ("BDT", "BDT – Bangladeshi Taka")
    assert third == ("KPW", "KPW – North Korean Won (no exchange rate yet)")
    assert reading("KES", lambda: currencies.currency_name("KES"), "fr") == "KES – shilling kényan"


def reading_list(reading, show):
    found = []
    reading("KES", lambda: found.extend(show()))
    return found
