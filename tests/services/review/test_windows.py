"""The coordination window: who is shown what, until when, and what it keeps from being published."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.database import sessions
from app.services.record.actor import Actor
from app.services.review import publication, windows
from app.services.review.approved_lines import approved_lines
from app.services.review.blockers import publication_blockers
from app.today import today
from models import Message, Role, User, Window
from models.amounts import HorizonAmounts
from models.errors import Blocker, NotReady
from models.lifecycle import MatchStatus, RoundStatus
from models.messages import MessageKind
from models.organisations import OrganisationKind
from models.windows import ReplyKind


@pytest.fixture
def by(make):
    return Actor(make.user(Role.REVIEWER))


def blockers(session, plan, day):
    return publication_blockers(session, plan, approved_lines(session, plan), day)


@pytest.mark.parametrize(
    ("opened", "days", "last"),
    [
        ("2026-11-23", 1, "2026-11-24"),  # Monday
        ("2026-11-23", 5, "2026-11-30"),
        ("2026-11-27", 1, "2026-11-30"),  # Friday
        ("2026-11-28", 1, "2026-11-30"),  # Saturday
        ("2026-11-23", 10, "2026-12-07"),
    ],
)
def test_only_working_days_count(opened, days, last):
    assert windows.last_day(date.fromisoformat(opened), days) == date.fromisoformat(last)


def test_each_partner_is_shown_its_matches_that_are_not_rejected_and_told_once(session, make, by):
    plan = make.plan()
    partner = make.organisation(OrganisationKind.PARTNER)
    proposed, approved = (make.match(offer=make.offer(partner), plan=plan) for _each in range(2))
    rejected = make.match(plan=plan, status=MatchStatus.REJECTED)
    elsewhere = make.match(offer=make.offer(partner))
    approved.status = MatchStatus.APPROVED
    windows.open_window(session, plan, 3, today(), by)
    assert [one.shown_at is not None for one in (proposed, approved, rejected, elsewhere)] == [True, True, False, False]
    assert set(session.scalars(windows.proposals([partner]))) == {proposed, approved}
    [message] = session.scalars(select(Message))
    assert (message.organisation_id, message.data["matches"]) == (partner.id, 2)


def test_a_plan_has_one_window_while_its_round_is_in_review(session, make, by):
    plan = make.match().plan
    windows.open_window(session, plan, 3, today(), by)
    with pytest.raises(NotReady, match="window_was_open"):
        windows.open_window(session, plan, 3, today(), by)
    other = make.match().plan
    other.run.round.status = RoundStatus.CLOSED
    session.flush()
    with pytest.raises(NotReady, match="round_over"):
        windows.open_window(session, other, 3, today(), by)
    with pytest.raises(NotReady, match="nothing_to_show"):
        windows.open_window(session, make.match(status=MatchStatus.REJECTED).plan, 3, today(), by)


def test_a_plan_is_not_published_while_its_window_is_open_unless_it_is_closed_with_a_reason(session, make, by):
    match = make.match(status=MatchStatus.APPROVED)
    window = windows.open_window(session, match.plan, 3, today(), by)
    assert blockers(session, match.plan, today()) == [Blocker("window_open")]
    with pytest.raises(NotReady, match="window_open"):
        publication.publish(session, match.plan, today(), by)
    assert blockers(session, match.plan, window.closes_on) == [Blocker("window_open")]
    assert blockers(session, match.plan, window.closes_on + timedelta(days=1)) == []
    windows.close_early(session, window, "All have answered.", by)
    assert blockers(session, match.plan, today()) == []
    windows.close_early(session, window, "Once more.", by)
    assert (window.closed_because, window.closed_by) == ("All have answered.", by.user)
    with pytest.raises(IntegrityError, match="has_reason"):
        session.execute(text("UPDATE windows SET closed_because = ''"))


def test_a_policy_may_ask_for_a_window(session, make):
    match = make.match(status=MatchStatus.APPROVED)
    assert blockers(session, match.plan, today()) == []
    match.plan.run.round.policy.window_days = 5
    assert blockers(session, match.plan, today()) == [Blocker("window_missing")]


def test_a_partner_replies_while_the_window_is_open_and_staff_are_told(session, make, by):
    match = make.match()
    make.organisation(OrganisationKind.SECRETARIAT)
    officer = Actor(make.user(Role.PARTNER_OFFICER, match.offer.organisation), match.offer.organisation_id)
    with pytest.raises(NotReady, match="window_closed"):
        windows.reply(session, match, ReplyKind.COMMENT, "Before it opened.", today(), officer)
    window = windows.open_window(session, match.plan, 3, today(), by)
    windows.reply(session, match, ReplyKind.COMMENT, "We know them well.", today(), officer)
    windows.reply(session, match, ReplyKind.RAISE, "", today(), officer, HorizonAmounts(200_00, 0, 0))
    windows.reply(session, match, ReplyKind.OBJECTION, "Not this year.", today(), officer)
    assert windows.replies_of(session, match.plan)[0].kind == ReplyKind.OBJECTION
    assert len(windows.replies_to(session, match)) == 3
    told = session.scalars(select(Message).where(Message.kind == MessageKind.PARTNER_REPLIED)).all()
    secretariats = {one.organisation_id for one in told}
    assert sorted(one.data["kind"] for one in told) == sorted(["comment", "objection", "raise"] * len(secretariats))
    with pytest.raises(NotReady, match="window_closed"):
        windows.reply(session, match, ReplyKind.COMMENT, "Too late.", window.closes_on + timedelta(days=1), officer)


def test_nobody_closes_the_window_while_a_partner_is_speaking(session, make, by, database_url, engine_of):
    match = make.match()
    window, partner = make.window(match.plan), Actor(make.user(Role.PARTNER_OFFICER, match.offer.organisation))
    session.commit()
    window_id, closer_id, engine = window.id, by.user.id, engine_of(database_url)

    def close():
        with sessions(engine).begin() as other:
            windows.close_early(
                other, other.get_one(Window, window_id), "All said.", Actor(other.get_one(User, closer_id))
            )

    windows.reply(session, match, ReplyKind.OBJECTION, "We do not work there.", today(), partner)
    with ThreadPoolExecutor(1) as beside:
        closing = beside.submit(close)
        assert wait([closing], timeout=0.5).not_done
        session.commit()
        closing.result(20)
    engine.dispose()
    with pytest.raises(NotReady):
        windows.reply(session, match, ReplyKind.COMMENT, "Too late.", today(), partner)
