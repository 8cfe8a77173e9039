"""Loads the whole example world into an empty database that has the reference data."""

from collections.abc import Callable, Iterator
from datetime import date

from sqlalchemy import func, select

from app.database import AuditedSession
from app.example.calendar import Calendar
from app.example.needs import needs
from app.example.offers import offer
from app.example.organisations import organisation
from app.example.programmes import programme
from app.example.reading import Table, table, tables
from app.example.settlements import settlement
from app.example.users import user
from app.services.record import audit
from models import Base, Need, Offer, Organisation, Programme, Settlement, User

NOUNS: tuple[type[Base], ...] = (Organisation, User, Settlement, Programme, Need, Offer)


def is_empty(session: AuditedSession) -> bool:
    """Whether no organisation exists yet."""
    return session.scalar(select(Organisation.id).limit(1)) is None


def load_example_world(session: AuditedSession, hash_password: Callable[[str], str], today: date) -> None:
    """Every date counts back from `today`, every id comes from a name. Flushes, never commits."""
    calendar = Calendar(today)
    session.add_all(organisation(row, calendar) for row in table("organisations.toml")["organisations"])
    session.add_all(user(row, hash_password, calendar) for row in table("users.toml")["users"])
    for row in tables("cities"):
        session.add_all(_city(row, calendar))
    for row in tables("partners"):
        session.add_all(_partner(row, calendar))
    audit.record_platform(session, "example.load", {noun.__tablename__: _count(session, noun) for noun in NOUNS})
    session.flush()


def _city(row: Table, calendar: Calendar) -> Iterator[Base]:
    """A city government with its settlements, programmes and needs; needs share the city's contact."""
    settlement_rows, programme_rows = row.pop("settlements"), row.pop("programmes", [])
    contact = {"contact_name": row.pop("contact_name"), "contact_email": row.pop("contact_email")}
    profiled = {"year": row.pop("profile_year"), "days_ago": row["days_ago"]}
    yield (city := organisation({"kind": "city_government"} | row, calendar))
    settlements = {one["name"]: settlement(one | profiled, city, calendar) for one in settlement_rows}
    yield from settlements.values()
    for one in programme_rows:
        began = one["days_ago"]  # and a need was written on each day that followed
        need_rows = [contact | {"days_ago": began - n} | need_row for n, need_row in enumerate(one.pop("needs"))]
        yield (made := programme(one, city, settlements, calendar))
        yield from needs(need_rows, made, calendar)


def _partner(row: Table, calendar: Calendar) -> Iterator[Base]:
    """A partner with its offers, which share the partner's contact."""
    offer_rows = row.pop("offers")
    contact = {"contact_name": row.pop("contact_name"), "contact_email": row.pop("contact_email")}
    yield (partner := organisation({"kind": "partner"} | row, calendar))
    for one in offer_rows:
        yield offer(contact | one, partner, calendar)


def _count(session: AuditedSession, noun: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(noun)) or 0
