"""Brings the tables of countries, cities and exchange rates up to the files in `data/`."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select

from app.database import AuditedSession
from app.reference import rates_file
from app.services.money import exchange, rates
from app.services.record import audit
from models import Base, City, Country
from models.vocabulary import IncomeGroup

FILES = Path(__file__).parent / "data"
RATES = FILES / "exchange_rates.csv"

Row = dict[str, Any]


def load_reference(session: AuditedSession) -> dict[str, int]:
    """Insert what is missing, correct what differs; the second time changes nothing. Flushes, never commits."""
    counts = {
        "countries": _bring_up_to_date(session, Country, map(_country, _rows("countries.csv"))),
        "cities": _bring_up_to_date(session, City, map(_city, _rows("cities.csv"))),
    }
    found = rates_file.read(RATES, {*exchange.currencies(session)}, date.max)
    rates.load(session, found)
    counts["exchange_rates"] = len(found)
    audit.record_platform(session, "reference.load", counts)
    session.flush()
    return counts


def load_rates(session: AuditedSession, file: Path, today: date) -> rates.Loaded:
    """The rates of a file, all or none; again, it changes nothing. Raises BadRates. Flushes, never commits."""
    known = {*exchange.currencies(session)}
    if not known:
        raise rates_file.BadRates(
            "No country is known yet, and so no currency. Run `python -m app load-reference` first."
        )
    loaded = rates.load(session, rates_file.read(file, known, today))
    audit.record_platform(session, "rates.load", {"file": file.name} | vars(loaded))
    session.flush()
    return loaded


def _rows(file: str) -> Iterator[dict[str, str]]:
    # Not pandas: it would take Namibia's code "NA" for a missing value.
    with (FILES / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _country(row: dict[str, str]) -> Row:
    return {
        "iso3": row["iso3"],
        "iso2": row["iso2"],
        "name": row["name"],
        "world_region": row["world_region"],
        "region": row["region"],
        "income_group": IncomeGroup(row["income_group"]) if row["income_group"] else None,
        "currency": row["currency"] or None,
        "latitude": float(row["latitude"]),
        "longitude": float(row["longitude"]),
        "slum_share_permille": round(Decimal(row["slum_share_percent"]) * 10) if row["slum_share_percent"] else None,
        "slum_share_year": int(row["slum_share_year"]) if row["slum_share_year"] else None,
    }


def _city(row: dict[str, str]) -> Row:
    return {
        "id": int(row["id"]),
        "name": row["name"],
        "country_id": row["iso3"],
        "latitude": float(row["latitude"]),
        "longitude": float(row["longitude"]),
        "population": int(row["population"]),
    }


def _bring_up_to_date(session: AuditedSession, model: type[Base], rows: Iterable[Row]) -> int:
    """One query finds what is there; only what differs is written. Returns how many rows there are."""
    keys = [str(column.key) for column in inspect(model).primary_key]
    there = {tuple(getattr(thing, key) for key in keys): thing for thing in session.scalars(select(model))}
    for row in rows:
        key = tuple(row[name] for name in keys)
        if key not in there:
            session.add(there.setdefault(key, model(**row)))
        for name, value in row.items():
            setattr(there[key], name, value)
    session.flush()
    return len(there)
