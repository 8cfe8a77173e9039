import shutil
from datetime import date

import pytest

from app.database import connect, sessions
from app.example import load_example_world
from app.reference import load_reference

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def world(sqlite_template, tmp_path_factory):
    """The example world, to be read and not changed: its content does not depend on the database."""
    path = tmp_path_factory.mktemp("world") / "world.sqlite"
    shutil.copy(sqlite_template, path)
    engine = connect(f"sqlite:///{path}")
    with sessions(engine)() as open_session:
        load_reference(open_session)
        load_example_world(open_session, lambda password: f"hash of {password}", TODAY)
        open_session.commit()
        yield open_session
    engine.dispose()
