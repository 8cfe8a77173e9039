"""The log says what went wrong and where, and never what somebody wrote or by which cookie they are known."""

import logging

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DataError, IntegrityError

from app.database import connect
from models import Role

CANARY = "canary-3f9a"


@pytest.fixture
def logged(caplog):
    """All that was logged so far, as the server's log has it."""
    caplog.set_level(logging.DEBUG)
    formatter = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    return lambda: "\n".join(formatter.format(record) for record in caplog.records)


@pytest.fixture
def admin(world, browse):
    user = world.user(Role.ADMINISTRATOR)
    world.commit()
    return browse(user)


def told(logged, browser):
    """What the log should not hold and does."""
    return [one for one in (CANARY, browser.client.get_cookie("session").value) if one in logged()]


def test_a_database_error_is_logged_without_the_values_of_the_form(admin, site, logged):
    form = admin.get("/organisations/new").form()

    def misspell(_connection, _cursor, statement, parameters, _context, _many):
        return statement.replace("INSERT INTO organisations", "INSERT INTO nowhere"), parameters

    engine = site.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", misspell, retval=True)
    page = admin.send("/organisations/new", form, name=CANARY, kind="partner", partner_type="ngo", about=CANARY)
    event.remove(engine, "before_cursor_execute", misspell)
    assert page.status == 503
    assert "nowhere" in logged()  # the reason is there
    assert told(logged, admin) == []


def test_a_mistake_of_ours_is_logged_without_the_values_of_the_form(admin, logged, monkeypatch):
    form = admin.get("/organisations/new").form()
    monkeypatch.setattr("app.services.people.organisations.create", lambda *_: 1 / 0)
    page = admin.send("/organisations/new", form, name=CANARY, kind="partner", partner_type="ngo", about=CANARY)
    assert page.status == 500
    assert "ZeroDivisionError" in logged()
    assert told(logged, admin) == []


def test_signing_in_leaves_no_password_in_the_log(browse, logged):
    browser = browse()
    browser.fill_in_at("/sign-in", email=f"{CANARY}@example.org", password=CANARY)
    assert told(logged, browser) == []


def test_a_broken_rule_is_named_and_the_row_is_not(given, database_url):
    """PostgreSQL would add the values of the row to its words."""
    given.organisation(name=CANARY)
    with pytest.raises(IntegrityError) as raised:
        given.organisation(name=CANARY)
    words = f"{raised.value!r} {raised.value.orig!r} {raised.value}"
    assert CANARY not in words
    assert "organisations" in words  # which table, by its name or its constraint's


def test_what_is_no_number_is_not_quoted(postgres_database):
    engine = connect(postgres_database)
    with engine.connect() as connection, pytest.raises(DataError) as raised:
        connection.execute(text("SELECT CAST(:name AS BIGINT)"), {"name": CANARY})
    engine.dispose()
    assert CANARY not in f"{raised.value!r} {raised.value.orig!r} {raised.value}"
