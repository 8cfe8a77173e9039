"""The outbox: nothing is sent for what was rolled back, nothing twice, and a refused letter goes out later."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.config import ROOT
from app.database import connect, sessions
from app.jobs import post
from app.mail import NotSent
from app.services.people import letters, messages
from app.services.people.message_facts import RoundPublished
from app.services.record.actor import PLATFORM
from app.services.record.audit import unwatched
from models import AuditEvent, Letter, Message, Role
from models.base import utc_now
from models.messages import MessageKind
from models.users import Digest


@pytest.fixture
def engine(database_url):
    made = connect(database_url)
    yield made
    made.dispose()


@pytest.fixture
def session(session):
    """What was committed stays readable: on SQLite a second look would keep the postman waiting."""
    session.expire_on_commit = False
    return session


@pytest.fixture
def city(make):
    return make.organisation()


def tell(session, organisation, key="one"):
    return messages.tell(session, organisation, RoundPublished("Round of 2026"), key, PLATFORM)


@pytest.fixture
def told(session, make, city):
    """Tells the city, which has one officer, and commits."""
    officer = make.user(Role.CITY_OFFICER, city)

    def tell_all(*keys, digest=Digest.OFF):
        with unwatched(session):
            officer.digest = digest
        for key in keys:
            tell(session, city, key)
        make.commit()
        return officer.id

    return tell_all


def outbox(engine):
    with sessions(engine)() as session:
        return [
            (one.message.key, one.sent_at is not None)
            for one in session.scalars(select(Letter).join(Letter.message).order_by(Message.key))
        ]


class Mailbox:
    def __init__(self) -> None:
        self.parcels = []

    def __call__(self, parcel):
        self.parcels.append((parcel.reader.email, [one.key for one in parcel.messages], parcel.key))


def test_a_message_reaches_everybody_who_acts_for_the_organisation_once(session, make, city, engine):
    reached = {make.user(Role.CITY_OFFICER, city).email for _each in range(2)}
    make.user(Role.CITY_OFFICER, city, active=False)
    make.user(Role.CITY_OFFICER, city, confirmed_at=None)
    make.user(Role.CITY_OFFICER)
    tell(session, city)
    tell(session, city)
    make.commit()
    mailbox = Mailbox()
    assert post.send_due(engine, mailbox) == 2
    assert post.send_due(engine, mailbox) == 0
    assert {email for email, _keys, _key in mailbox.parcels} == reached
    assert len({key for _email, _keys, key in mailbox.parcels}) == 2


def test_nothing_is_sent_for_what_was_rolled_back(session, make, city, engine):
    make.user(Role.CITY_OFFICER, city)
    make.commit()
    tell(session, city)
    session.flush()
    session.rollback()
    assert post.send_due(engine, Mailbox()) == 0
    assert outbox(engine) == []


def test_the_database_itself_refuses_to_tell_the_same_twice(session, make, city):
    message = tell(session, city)
    session.add(Message(key=message.key, organisation=city, kind=MessageKind.ROUND_PUBLISHED, data={}))
    with pytest.raises(IntegrityError, match="messages"):
        session.flush()


def test_a_refused_letter_goes_out_later_and_later(session, engine, told):
    told("one")

    def refuse(parcel):
        raise NotSent("the server is full")

    assert post.send_due(engine, refuse) == 0
    assert outbox(engine) == [("one", False)]
    assert post.send_due(engine, Mailbox()) == 0, "not at once"
    with sessions(engine).begin() as later:
        letter = later.scalars(select(Letter)).one()
        assert letter.refusals == 1
        assert timedelta(minutes=1) < letter.due_at - utc_now() < timedelta(minutes=3)
        letters.try_later(later, [letter.id], utc_now() - timedelta(days=1))
    mailbox = Mailbox()
    assert post.send_due(engine, mailbox) == 1
    assert [keys for _email, keys, _key in mailbox.parcels] == [["one"]]


def test_what_may_have_gone_out_is_not_sent_again(session, engine, told):
    told("one")
    handed_over = []

    def break_down(parcel):
        handed_over.append(parcel.key)
        raise ConnectionResetError("after the last byte")

    post.send_due(engine, break_down)
    post.send_due(engine, break_down)
    assert len(handed_over) == 1
    assert outbox(engine) == [("one", False)]


KILLED = """
import os, sys
from app.database import connect
from app.jobs import post

def deliver(parcel):
    with open(sys.argv[2], "a") as file:
        file.write(parcel.key + "\\n")
    if len(sys.argv) > 3:
        os._exit(9)

post.send_due(connect(sys.argv[1]), deliver)
"""


def test_a_postman_killed_between_handing_over_and_marking_sends_nothing_twice(told, engine, database_url, tmp_path):
    told("one")
    sent = tmp_path / "sent"

    def work(*more):
        return subprocess.run([sys.executable, "-c", KILLED, database_url, str(sent), *more], cwd=ROOT).returncode

    assert work("and die") == 9
    assert work() == 0
    assert len(sent.read_text().splitlines()) == 1
    assert outbox(engine) == [("one", False)]


def test_several_due_letters_go_in_one(engine, told):
    told("one", "two", "three")
    mailbox = Mailbox()
    assert post.send_due(engine, mailbox) == 1
    [(_email, keys, _key)] = mailbox.parcels
    assert sorted(keys) == ["one", "three", "two"]
    assert outbox(engine) == [("one", True), ("three", True), ("two", True)]


def test_a_digest_waits_for_its_hour(session, engine, told):
    told("one", digest=Digest.WEEKLY)
    assert post.send_due(engine, Mailbox()) == 0
    officer = session.scalars(select(Letter)).one().user
    messages.choose_digest(session, officer, Digest.OFF, PLATFORM)
    session.commit()
    assert post.send_due(engine, Mailbox()) == 1


@pytest.mark.parametrize(
    ("now", "daily", "weekly"),
    [
        ("2026-11-23T05:59", "2026-11-23T06:00", "2026-11-23T06:00"),  # a Monday
        ("2026-11-23T06:00", "2026-11-24T06:00", "2026-11-30T06:00"),
        ("2026-11-29T23:00", "2026-11-30T06:00", "2026-11-30T06:00"),
        ("2026-12-31T12:00", "2027-01-01T06:00", "2027-01-04T06:00"),
    ],
)
def test_digests_go_out_at_six_and_weekly_ones_on_mondays(now, daily, weekly):
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert messages.due(Digest.OFF, at) == at
    assert messages.due(Digest.DAILY, at).isoformat()[:16] == daily
    assert messages.due(Digest.WEEKLY, at).isoformat()[:16] == weekly


def test_who_left_meanwhile_gets_no_letter(session, engine, told):
    told("one")
    with unwatched(session):
        session.delete(session.scalars(select(Letter)).one().user.memberships[0])
    session.commit()
    mailbox = Mailbox()
    assert post.send_due(engine, mailbox) == 0
    assert mailbox.parcels == []


def test_every_step_of_a_letter_is_on_the_audit_trail(engine, told):
    told("one")
    post.send_due(engine, Mailbox())
    with sessions(engine)() as session:
        actions = set(session.scalars(select(AuditEvent.action)))
    assert {"message.tell", "letter.claim", "letter.send"} <= actions
