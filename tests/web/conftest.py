"""What tests of pages share."""

from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from app.database import sessions
from models import AuditEvent, User
from tests.browser import Browser


@pytest.fixture
def browse(site: Flask) -> Callable[[User | None], Browser]:
    """A browser in which the user is signed in, or a visitor's."""
    return lambda user=None: Browser(site, user)


@pytest.fixture
def kept(site: Flask, engine_of: Callable[[str], Engine]):
    """Read what the site keeps: `kept(lambda session: ...)`, in a session of its own."""

    def read(look):
        engine = engine_of(site.extensions["settings"].database_url)
        with sessions(engine)() as session:
            found = look(session)
        engine.dispose()
        return found

    return read


@pytest.fixture
def events(kept):
    """The actions of the audit trail, oldest first, without the messages that followed from them."""
    actions = select(AuditEvent.action).where(AuditEvent.action != "message.tell").order_by(AuditEvent.at)
    return lambda: kept(lambda session: list(session.scalars(actions)))


@pytest.fixture
def world(given):
    """The factories, whose things can still be read after `commit` without opening a transaction: on SQLite the site
    would wait for its end."""
    given.session.expire_on_commit = False
    return given


@pytest.fixture
def mails(monkeypatch, tmp_path):
    """The messages that the site keeps where there is no SMTP server, newest last."""
    monkeypatch.setattr("app.mail.INSTANCE", tmp_path)

    def read():
        files = sorted((tmp_path / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]

    return read
