"""What cannot be done is said in one line, before the long work, with what to do instead."""

import re
import socket

import pytest
from sqlalchemy import text

from app.commands import cli, example_site
from app.config import EXAMPLE_SECRET, Settings
from app.database import connect, sessions
from app.example import load_example_world
from app.reference import load_reference
from models import Role

SAFE = {
    "SECRET_KEY": "a secret of one's own, long enough for anyone",
    "SECURITY_PASSWORD_SALT": "a salt of one's own, as hard to guess",
    "COMMONGROUND_HOSTS": "commonground.example",
}


@pytest.fixture
def settings(monkeypatch, database_url):
    """Sets the environment: a database, production's secrets, and what else the test names."""
    for name in ("COMMONGROUND_EXAMPLE", "PORT", "HOST", "SMTP_URL", "SMTP_HOST"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**SAFE, "DATABASE_URL": database_url}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def refused(capsys, *command):
    assert cli.main(command) == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    return said.err


def test_a_taken_port_is_said_with_the_variable_to_set(settings, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings.setenv("PORT", str(port))
        assert re.search(rf"Port {port} .* Set PORT to another, such as PORT=\d+\.", refused(capsys, "serve"))


@pytest.mark.parametrize("secret", ["", "short", EXAMPLE_SECRET])
@pytest.mark.parametrize("name", ["SECRET_KEY", "SECURITY_PASSWORD_SALT"])
@pytest.mark.parametrize("command", ["serve", "work", "migrate"])
def test_unsafe_secrets_are_refused(settings, capsys, command, name, secret):
    settings.setenv(name, secret)
    assert f"Set {name} to a secret of your own" in refused(capsys, command)


@pytest.mark.parametrize("secret", ["a" * 42, "password" * 5, "0123456789abcdef" * 3, "a salt " * 9])
@pytest.mark.parametrize("name", ["SECRET_KEY", "SECURITY_PASSWORD_SALT"])
def test_secrets_that_are_easy_to_guess_are_refused(settings, capsys, name, secret):
    settings.setenv(name, secret)
    assert f"Set {name} to a secret of your own: this one is easy to guess." in refused(capsys, "migrate")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("COMMONGROUND_REVIEW_DAYS", value) for value in ("0", "soon", "366")),
        *(("COMMONGROUND_PROXIES", value) for value in ("one", "-1", "1.5", "", "8_0", "99")),
        *(("COMMONGROUND_HTTPS", value) for value in ("yes", "true", "", "2")),
        *(("COMMONGROUND_LANGUAGES", value) for value in ("", "xx", "en,xx")),
        *(("PORT", value) for value in ("http", "0", "65536", "8_0")),
        *(("DATABASE_URL", value) for value in ("", "nonsense", "mysql://u:hidden@h/d", "postgresql://u:hidden@h:x/d")),
        *(("SMTP_URL", value) for value in ("mail.example.org", "smtps://", "http://u:hidden@mail.example.org")),
        ("SMTP_URL", "smtp://u:hidden@mail.example.org"), ("SMTP_URL", "smtps://mail.example.org:many"),
        ("SMTP_HOST", "mail.example.org"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_setting_that_cannot_be_used_is_said_in_a_sentence(settings, capsys, command, name, value):
    settings.setenv(name, value)
    sentence = refused(capsys, command)
    assert sentence.startswith(name)
    assert "hidden" not in sentence


@pytest.mark.parametrize(
    "url", ["sqlite:////no/such/folder/x.sqlite", "postgresql://nobody:hidden@127.0.0.1:1/nothing?connect_timeout=2"]
)
@pytest.mark.parametrize("command", ["serve", "migrate", "work", "load-reference"])
def test_a_database_that_does_not_answer_is_said_in_a_sentence(settings, capsys, command, url):
    settings.setenv("DATABASE_URL", url)
    settings.setenv("PORT", str(free_port()))
    sentence = refused(capsys, command)
    assert "DATABASE_URL does not answer" in sentence
    assert "hidden" not in sentence


def test_run_is_for_the_example_alone(settings, capsys):
    assert "`python -m app serve`" in refused(capsys, "run")


def test_the_example_world_is_loaded_under_example_settings_alone(settings, capsys):
    assert "COMMONGROUND_EXAMPLE=1" in refused(capsys, "load-example")


@pytest.mark.changes_tables
def test_a_database_that_is_not_up_to_date_is_not_served(settings, capsys, database_url):
    engine = connect(database_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    engine.dispose()
    settings.setenv("PORT", str(free_port()))
    assert "Run `python -m app migrate` first" in refused(capsys, "serve")


def test_users_of_the_example_world_are_kept_out_of_production(settings, capsys, database_url):
    engine = connect(database_url)
    with sessions(engine).begin() as session:
        load_reference(session)
        load_example_world(session, lambda _password: "not a hash", cli.today())
    engine.dispose()
    settings.setenv("PORT", str(free_port()))
    assert "is a user of the example world" in refused(capsys, "serve")


def test_the_example_does_not_touch_another_world(given, settings, database_url):
    given.user(Role.REVIEWER)
    given.commit()
    engine = connect(database_url)
    with pytest.raises(example_site.Refused, match="holds no example world"):
        example_site.load(Settings(database_url, "s", "s", example=True), engine, cli.today())
    engine.dispose()
