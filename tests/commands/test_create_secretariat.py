"""The first administrator of a new platform: invited from the command line, by whoever runs it, and only while there
is none."""

import re
import socket

import pytest
from sqlalchemy import select

from app.commands import cli
from app.database import connect, sessions
from models import AuditEvent, Invitation, Organisation, Role, User
from models.organisations import OrganisationKind
from tests.browser import Browser

ADDRESS = "first@example.org"
WORDS = "five words nobody else knows"


@pytest.fixture
def command(monkeypatch, database_url, capsys):
    """Runs `create-secretariat` for the address; its exit status, what it says, and of what it complains."""
    settings = {
        "DATABASE_URL": database_url, "SECRET_KEY": "a secret of the tests, long enough",
        "SECURITY_PASSWORD_SALT": "a salt of the tests, long enough as well", "COMMONGROUND_HOSTS": "site.example",
    }  # fmt: skip
    for name in ("COMMONGROUND_EXAMPLE", "SMTP_URL", "SMTP_HOST"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def run(email=ADDRESS, name="The Secretariat"):
        status = cli.main(["create-secretariat", "--name", name, "--email", email])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def read(database_url):
    def look(statement):
        engine = connect(database_url)
        with sessions(engine)() as session:
            found = list(session.scalars(statement))
        engine.dispose()
        return found

    return look


def link_in(text):
    return re.search(r"https://site\.example(/invitations/\S+)", text)[1]


def accept(site, link):
    return Browser(site, None).fill_in_at(link, name="First", password=WORDS, password_confirm=WORDS)


def test_the_link_makes_the_first_administrator(command, site, read):
    status, said, _ = command()
    assert status == 0
    assert accept(site, link_in(said)).location == "/sign-in"
    browser = Browser(site, None)
    browser.fill_in_at("/sign-in", email=ADDRESS, password=WORDS)
    assert browser.get("/organisations/new").status == 200
    [secretariat] = read(select(Organisation))
    assert (secretariat.name, secretariat.kind) == ("The Secretariat", OrganisationKind.SECRETARIAT)
    assert read(select(AuditEvent.action).order_by(AuditEvent.at)) == [
        "organisation.create", "invitation.send", "account.confirm", "membership.add", "message.tell",
        "invitation.accept",
    ]  # fmt: skip


def test_it_is_refused_once_there_is_an_administrator(command, given, read):
    given.user(Role.ADMINISTRATOR)
    given.commit()
    given.session.rollback()
    status, _, refusal = command()
    assert (status, refusal.count("\n")) == (2, 1)
    assert "There is an administrator already" in refusal
    assert read(select(Invitation)) == []


def test_asked_again_the_newest_link_alone_works_also_for_another_address(command, site, read):
    first = link_in(command("mistyped@example.org")[1])
    second = link_in(command()[1])
    assert Browser(site, None).get(first).status == 404
    assert accept(site, second).status == 302
    assert len(read(select(Organisation))) == 1
    assert [one.email for one in read(select(User))] == [ADDRESS]


@pytest.mark.parametrize("email", ["", "nobody", "a@b"])
def test_what_is_no_address_is_refused(command, read, email):
    status, _, refusal = command(email)
    assert (status, refusal.count("\n")) == (2, 1)
    assert "is no e-mail address" in refusal
    assert read(select(Organisation)) == []


def test_a_name_that_is_taken_is_refused(command, given):
    given.organisation(name="Taken")
    given.commit()
    given.session.rollback()
    status, _, refusal = command(name="Taken")
    assert status == 2
    assert "There is an organisation called 'Taken' already" in refusal


def test_where_there_is_a_mail_server_the_link_is_sent_and_not_shown(command, monkeypatch):
    letters = []
    monkeypatch.setenv("SMTP_URL", "smtp://localhost")
    monkeypatch.setattr("app.pages.people.invitations.letters.send", lambda *letter: letters.append(letter))
    status, said, _ = command()
    [(recipient, _subject, text, _html)] = letters
    assert (status, recipient) == (0, ADDRESS)
    assert link_in(text) not in said


def test_a_mail_server_that_does_not_answer_is_said_in_a_sentence(command, monkeypatch, free_port):
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{free_port}")
    status, _, refusal = command()
    assert (status, refusal.count("\n")) == (2, 1)
    assert "Mend SMTP_URL" in refusal


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_a_name_that_names_nothing_is_refused(command, read, name):
    status, _said, complaint = command(name=name)
    assert status == 2
    assert "Set --name" in complaint
    assert read(select(Organisation)) == []


def test_a_name_is_one_line(command, read):
    assert command(name="The\r\nSecretariat")[0] == 0
    assert [organisation.name for organisation in read(select(Organisation))] == ["The Secretariat"]
