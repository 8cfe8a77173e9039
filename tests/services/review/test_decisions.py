"""Decisions bind later runs, are taken back until publication, and respect what others decided meanwhile."""

import pytest
from sqlalchemy import select

from app.services.engine import files
from app.services.engine.pool import gather
from app.services.record.actor import Actor
from app.services.review import decisions, plan_lines, plans, publication
from app.services.review.approved_lines import approved_lines
from app.services.review.blockers import publication_blockers
from app.today import today
from models import AuditEvent, Decision, Match, Role
from models.amounts import HorizonAmounts
from models.errors import Blocker, ConflictOfInterest, DecidedMeanwhile, IllegalMove, NotReady
from models.lifecycle import MatchStatus, RoundStatus
from models.rounds import DecisionKind

APPROVE, REJECT, PIN, FORBID = DecisionKind
OTHER = HorizonAmounts(30_00, 0, 0)


@pytest.fixture
def by(make):
    return Actor(make.user(Role.REVIEWER))


@pytest.fixture
def colleague(make):
    return Actor(make.user(Role.REVIEWER, name="Colleague"))


def decisions_file(session, round_):
    return files.decisions_file(session, round_, gather(session, today())).splitlines()[1:]


def blockers(session, plan):
    return publication_blockers(session, plan, approved_lines(session, plan), today())


@pytest.mark.parametrize(
    ("kind", "amounts", "status", "row"),
    [
        (APPROVE, None, MatchStatus.APPROVED, None),
        (REJECT, None, MatchStatus.REJECTED, "forbid,,,"),
        (FORBID, None, MatchStatus.REJECTED, "forbid,,,"),
        (PIN, None, MatchStatus.APPROVED, "pin,100.00,0.00,0.00"),
        (PIN, OTHER, MatchStatus.CHANGED, "pin,30.00,0.00,0.00"),
    ],
)
def test_what_is_decided_of_a_match_binds_the_next_run(session, make, by, kind, amounts, status, row):
    match = make.match()
    assert decisions.decide(session, [match], kind, "So it has to be.", today(), by, amounts) == 1
    assert match.status == status
    expected = [f"{match.need_id},{match.offer_id},{row}"] if row else []
    assert decisions_file(session, match.plan.run.round) == expected
    assert decisions.decide(session, [match], kind, "Once more, please.", today(), by, amounts) == 0, (
        "it was decided so already"
    )


@pytest.mark.parametrize("kind", [APPROVE, REJECT, PIN, FORBID])
def test_every_decision_is_taken_back_by_name_and_stays_on_record(session, make, by, colleague, kind):
    match = make.match()
    decisions.decide(session, [match], kind, "So it has to be.", today(), by)
    assert decisions.take_back(session, [match], colleague) == 1
    assert match.status == MatchStatus.PROPOSED
    [decision] = session.scalars(select(Decision))
    assert (decision.reason, decision.undone_by, decision.undone_at is not None) == (
        "So it has to be.",
        colleague.user,
        True,
    )
    assert decisions_file(session, match.plan.run.round) == []
    assert decisions.take_back(session, [match], colleague) == 0
    assert list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.at))) == [
        f"match.{kind}", "match.take_back",
    ]  # fmt: skip


def test_nothing_is_taken_back_once_the_plan_is_published(session, make, by):
    match = make.match()
    decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
    publication.publish(session, match.plan, today(), by)
    decision = decisions.standing(session, match)
    with pytest.raises(NotReady, match="round_over"):
        decisions.take_back(session, [match], by)
    with pytest.raises(NotReady, match="round_over"):
        decisions.take_back_decision(session, decision, by)
    assert match.status == MatchStatus.APPROVED


def test_what_is_taken_back_is_open_again_in_every_plan_of_the_round(session, make, by):
    round_, need, offer = make.round(), make.need(), make.offer()
    here, there = (make.match(need, offer, make.plan(make.run(round_))) for _each in range(2))
    decisions.decide(session, [here], APPROVE, "It fits.", today(), by)
    decisions.decide(session, [there], APPROVE, "Here as well.", today(), by)
    decisions.take_back(session, [there], by)
    assert here.status == there.status == MatchStatus.PROPOSED
    assert blockers(session, here.plan) == [Blocker("undecided"), Blocker("none_approved")]


def history(session, match):
    """What the audit trail says of the match, oldest first: the event and the statuses that it tells."""
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.subject_id == str(match.id)).order_by(AuditEvent.at)
    ).all()
    return [(one.action, one.changes["status"]) for one in events]


@pytest.mark.parametrize("by_pair", [False, True])
def test_a_match_that_is_open_again_for_what_was_taken_back_elsewhere_has_it_in_its_history(session, make, by, by_pair):
    round_, need, offer = make.round(), make.need(), make.offer()
    here, there = (make.match(need, offer, make.plan(make.run(round_))) for _each in range(2))
    make.commit()
    for match in (here, there):
        decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
    if by_pair:
        decisions.take_back_decision(session, decisions.standing(session, there), by)
    else:
        decisions.take_back(session, [there], by)
    told = [("match.approve", ["proposed", "approved"]), ("match.take_back", ["approved", "proposed"])]
    assert history(session, here) == history(session, there) == told


def test_a_match_changed_by_a_decision_on_its_pair_has_it_in_its_history(session, make, by):
    round_, need, offer = make.round(), make.need(), make.offer()
    matches = [make.match(need, offer, make.plan(make.run(round_))) for _each in range(2)]
    make.commit()
    decisions.decide_pair(session, round_, need, offer, FORBID, "They fell out.", today(), by)
    assert [history(session, one) for one in matches] == [[("match.forbid", ["proposed", "rejected"])]] * 2


def test_a_pair_in_no_plan_is_pinned_or_forbidden_for_the_next_run(session, make, by):
    round_, need, offer = make.round(), make.need(), make.offer()
    decisions.decide_pair(session, round_, need, offer, PIN, "They know each other.", today(), by, OTHER)
    assert decisions_file(session, round_) == [f"{need.id},{offer.id},pin,30.00,0.00,0.00"]
    decision = decisions.decide_pair(session, round_, need, offer, FORBID, "They fell out.", today(), by)
    assert decisions_file(session, round_) == [f"{need.id},{offer.id},forbid,,,"]
    decisions.take_back_decision(session, decision, by)
    assert decisions_file(session, round_) == []


def test_a_decision_on_a_pair_reaches_its_matches_and_respects_interests(session, make, by):
    match = make.match()
    decisions.decide_pair(
        session, match.plan.run.round, match.need, match.offer, FORBID, "They cannot work together.", today(), by
    )
    assert match.status == MatchStatus.REJECTED
    make.interest(by.user, match.offer.organisation)
    with pytest.raises(ConflictOfInterest):
        decisions.decide_pair(session, match.plan.run.round, match.need, match.offer, PIN, "Yes.", today(), by, OTHER)


def test_a_plan_with_amounts_pinned_otherwise_is_not_published(session, make, by):
    plan = make.plan()
    changed, kept = make.match(plan=plan), make.match(plan=plan)
    decisions.decide(session, [changed], PIN, "A little later.", today(), by, OTHER)
    decisions.decide(session, [kept], APPROVE, "It fits.", today(), by)
    assert blockers(session, plan) == [Blocker("changed", changed.need.title)]


def test_a_pin_made_on_another_plan_stands_in_the_way_of_other_amounts(session, make, by):
    round_, need, offer = make.round(), make.need(), make.offer()
    here, there = (make.match(need, offer, make.plan(make.run(round_))) for _each in range(2))
    decisions.decide(session, [here], APPROVE, "It fits.", today(), by)
    decisions.decide(session, [there], PIN, "A little later.", today(), by, OTHER)
    assert blockers(session, here.plan) == [Blocker("decided_otherwise", need.title)]


def test_the_next_plan_keeps_what_was_approved_with_the_same_amounts(session, make, by):
    round_ = make.round()
    first = make.plan(make.run(round_))
    pinned, approved, moved = (make.match(plan=first) for _each in range(3))
    decisions.decide(session, [pinned], PIN, "Exactly so.", today(), by, OTHER)
    decisions.decide(session, [approved, moved], APPROVE, "They fit.", today(), by)
    rows = [(pinned, "30.00", "0.00"), (approved, "100.00", "0.00"), (moved, "100.01", "0.00")]
    lines = [f"{one.need_id},{one.offer_id},{short},{medium},0.00,0,0.1,0.5" for one, short, medium in rows]
    files = {
        "plan.json": "{}",
        "plan.csv": "\n".join(["need_id,offer_id,short,medium,long,amount,share,score", *lines]),
    }
    needs = "\n".join(["need_id,kind", *(f"{one.need_id},financial" for one, _short, _medium in rows)])
    run = make.run(round_, status="running", snapshot={"needs.csv": needs})
    plan = plans.keep(session, run, files, plans.Explanations({}, {}))
    found = {one.need_id: one.status for one in session.scalars(select(Match).where(Match.plan_id == plan.id))}
    assert [found[one.need_id] for one in (pinned, approved, moved)] == ["approved", "approved", "proposed"]


def all_of(plan):
    return plan_lines.matches(plan, plan_lines.LineFilter())


def test_who_decides_on_many_learns_what_others_decided_meanwhile(session, make, by, colleague):
    plan = make.plan()
    first, second, _third = (make.match(plan=plan) for _each in range(3))
    seen = plan.revision
    decisions.decide(session, [first], REJECT, "It does not fit.", today(), colleague)
    decisions.decide(session, [second], APPROVE, "It fits.", today(), colleague)
    decisions.take_back(session, [second], colleague)
    with pytest.raises(DecidedMeanwhile) as refusal:
        decisions.as_seen(session, plan, all_of(plan), all_of(plan), seen)
    told = {title: (status, who) for title, status, who in refusal.value.changes}
    assert told[f"{first.need.title} – {first.offer.organisation.name}"] == (MatchStatus.REJECTED, "Colleague")
    assert told[f"{second.need.title} – {second.offer.organisation.name}"] == (MatchStatus.PROPOSED, "")
    assert len(told) == 2
    assert len(decisions.as_seen(session, plan, all_of(plan), all_of(plan), plan.revision)) == 3


def test_decisions_on_other_matches_stand_in_nobodys_way(session, make, by, colleague):
    plan = make.plan()
    mine, theirs = make.match(plan=plan), make.match(plan=plan)
    seen = plan.revision
    decisions.decide(session, [theirs], REJECT, "It does not fit.", today(), colleague)
    wanted = all_of(plan).where(Match.id == mine.id)
    assert decisions.as_seen(session, plan, wanted, wanted, seen) == [mine]


def test_a_round_that_is_over_is_not_decided_on(session, make, by):
    match = make.match()
    match.plan.run.round.status = RoundStatus.CLOSED
    session.flush()
    for attempt in (
        lambda: decisions.decide(session, [match], PIN, "No.", today(), by),
        lambda: decisions.decide_pair(
            session, match.plan.run.round, match.need, match.offer, FORBID, "They cannot work together.", today(), by
        ),
        lambda: decisions.as_seen(session, match.plan, all_of(match.plan), all_of(match.plan), 0),
        lambda: decisions.second(session, [match], "No.", by),
    ):
        with pytest.raises((NotReady, IllegalMove)):
            attempt()
