"""Every test that touches data runs on SQLite and on PostgreSQL, each on a fresh copy of a migrated database."""

import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

sys.path.insert(0, str(Path(__file__).parent))

from app import create_app
from app.commands import migrations
from app.config import Settings
from app.database import AuditedSession, connect, sessions
from factories import Make
from models import User
from postgres import postgres_server
from unsaved import refuse_unsaved

LONGEST = ("journeys", "commands", "jobs", "access", "matching")
"""Folders of tests, those that take longest first."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--everything", action="store_true", help="each test on both databases, the long ones too")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A worker takes whole files, whose tests share what they set up: the long ones while there are others left."""
    if not (config.getoption("everything") or any("::" in argument for argument in config.args)):
        spared = {*(item for item in items if item.get_closest_marker("long")), *_on_the_other_database(items)}
        config.hook.pytest_deselected(items=list(spared))
        items[:] = [item for item in items if item not in spared]
    items.sort(key=lambda item: (*LONGEST, item.path.parent.name).index(item.path.parent.name))


def _on_the_other_database(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """Without `--everything` a test runs on one database alone; its name decides, so that it is always the same."""
    twins: dict[str, list[pytest.Item]] = {}
    for item in items:
        if database := getattr(item, "callspec", None) and item.callspec.params.get("database_url"):  # type: ignore[attr-defined]
            twins.setdefault(item.nodeid.replace(database, ""), []).append(item)
    for name, both in twins.items():
        yield from (item for n, item in enumerate(both) if n != crc32(name.encode()) % len(both))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as url:
        _execute(url, "CREATE DATABASE template_of_tests")
        _migrate(_named(url, "template_of_tests"))
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Of a new database at the same address as the one before."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = template.with_name("test.sqlite")
        shutil.copy(template, path)
        yield f"sqlite:///{path}"
        for one in template.parent.glob("test.sqlite*"):
            one.unlink()
        return
    url = request.getfixturevalue("postgres_database")
    yield url
    if request.node.get_closest_marker("changes_tables"):
        _recreate(url)
    else:
        _execute(url, EMPTY)


EMPTY = """
DO $$
DECLARE one text;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'test' AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname IN ('public', 'dbos') AND tablename NOT IN ('alembic_version', 'dbos_migrations')
    LOOP
        EXECUTE 'DELETE FROM ' || one;
    END LOOP;
END $$
"""
"""Leaves the tables of the platform and of the job library without rows: ten times as fast as a new database."""


@pytest.fixture(scope="session")
def postgres_database(postgres: str) -> str:
    """The address of a database that is emptied after each test."""
    url = _named(postgres, "test")
    _recreate(url)
    return url


def _recreate(url: str) -> None:
    server = _named(url, "postgres")
    _execute(server, "DROP DATABASE IF EXISTS test WITH (FORCE)")
    _execute(server, "CREATE DATABASE test TEMPLATE template_of_tests")


@pytest.fixture(scope="session")
def engine_of() -> Callable[[str], Engine]:
    """By address: what an engine has learned of the platform's statements serves all tests."""
    return cache(connect)


@pytest.fixture
def session(database_url: str, engine_of: Callable[[str], Engine]) -> Iterator[AuditedSession]:
    """A session for tests of services and models. The factories' rows are committed only if the test does so."""
    engine = engine_of(database_url)
    with sessions(engine)() as open_session:
        yield open_session
    engine.dispose()


@pytest.fixture
def make(session: AuditedSession) -> Make:
    """Valid, minimal things; a test names only what matters to it. Flushed, not committed."""
    return Make(session)


@cache
def application(database_url: str) -> Flask:
    """It is made once: what it has learned of its pages serves all tests."""
    settings = Settings(
        database_url=database_url,
        secret_key="a secret of the tests, long enough",
        password_salt="a salt of the tests, long enough as well",
        https=False,
        languages=("en", "fr", "es", "pt", "ar"),
        testing=True,
    )
    made = create_app(settings)
    refuse_unsaved(made)
    return made


@pytest.fixture
def site(database_url: str) -> Iterator[Flask]:
    """The real application on the test's database, with settings that the test may change."""
    app = application(database_url)
    config, settings = dict(app.config), app.extensions["settings"]
    yield app
    app.config.clear()
    app.config.update(config)
    app.extensions["settings"] = settings
    app.extensions.pop("rates", None)
    app.extensions["database"].engine.dispose()


@pytest.fixture
def given(site: Flask, engine_of: Callable[[str], Engine]) -> Iterator[Make]:
    """The factories on the site's database: `given.commit()` before the site should see the rows.

    What a test changes of them is written then, and by no query before, so that it wants no event.
    """
    engine = engine_of(site.extensions["settings"].database_url)
    with sessions(engine)(autoflush=False) as open_session:
        yield Make(open_session)
    engine.dispose()


@pytest.fixture
def sign_in(site: Flask) -> Callable[[User | None], "object"]:
    """A client signed in as the user, or a visitor's. Hashing takes its time, so the session is written directly."""

    def client(user: User | None = None) -> object:
        made = site.test_client()
        if user is not None:
            with made.session_transaction() as cookie:
                cookie["_user_id"] = user.fs_uniquifier
                cookie["_fresh"] = True
        return made

    return client


def _migrate(url: str) -> None:
    engine = connect(url)
    migrations.upgrade(engine)
    engine.dispose()


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _execute(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
