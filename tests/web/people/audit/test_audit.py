"""The audit trail as administrators read it: names, titles, places and words, found and narrowed by them."""

import ast
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from app.config import ROOT
from app.pages.people.audit.words import NOUNS, VERBS
from app.services.intake import submissions
from app.services.people import members
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import AuditEvent, Role
from models.lifecycle import SubmissionStatus
from models.organisations import OrganisationKind


@pytest.fixture
def admin(world, browse):
    made = world.user(Role.ADMINISTRATOR, name="Ada Boss")
    world.commit()
    return browse(made)


@pytest.fixture
def story(world):
    """A reviewer publishes the need of a city; somebody comes into a partner and leaves it again. Each is told."""
    country = world.country("COL", name="Colombia")
    government = world.organisation(name="Alcaldía", city=world.city("Medellín", country))
    need = world.need(world.programme(government), title="Storm drains", status=SubmissionStatus.SUBMITTED)
    reviewer = world.user(Role.REVIEWER, name="Rita Reader")
    world.commit()
    session = world.session
    submissions.publish(session, need, Actor(reviewer, reviewer.memberships[0].organisation_id))
    session.commit()
    fund = world.organisation(OrganisationKind.PARTNER, name="Água Fund")
    world.user(name="José Pérez", email="jose@fund.example")
    world.commit()
    by = Actor(reviewer)
    membership = members.add(session, fund, "jose@fund.example", Role.PARTNER_OFFICER, by)
    session.commit()
    members.remove(session, membership, by)
    session.commit()
    need.title = "Canals"
    record(session, Actor(), "need.revise", need)
    session.commit()
    return need


def test_an_event_says_who_did_what_on_what_where(story, admin):
    page = admin.get("/audit/?deed=publish")
    assert f"/needs/{story.id}" in page.links()
    said = ("Rita Reader", "Need: published", "Canals", "Medellín", "Colombia", "UTC", "Submitted, then: Published")
    assert [words for words in said if words not in page.main()] == []
    page = admin.get("/audit/?deed=revise").main()
    assert "The platform" in page
    assert "Storm drains, then: Canals" in page
    page = admin.get("/audit/?deed=add").main()
    for words in ("Membership: added", "José Pérez", "Água Fund", "Partner officer"):
        assert words in page, words


def test_events_are_found_by_names_and_places(story, admin):
    for asked, found in (
        ("q=medellin", 2), ("q=colombia+published", 1), ("q=canals", 2), ("q=rita", 6), ("q=jose", 2), ("q=nothing", 0),
        ("person=rita", 6), ("person=jose", 2), ("person=jose@fund.example", 2), ("person=nobody", 0),
        ("kind=Need", 2), ("kind=Membership", 2), ("deed=publish", 1), ("kind=Need&deed=revise", 1), ("kind=x", 0),
        ("from=2020-01-01", 7), ("until=2020-01-01", 0), ("from=2020-01-01&until=2999-12-31", 7), ("from=x", 7),
        (f"q={str(story.id)[:8]}", 2),
    ):  # fmt: skip
        assert len(admin.get(f"/audit/?{asked}").rows()) == found, asked


def test_a_day_is_whole(world, admin):
    for at in (datetime(2026, 3, 1, 0, 0, tzinfo=UTC), datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)):
        world.keep(AuditEvent(at=at, action="need.create", subject_type="Need", subject_id=""))
    world.commit()
    assert len(admin.get("/audit/?from=2026-03-01&until=2026-03-01").rows()) == 2
    assert admin.get("/audit/?until=2026-02-28").rows() == []
    assert len(admin.get("/audit/?from=2026-03-01&until=9999-12-31").rows()) >= 2
    assert "March" in admin.get("/audit/").main() or "Mar" in admin.get("/audit/").main()


def test_what_the_reader_may_not_see_has_no_title(world, admin):
    draft = world.need(title="Hush", status=SubmissionStatus.DRAFT)
    world.commit()
    record(world.session, Actor(), "need.submit", draft)
    world.session.commit()
    page = admin.get("/audit/?kind=Need")
    assert "Hush" not in page.main()
    assert f"/needs/{draft.id}" not in page.links()
    assert admin.get("/audit/?q=hush").rows() == []


def test_an_event_that_nobody_has_words_for_is_shown_all_the_same(world, admin):
    world.keep(
        AuditEvent(
            action="thing.do_it", subject_type="Thing", subject_id="x",
            changes={"odd": {"a": [1, True, None]}, "more": ["a", 2, 3], "active": [None, 5], "at": ["x", "y"]},
        )
    )  # fmt: skip
    world.commit()
    page = admin.get("/audit/")
    assert "do it" in page.main()


def test_fifty_events_ask_as_much_as_five(site, world, admin):
    def grow(rows):
        for _ in range(rows):
            match = world.match()
            for thing in (match, match.need, match.offer, match.plan.run, world.partnership(match), world.user()):
                record(world.session, Actor(), "need.revise", thing)
        world.session.commit()

    def asked():
        seen = []
        watch = lambda *arguments: seen.append(arguments[2])  # noqa: E731
        engine = site.extensions["database"].engine
        event.listen(engine, "before_cursor_execute", watch)
        assert admin.get("/audit/").status == 200
        event.remove(engine, "before_cursor_execute", watch)
        return len([one for one in seen if not one.startswith("BEGIN")])

    grow(1)
    few = asked()
    grow(8)
    assert asked() == few


RECORDING = ("record", "record_each", "end", "platform")


def test_every_action_in_the_code_has_its_words():
    """Those that are made of parts have been read: kinds of decision, verdicts, replies and ends."""
    named = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").removeprefix("_") in RECORDING:
                named |= {str(one.value) for one in node.args if isinstance(one, ast.Constant)}
    actions = {one for one in named if re.fullmatch(r"[a-z_]+\.[a-z_]+", one)}
    assert {one for one in actions if one.split(".")[0] not in NOUNS or one.split(".")[1] not in VERBS} == set()
    assert len(actions) > 40
