"""A request that only reads cannot keep a change, not even by mistake."""

import pytest
from sqlalchemy import Engine, select

from app.database import reading_sessions
from models import Organisation


@pytest.fixture
def organisation(make, session):
    made = make.organisation()
    session.commit()
    return made


@pytest.fixture
def reading(database_url, engine_of, organisation):
    engine: Engine = engine_of(database_url)
    with reading_sessions(engine)() as session:
        yield session
    engine.dispose()


def test_it_reads(reading, organisation):
    assert reading.scalars(select(Organisation.name)).one() == organisation.name


def test_a_change_is_refused(reading):
    reading.scalars(select(Organisation)).one().name = "Another"
    with pytest.raises(RuntimeError, match="only reads"):
        reading.commit()


def test_a_thing_taken_out_is_refused(reading):
    reading.delete(reading.scalars(select(Organisation)).one())
    with pytest.raises(RuntimeError, match="only reads"):
        reading.flush()
