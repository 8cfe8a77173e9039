"""Exchange at dated rates, in whole smallest units, always rounded down: converting there and back never adds."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.database import AuditedSession
from models import ExchangeRate
from models.amounts import HorizonAmounts, minor_digits


class NoRate(LookupError):
    """No rate is known for the currency."""


@dataclass(frozen=True)
class Rates:
    """Millionths of each currency that one euro buys."""

    per_euro: dict[str, int]

    def convert(self, amount: int, source: str | None, target: str | None) -> int:
        """From the smallest unit of one currency to that of another. Expert-days (None) are left as they are."""
        if source == target:
            return amount
        if source is None or target is None:
            raise NoRate("expert-days and money do not convert")
        numerator = amount * self._rate(target) * 10 ** minor_digits(target)
        return int(numerator // (self._rate(source) * 10 ** minor_digits(source)))

    def convert_up(self, amount: int, source: str | None, target: str | None) -> int:
        """The same, rounded up: for a smallest amount."""
        return -self.convert(-amount, source, target)

    def convert_each(self, amounts: HorizonAmounts, source: str | None, target: str | None) -> HorizonAmounts:
        if source == target:
            return amounts
        return HorizonAmounts(*(self.convert(amount, source, target) for amount in amounts))

    def knows(self, currency: str | None) -> bool:
        return currency is None or currency in self.per_euro

    def _rate(self, currency: str) -> int:
        try:
            return self.per_euro[currency]
        except KeyError:
            raise NoRate(currency) from None


def newest_rates(session: AuditedSession) -> Rates:
    """The newest rate of each currency."""
    newest = (
        select(ExchangeRate.currency, func.max(ExchangeRate.year).label("year"))
        .group_by(ExchangeRate.currency)
        .subquery()
    )
    rows = session.execute(
        select(ExchangeRate.currency, ExchangeRate.per_euro_millionths).join(
            newest, (ExchangeRate.currency == newest.c.currency) & (ExchangeRate.year == newest.c.year)
        )
    )
    return Rates(dict(rows.all()))


def currencies(session: AuditedSession) -> list[str]:
    return sorted(newest_rates(session).per_euro)
