"""The inbox, and letters in plain text and HTML that say the same."""

import email
import email.policy
import uuid
from dataclasses import replace
from datetime import date

import pytest

from app.jobs import post
from app.pages.people.messages import words as speaking
from app.pages.people.messages.post import postman
from app.services.engine import disclosure
from app.services.people import messages
from app.services.people.message_facts import (
    Audience,
    HelpfulChange,
    LeftOut,
    MemberChanged,
    NationAnswered,
    OfferedPartnership,
    PartnerReplied,
    PartnershipEnded,
    PartnershipMoved,
    PartnershipStep,
    RefusalLifted,
    ResidentsStated,
    RoundPublished,
    SubmissionChange,
    SubmissionChanged,
    WindowClosed,
    WindowOpened,
    Written,
    facts_of,
)
from app.services.record.actor import PLATFORM
from app.texts import left_out
from models import MessageReading, Role, User
from models.messages import MessageKind
from models.settlements import Verdict
from models.users import Digest
from models.windows import ReplyKind

FACTS = RoundPublished(
    "Round <b>",
    (OfferedPartnership(uuid.UUID("00000000-0000-4000-8000-000000000000"), "Wells & pipes", "Bank <i>", 12_50, "USD"),),
    (
        LeftOut(
            uuid.UUID(int=1), "Lamps", "no_fit", "place",
            (HelpfulChange("flags", "land_secured"), HelpfulChange("amount", "")),
        ),
    ),
)  # fmt: skip
TOLD = (
    "The plan of Round <b> is published",
    "Wells & pipes, with Bank <i>: USD\u00a012.50",
    "Lamps",
    "No offer of this round fits it.",
    "for other places",
    "What would help: Show evidence for “Land secured”.",
    "What would help: Ask for less; the secretariat can advise you on how much.",
)


@pytest.fixture
def city(world):
    return world.organisation()


@pytest.fixture
def officer(world, city):
    return world.user(Role.CITY_OFFICER, city, name="Ada <Example>")


@pytest.fixture
def told(world, city, officer):
    found = messages.tell(world.session, city, FACTS, "one", PLATFORM)
    world.commit()
    return found


def test_a_message_is_read_in_the_inbox_by_each_person(world, browse, kept, officer, city, told):
    colleague = world.user(Role.CITY_OFFICER, city)
    world.commit()
    browser = browse(officer)
    inbox = browser.get("/messages/")
    assert "1 message is unread." in inbox.words()
    page = browser.get(f"/messages/{told.id}")
    for words in TOLD:
        assert " ".join(words.split()) in page.words()
    browser.press(f"/messages/{told.id}", f"/messages/{told.id}/read")
    browser.send(f"/messages/{told.id}/read", browser.get("/messages/by-mail").form(), digest=None)
    assert "0 messages are unread." in browser.get("/messages/").words()
    assert "You have read everything." in browser.get("/messages/?unread=1").words()
    assert "1 message is unread." in browse(colleague).get("/messages/").words()
    assert len(kept(lambda session: session.query(MessageReading).all())) == 1


def test_all_are_marked_as_read_at_once(world, browse, city, officer, told):
    for _each in range(3):
        world.message(city)
    world.message()
    world.commit()
    browser = browse(officer)
    assert "4 messages are unread." in browser.get("/messages/").words()
    browser.press("/messages/", "/messages/read")
    assert "0 messages are unread." in browser.get("/messages/").words()


def test_nobody_reads_what_was_told_to_others(world, browse, told):
    stranger = world.user(Role.CITY_OFFICER)
    world.commit()
    assert browse(stranger).get(f"/messages/{told.id}").status == 404
    assert "There is no message for you yet." in browse(stranger).get("/messages/").words()


def test_one_chooses_how_messages_come_by_mail(browse, kept, events, officer, told):
    browser = browse(officer)
    assert browser.get("/messages/by-mail").form()["digest"] == ["off"]
    assert browser.fill_in("/messages/by-mail", digest="weekly").location == "/messages/"
    assert kept(lambda session: session.get(User, officer.id).digest) == Digest.WEEKLY
    assert "account.choose_digest" in events()
    assert browser.fill_in("/messages/by-mail", digest="hourly").status == 422


def test_a_letter_says_the_same_in_plain_text_and_html(site, officer, told, monkeypatch, tmp_path):
    monkeypatch.setattr("app.mail.INSTANCE", tmp_path)
    engine = site.extensions["database"].engine
    assert post.send_due(engine, postman(site)) == 1
    [path] = (tmp_path / "mail").glob("*.eml")
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert letter["To"] == officer.email
    assert letter["Subject"] == "Common Ground: The plan of Round <b> is published"
    assert letter["Message-ID"].startswith("<letter-")
    plain = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    for words in TOLD:
        assert words in plain
        assert words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in html
    for body in (plain, html):
        assert "http://localhost:8000/partnerships/00000000-0000-4000-8000-000000000000" in body
        assert "Ada" in body
    assert "&lt;" not in plain
    assert "<i>" not in html


def test_a_digest_counts_what_it_gathers(world, site, city, officer, told, monkeypatch, tmp_path):
    messages.tell(world.session, city, replace(FACTS, round="Second"), "two", PLATFORM)
    world.commit()
    monkeypatch.setattr("app.mail.INSTANCE", tmp_path)
    assert post.send_due(site.extensions["database"].engine, postman(site)) == 1
    [path] = (tmp_path / "mail").glob("*.eml")
    letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert letter["Subject"] == "Common Ground: 2 messages"
    assert "The plan of Second is published" in letter.get_body(("plain",)).get_content()


def test_facts_come_back_from_the_database_as_they_went_in(world, city, told):
    world.session.expire_all()
    assert facts_of(told) == FACTS
    for facts in (
        WindowOpened("Round", date(2027, 3, 31), 2), PartnerReplied("Bank", "Lamps", ReplyKind.RAISE, uuid.UUID(int=2)),
        Written("Lamps", "Words", need=uuid.UUID(int=3), remark=uuid.UUID(int=5), organisation="City"),
        SubmissionChanged(SubmissionChange.PUBLISHED, "Lamps", "City", need=uuid.UUID(int=3), audience=Audience.NATION),
        NationAnswered(uuid.UUID(int=3), "Lamps", "Ministry", given=False, reason="Not in the plan."),
        ResidentsStated(uuid.UUID(int=6), "Hill", "Residents", Verdict.CONTESTED, "We are more."),
        PartnershipMoved(PartnershipStep.ACCEPTED, uuid.UUID(int=4), "Lamps", "City", "Bank", "Bank"),
        WindowClosed("Round"), MemberChanged("Ada", Role.CITY_OFFICER, joined=True),
        RefusalLifted(uuid.UUID(int=4), "Lamps", "City", "Bank", "City", ""),
        PartnershipEnded(uuid.UUID(int=4), "Lamps", "City", "Bank", "Bank", "Why"),
    ):  # fmt: skip
        message = messages.tell(world.session, city, facts, facts.message_kind, PLATFORM)
        world.commit()
        assert facts_of(message) == facts


def test_what_was_told_before_there_were_threads_is_still_read(world, browse, city, officer):
    data = {"need": str(uuid.UUID(int=3)), "title": "Lamps", "text": "Show your papers."}
    old = world.message(city, kind=MessageKind.WRITTEN, data=data)
    world.commit()
    page = browse(officer).get(f"/messages/{old.id}")
    assert "Show your papers." in page.main()
    assert not [one for one in page.links() if "threads" in one]


def test_every_kind_and_every_reason_has_words():
    assert set(speaking.SPEAKERS) == set(MessageKind)
    assert set(left_out.REASONS) == {
        "waits",
        "taken",
        "refused",
        "not_approved",
        "no_fit",
        "closed",
        "set_aside",
        "unknown",
    }


@pytest.mark.parametrize("field", sorted(disclosure.TELLING))
def test_every_change_that_is_told_has_words(site, field):
    values = {"flags": "land_secured", "instruments": "grant", "first_horizon": "short", "last_horizon": "long"}
    with site.test_request_context():
        assert left_out.change(field, values.get(field, "3"), "USD 3")
