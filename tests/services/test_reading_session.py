"""A request that only reads cannot keep a change, not even by mistake."""

import pytest
from sqlalchemy import select

from app.database import reading_sessions
from models import Organisation


@pytest.fixture
def organisation(make, session):
    """Its name alone: looking at the thing itself would begin a transaction."""
    name = make.organisation().name
    session.commit()
    return name


@pytest.fixture
def reading(database_url, engine_of, organisation):
    with reading_sessions(engine_of(database_url))() as session:
        yield session


def test_it_reads(reading, organisation):
    assert reading.scalars(select(Organisation.name)).one() == organisation


def test_a_change_is_refused(reading):
    reading.scalars(select(Organisation)).one().name = "Another"
    with pytest.raises(RuntimeError, match="only reads"):
        reading.commit()


def test_a_thing_taken_out_is_refused(reading):
    reading.delete(reading.scalars(select(Organisation)).one())
    with pytest.raises(RuntimeError, match="only reads"):
        reading.flush()
