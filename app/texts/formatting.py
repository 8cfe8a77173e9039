"""How amounts, shares, dates and words stand on a page, in the reader's language."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache

from babel import Locale, dates, numbers
from flask import Flask
from flask_babel import format_decimal, format_percent, to_user_timezone
from flask_babel import gettext as _
from markupsafe import Markup

from app.templating import macro
from app.texts import labels
from app.texts.language import locale
from models.amounts import HorizonAmounts, from_minor, minor_digits
from models.vocabulary import DAC_PURPOSES, Flag, Hazard, Horizon, IncomeGroup, Instrument, Kind, Language, Stage, Theme

VOCABULARIES = (Theme, Instrument, Flag, Horizon, IncomeGroup, Stage, Hazard, Language, Kind)


def money(amount: int | None, currency: str | None) -> str:
    """An amount in its smallest unit, exactly: USD 1,200,000 or 12.5 expert-days."""
    return "" if amount is None else _money(locale(), amount, currency)


@lru_cache(10_000)
def _money(locale: Locale, amount: int, currency: str | None) -> str:
    """Kept by language: a list shows the same amounts to all who read it."""
    value = from_minor(amount, currency)
    whole = value == value.to_integral_value()
    if currency is None:
        return _("%(days)s expert-days", days=format_decimal(value.normalize()))
    digits = 0 if whole else minor_digits(currency)
    number = numbers.format_decimal(value, format=_pattern(digits), locale=locale)
    return f"{currency}\u00a0{number}"


@cache
def _pattern(digits: int) -> numbers.NumberPattern:
    """Reading a pattern takes longer than writing a number by it."""
    return numbers.parse_pattern("#,##0" + ("." + "0" * digits if digits else ""))


def short_money(amount: int, currency: str | None) -> str:
    """Rounded to three figures, for charts and tiles: USD 1.2M."""
    if currency is None:
        return money(round(amount, -2), None)
    value = from_minor(amount, currency)
    number = numbers.format_compact_decimal(value, locale=locale(), fraction_digits=1)
    return f"{currency}\u00a0{number}"


def percent(share: float | None, digits: int = 0) -> str:
    if share is None:
        return ""
    return str(format_percent(share, format="#,##0" + ("." + "0" * digits if digits else "") + "%"))


def number(value: float | None) -> str:
    return "" if value is None else str(format_decimal(value))


def day(value: date | None) -> str:
    """Day first and the month in letters, in every language: 30 November 2026."""
    return "" if value is None else dates.format_date(value, "long", locale=_day_first(locale()))


def moment(value: datetime | None) -> str:
    """With the zone, since readers live in many: 30 November 2026, 15:24 UTC."""
    if value is None:
        return ""
    shown = to_user_timezone(value)
    clock = dates.format_skeleton("Hm", shown, locale=_day_first(locale()))
    return _("%(day)s, %(time)s %(zone)s", day=day(shown.date()), time=clock, zone=shown.tzname())


def _day_first(locale: Locale) -> Locale:
    """English without a country is American to Babel, which writes the month first."""
    return Locale("en", "GB") if str(locale) == "en" else locale


def horizon_amounts(amounts: HorizonAmounts, currency: str | None) -> list[dict[str, str]]:
    """A row for each horizon that holds something, for a summary list."""
    return [
        {"key": labels.label(horizon), "value": money(amounts[horizon], currency)}
        for horizon in Horizon
        if amounts[horizon]
    ]


def status(word: StrEnum) -> Markup:
    """A status as a tag in its colour, drawn by the macro of all tags and kept: lists show few words many times."""
    return _status(locale(), word)


@cache
def _status(_locale: Locale, word: StrEnum) -> Markup:
    return macro("macros/status.html", "tag")(labels.label(word), labels.tone(word))


def filter_options(options: Iterable[str], chosen: str) -> Markup:
    """The options of a filter, words of a vocabulary or plain strings, with the one that the address chose."""
    offered = tuple(options)
    return _filter_options(locale(), offered, chosen if chosen in offered else "")


@lru_cache(10_000)
def _filter_options(_locale: Locale, options: tuple[str, ...], chosen: str) -> Markup:
    """Kept by language: the same few stand above every list."""
    texts = [labels.label(word) if isinstance(word, StrEnum) else word for word in options]
    return macro("macros/filters.html", "options")(zip(options, texts, strict=True), chosen)


def register_formatting(app: Flask) -> None:
    app.jinja_env.globals.update(
        money=money,
        short_money=short_money,
        percent=percent,
        number=number,
        day=day,
        moment=moment,
        horizon_amounts=horizon_amounts,
        status=status,
        filter_options=filter_options,
        label=labels.label,
        labels=labels.labels,
        terms=labels.terms,
        tone=labels.tone,
    )
    app.jinja_env.globals.update({vocabulary.__name__: vocabulary for vocabulary in VOCABULARIES})
    app.jinja_env.globals["DAC_PURPOSES"] = DAC_PURPOSES
