"""Exchange rates from a CSV file, ours or another’s: read whole, or refused with all that is wrong."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.services.money.exchange import DatedRate
from models import ExchangeRate

COLUMNS = ("currency", "per_usd", "date", "source")
NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadRates(Exception):
    """Nothing of the file was taken. The message has a line for each thing that is wrong."""


class _Wrong(ValueError):
    """What was expected of a cell."""


def read(file: Path, known: Set[str], today: date) -> list[DatedRate]:
    """`known`: the currencies that there are. Raises BadRates, which names file, row, column and what was expected;
    the header is row 1."""
    try:
        table = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline=""), strict=True))
    except OSError as error:
        raise BadRates(f"{file}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise BadRates(f"{file}: expected a text in UTF-8. Save it as “CSV UTF-8”.") from error
    except csv.Error as error:
        raise BadRates(f"{file}: expected a table of comma-separated values ({error}).") from error
    header = [cell.strip() for cell in table[0]] if table else []
    if sorted(header) != sorted(COLUMNS):
        raise BadRates(
            f"{file}, row 1: expected the columns {', '.join(COLUMNS)}; found {', '.join(header) or 'none'}."
        )
    reading = _Reading(file, header, known, today)
    rates = [*reading.rates(table)]
    if not rates and not reading.problems:
        reading.problems.append(f"{file}: expected at least one rate below the header.")
    if reading.problems:
        raise BadRates("\n".join(reading.problems))
    return rates


@dataclass
class _Reading:
    file: Path
    header: list[str]
    known: Set[str]
    today: date
    problems: list[str] = field(default_factory=list)

    def rates(self, table: Sequence[list[str]]) -> Iterator[DatedRate]:
        rows: dict[tuple[str, date], int] = {}
        for row, cells in enumerate(table[1:], start=2):
            rate = self._rate(row, [cell.strip() for cell in cells]) if any(map(str.strip, cells)) else None
            if rate is None:
                continue
            first = rows.setdefault((rate.currency, rate.day), row)
            if first == row:
                yield rate
            else:
                self._tell(row, "date", str(rate.day), f"one rate of {rate.currency} for a day; row {first} has it")

    def _rate(self, row: int, cells: list[str]) -> DatedRate | None:
        if len(cells) != len(self.header):
            self.problems.append(f"{self.file}, row {row}: expected {len(self.header)} cells, found {len(cells)}.")
            return None
        said = dict(zip(self.header, cells, strict=True))
        currency = self._cell(row, "currency", said, self._currency)
        billionths = self._cell(row, "per_usd", said, _billionths)
        day = self._cell(row, "date", said, self._day)
        source = self._cell(row, "source", said, _source)
        if currency == "USD" and billionths not in (None, 10**9):
            self._tell(row, "per_usd", said["per_usd"], "1: one US dollar buys one")
        if currency is None or billionths is None or day is None or source is None:
            return None
        return DatedRate(currency, day, billionths, source)

    def _cell[T](self, row: int, column: str, said: dict[str, str], read: Callable[[str], T]) -> T | None:
        try:
            return read(said[column])
        except _Wrong as wrong:
            self._tell(row, column, said[column], str(wrong))
            return None

    def _tell(self, row: int, column: str, value: str, expected: str) -> None:
        shown = f"“{value[:40]}”" if value else "nothing"
        self.problems.append(f"{self.file}, row {row}, {column}: expected {expected}; found {shown}.")

    def _currency(self, cell: str) -> str:
        if cell not in self.known:
            raise _Wrong("the ISO 4217 code of a country’s currency, such as KES")
        return cell

    def _day(self, cell: str) -> date:
        try:
            day = date.fromisoformat(cell if DAY.fullmatch(cell) else "")
        except ValueError:
            raise _Wrong("a day such as 2026-06-30") from None
        if day > self.today:
            raise _Wrong(f"a day that has come: today is {self.today}")
        return day


def _billionths(cell: str) -> int:
    billionths = int(Decimal(cell).scaleb(9)) if NUMBER.fullmatch(cell) else 0
    if not billionths:
        raise _Wrong("how much of it one US dollar buys, such as 129.35: above 0, a point before at most nine decimals")
    return billionths


def _source(cell: str) -> str:
    if not cell:
        raise _Wrong("who published the rate")
    if len(cell) > ExchangeRate.SOURCE_LENGTH:
        raise _Wrong(f"at most {ExchangeRate.SOURCE_LENGTH} characters")
    return cell
