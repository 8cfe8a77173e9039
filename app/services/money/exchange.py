"""Exchange at dated rates, in whole smallest units, always rounded down: converting there and back never adds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select, tuple_

from app.database import AuditedSession
from models import Country, ExchangeRate
from models.amounts import HorizonAmounts, minor_digits

NEWEST = tuple_(ExchangeRate.currency, ExchangeRate.day).in_(
    select(ExchangeRate.currency, func.max(ExchangeRate.day)).group_by(ExchangeRate.currency)
)
"""That no rate of the same currency is of a later day."""


class NoRate(LookupError):
    """No rate is known for the currency."""


@dataclass(frozen=True)
class DatedRate:
    """How much of a currency one US dollar buys, in billionths of it, as of a day, and who says so."""

    currency: str
    day: date
    per_usd_billionths: int
    source: str

    @property
    def per_usd(self) -> Decimal:
        return Decimal(self.per_usd_billionths).scaleb(-9)


@dataclass(frozen=True, eq=False)  # what is reckoned with them may be kept by them
class Rates:
    """How much of each currency is worth the same, in a fine unit of it: nothing but their ratios counts."""

    parities: dict[str, int]

    def convert(self, amount: int, source: str | None, target: str | None) -> int:
        """From the smallest unit of one currency to that of another. Expert-days (None) are left as they are."""
        if source == target:
            return amount
        if source is None or target is None:
            raise NoRate("expert-days and money do not convert")
        numerator = amount * self._parity(target) * 10 ** minor_digits(target)
        return int(numerator // (self._parity(source) * 10 ** minor_digits(source)))

    def convert_up(self, amount: int, source: str | None, target: str | None) -> int:
        """The same, rounded up: for a smallest amount."""
        return -self.convert(-amount, source, target)

    def convert_each(self, amounts: HorizonAmounts, source: str | None, target: str | None) -> HorizonAmounts:
        if source == target:
            return amounts
        return HorizonAmounts(*(self.convert(amount, source, target) for amount in amounts))

    def about(self, amount: int, source: str, target: str) -> int:
        """What an amount in its smallest unit comes to, in whole units of another currency, for people to read: to
        three figures. 0 where it is less than one unit."""
        return three_figures(amount * self._parity(target), self._parity(source) * 10 ** minor_digits(source))

    def knows(self, currency: str | None) -> bool:
        return currency is None or currency in self.parities

    def _parity(self, currency: str) -> int:
        try:
            return self.parities[currency]
        except KeyError:
            raise NoRate(currency) from None


def three_figures(numerator: int, denominator: int) -> int:
    """The nearest whole number that has no more; 0 below 1."""
    if numerator < denominator:
        return 0
    step = int(10 ** max(len(str(numerator // denominator)) - 3, 0))
    return (2 * numerator + denominator * step) // (2 * denominator * step) * step


def newest_rates(session: AuditedSession) -> Rates:
    """The newest rate of each currency."""
    rows = session.execute(select(ExchangeRate.currency, ExchangeRate.per_usd_billionths).where(NEWEST))
    return Rates(dict(rows.all()))


def newest_of(session: AuditedSession, currencies: Iterable[str]) -> list[DatedRate]:
    """The newest rate of each of these currencies that has one."""
    some = ExchangeRate.currency.in_([*currencies])
    found = session.scalars(select(ExchangeRate).where(NEWEST, some).order_by(ExchangeRate.currency))
    return [DatedRate(one.currency, one.day, one.per_usd_billionths, one.source) for one in found]


def has_rate(session: AuditedSession, currency: str | None) -> bool:
    """Whether amounts in it can be laid beside others; expert-days can."""
    known = select(ExchangeRate.currency).where(ExchangeRate.currency == currency).limit(1)
    return currency is None or session.scalar(known) is not None


def currencies_with_a_rate(session: AuditedSession) -> list[str]:
    return [*session.scalars(select(ExchangeRate.currency).distinct().order_by(ExchangeRate.currency))]


def currencies(session: AuditedSession) -> dict[str, bool]:
    """Those in which people may ask and give, by code, and whether there is a rate of each: the currencies of all
    countries, and what else has one."""
    rated = {*currencies_with_a_rate(session)}
    of_countries = session.scalars(select(Country.currency).where(Country.currency.is_not(None)).distinct())
    return {code: code in rated for code in sorted(rated.union(filter(None, of_countries)))}
