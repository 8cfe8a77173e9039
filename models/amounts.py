"""Amounts are integers in the smallest unit: of a currency (ISO 4217), or hundredths of an expert-day."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from models.vocabulary import Horizon

MINOR_DIGITS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Digits after the decimal point where they are not two (ISO 4217)."""

LARGEST = 10**15
"""No single amount is larger; ten thousand of them still fit a BIGINT and a file's float."""


def minor_digits(currency: str | None) -> int:
    """Digits after the decimal point; None stands for expert-days."""
    return 2 if currency is None else MINOR_DIGITS.get(currency, 2)


def to_minor(value: Decimal, currency: str | None) -> int:
    """12.34 USD -> 1234. Raises ValueError where the currency has no such fraction."""
    scaled = value.scaleb(minor_digits(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"at most {minor_digits(currency)} digits after the decimal point")
    return int(scaled)


def from_minor(amount: int, currency: str | None) -> Decimal:
    return Decimal(amount).scaleb(-minor_digits(currency))


@dataclass(frozen=True)
class HorizonAmounts:
    """An amount for each horizon, in one unit."""

    short: int = 0
    medium: int = 0
    long: int = 0

    @property
    def total(self) -> int:
        return self.short + self.medium + self.long

    def __iter__(self) -> Iterator[int]:
        return iter((self.short, self.medium, self.long))

    def __getitem__(self, horizon: Horizon) -> int:
        return int(getattr(self, horizon))

    def __add__(self, other: "HorizonAmounts") -> "HorizonAmounts":
        return HorizonAmounts(self.short + other.short, self.medium + other.medium, self.long + other.long)

    def __sub__(self, other: "HorizonAmounts") -> "HorizonAmounts":
        return HorizonAmounts(self.short - other.short, self.medium - other.medium, self.long - other.long)

    def cumulative(self) -> "HorizonAmounts":
        return HorizonAmounts(self.short, self.short + self.medium, self.total)


NOTHING = HorizonAmounts()
