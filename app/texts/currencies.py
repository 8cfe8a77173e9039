"""Currencies by name, and amounts in the one that the reader thinks in."""

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from time import monotonic
from typing import Any

from babel import Locale, numbers
from flask import Flask, current_app
from flask_babel import gettext as _
from markupsafe import Markup

from app.access import current_viewer
from app.extensions import db
from app.services.money.exchange import Rates, newest_rates, three_figures
from app.texts.formatting import money
from app.texts.labels import choice
from app.texts.language import locale
from models.amounts import minor_digits

MILLION = 10**6
SECONDS_KEPT = 60

BESIDE = Markup('{} <bdi class="beside">({})</bdi>')


def currency_name(code: str) -> str:
    """The code, and the name in the reader's language: KES – Kenyan Shilling."""
    return _named(locale(), code)


@lru_cache(2_000)
def _named(locale: Locale, code: str) -> str:
    return f"{code} – {numbers.get_currency_name(code, locale=locale)}"


def currency_choices(currencies: Mapping[str, bool], first: Iterable[str | None] = ()) -> list[Any]:
    """What a form offers: these first, then all by code. Of each it is known whether it has a rate."""
    ahead = [code for code in dict.fromkeys(filter(None, first)) if code in currencies]
    codes = [*ahead, *(code for code in currencies if code not in ahead)]
    return [choice(code, _offered(code, has_rate=currencies[code])) for code in codes]


def _offered(code: str, *, has_rate: bool) -> str:
    name = currency_name(code)
    return name if has_rate else _("%(currency)s (no exchange rate yet)", currency=name)


def reader_money(amount: int | None, currency: str | None) -> str:
    """An amount first in the reader's own currency, about, and then as it is: about KES 12.3 million (USD 95,000)."""
    exact, about = money(amount, currency), _about(amount, currency)
    return _beside(about, exact) if about else exact


def money_for_reader(amount: int | None, currency: str | None) -> str:
    """The same the other way about, where it is the amount's own currency that counts."""
    exact, about = money(amount, currency), _about(amount, currency)
    return _beside(exact, about) if about else exact


def covered_money(covers: int, of_need: str | None, amount: int, currency: str | None) -> str:
    """What a partnership covers for the city, about, and the amount itself, which is counted in the offer's currency:
    about KES 12.3 million (USD 95,000). One figure where both sides count in the same."""
    if of_need is None or of_need == currency:
        return money(covers, of_need)
    units = three_figures(covers, 10 ** minor_digits(of_need))
    return _beside(_in_words(locale(), units, of_need), money(amount, currency))


def _about(amount: int | None, currency: str | None) -> str:
    """Nothing where the reader has no other currency, or no rate leads to it."""
    own = current_viewer().currency
    if not amount or currency is None or own is None or own == currency:
        return ""
    return _estimate(locale(), _rates(), amount, currency, own)


def _rates() -> Rates:
    """Asked by the first amount of a page that needs them, and kept for a minute: reading them takes a tenth of the
    time of a list, and what is shown is only about. Those that did not change stay the same, with what is kept by
    them."""
    kept: dict[str, tuple[float, Rates]] = current_app.extensions
    read_at, rates = kept.get("rates", (-math.inf, Rates({})))
    if monotonic() - read_at > SECONDS_KEPT:
        newest = newest_rates(db.session)
        if newest.parities != rates.parities:
            rates = newest
        kept["rates"] = monotonic(), rates
    return rates


@lru_cache(10_000)
def _estimate(locale: Locale, rates: Rates, amount: int, currency: str, own: str) -> str:
    """Kept by language and rates: a list shows the same amounts to many readers."""
    if not (rates.knows(own) and rates.knows(currency)):
        return ""
    return _in_words(locale, rates.about(amount, currency, own), own)


@lru_cache(10_000)
def _beside(first: str, second: str) -> str:
    """Two figures for one amount, each read in its own direction."""
    return BESIDE.format(first, second)


def _in_words(locale: Locale, units: int, currency: str) -> str:
    if not units:
        return _("less than %(amount)s", amount=f"{currency}\u00a01")
    number = (
        numbers.format_compact_decimal(units, format_type="long", locale=locale, fraction_digits=2)
        if units >= MILLION
        else numbers.format_decimal(units, format="#,##0", locale=locale)
    )
    return _("about %(amount)s", amount=f"{currency}\u00a0{number}")


def register_currencies(app: Flask) -> None:
    app.jinja_env.globals.update(
        currency_name=currency_name,
        reader_money=reader_money,
        money_for_reader=money_for_reader,
        covered_money=covered_money,
    )
