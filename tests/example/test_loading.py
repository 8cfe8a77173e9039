from datetime import date, timedelta

from sqlalchemy import func, inspect, select

from app.example import is_empty, load_example_world
from app.reference import load_reference
from models import AuditEvent, Base, Need, Offer, Organisation, Programme, Settlement, User
from models.organisations import OrganisationKind

COUNTS = {User: 9, Organisation: 66, Settlement: 80, Programme: 45, Need: 120, Offer: 40}


def load(session, today=date(2026, 11, 22)):
    load_reference(session)
    load_example_world(session, str.upper, today)


def test_the_world_has_its_size_and_leaves_one_audit_event(session):
    assert is_empty(session)
    load(session)
    session.commit()
    assert not is_empty(session)
    assert {noun: session.scalar(select(func.count()).select_from(noun)) for noun in COUNTS} == COUNTS
    cities = select(func.count()).where(Organisation.kind == OrganisationKind.CITY_GOVERNMENT)
    assert session.scalar(cities) == 40
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "example.load")).one()
    assert event.changes == {noun.__tablename__: count for noun, count in COUNTS.items()}


def test_loading_commits_nothing_by_itself(session):
    load(session)
    session.rollback()
    assert is_empty(session)


def test_another_day_moves_the_dates_and_nothing_else(session):
    load(session)
    first = content(session)
    session.rollback()
    load(session, date(2026, 11, 22) + timedelta(days=400))
    later = content(session)
    assert later.keys() == first.keys()
    for thing, values in first.items():
        moved = [day + timedelta(days=400) for day in values["days"]]
        assert (later[thing]["words"], later[thing]["days"]) == (values["words"], moved)


def content(session):
    """Every row of every noun: what does not depend on the day, and the days."""
    return {
        (noun.__tablename__, row.id): {
            "words": {name: value for name, value in columns(row).items() if not isinstance(value, date)},
            "days": [value for value in columns(row).values() if isinstance(value, date)],
        }
        for noun in nouns()
        for row in session.scalars(select(noun))
    }


def nouns():
    loaded = {"countries", "cities", "exchange_rates", "audit_events"}
    return [mapper.class_ for mapper in Base.registry.mappers if mapper.local_table.name not in loaded]


def columns(row):
    return {attribute.key: getattr(row, attribute.key) for attribute in inspect(type(row)).column_attrs}
