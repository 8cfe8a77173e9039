"""Four eyes on large amounts, and nobody's eyes on an organisation in which they have an interest."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.services.people import interests
from app.services.record.actor import Actor
from app.services.review import decisions, plan_lines, publication
from app.services.review.approved_lines import approved_lines
from app.services.review.blockers import publication_blockers
from app.today import today
from models import Match, Membership, Policy, Role
from models.amounts import HorizonAmounts
from models.errors import Blocker, ConflictOfInterest, NotReady
from models.rounds import DecisionKind
from models.vocabulary import Kind

APPROVE, REJECT = DecisionKind.APPROVE, DecisionKind.REJECT
THRESHOLD = 500_00


@pytest.fixture
def by(make):
    return Actor(make.user(Role.REVIEWER))


@pytest.fixture
def colleague(make):
    return Actor(make.user(Role.REVIEWER))


@pytest.fixture
def line(make):
    """A match of the amount, under a policy with a threshold."""

    def made(amount=THRESHOLD + 1, threshold=THRESHOLD, **values):
        plan = make.plan()
        plan.run.round.policy.second_approval_money = threshold
        return make.match(make.need(), make.offer(), plan, amounts=HorizonAmounts(amount, 0, 0), **values)

    return made


def blockers(session, match):
    return publication_blockers(session, match.plan, approved_lines(session, match.plan), today())


def second_approval_of(match):
    return [Blocker("second_approval", f"{match.need.title} – {match.offer.organisation.name}")]


def test_a_match_above_the_threshold_is_published_only_after_two_people_approved_it(session, by, colleague, line):
    match = line()
    decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
    assert blockers(session, match) == second_approval_of(match)
    with pytest.raises(NotReady, match="second_approval"):
        publication.publish(session, match.plan, today(), by)
    assert decisions.second(session, [match], "I read it too.", colleague) == 1
    assert blockers(session, match) == []
    assert len(publication.publish(session, match.plan, today(), by)) == 1


@pytest.mark.parametrize(("amount", "threshold"), [(THRESHOLD, THRESHOLD), (999_00, None)])
def test_one_approval_is_enough_up_to_the_threshold(session, by, colleague, line, amount, threshold):
    match = line(amount, threshold)
    decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
    assert blockers(session, match) == []
    assert decisions.second(session, [match], "Not needed.", colleague) == 0
    assert plan_lines.awaiting_second(session, match.plan) == set()


def test_expert_days_have_their_own_threshold(session, make, by):
    technical = {"kind": Kind.TECHNICAL, "currency": None, "instruments": ["training"]}
    plan = make.plan()
    plan.run.round.policy.second_approval_money, plan.run.round.policy.second_approval_days = None, 10_00
    match = make.match(make.need(**technical), make.offer(**technical), plan, amounts=HorizonAmounts(10_01, 0, 0))
    decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
    assert blockers(session, match) == second_approval_of(match)
    assert plan_lines.awaiting_second(session, plan) == {match.id}


def test_nobody_is_two_people(session, by, line):
    match = line()
    decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
    with pytest.raises(NotReady, match="own_approval"):
        decisions.second(session, [match], "And again.", by)


def test_the_database_itself_refuses_one_person_twice(session, by, line):
    match = line()
    decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
    session.flush()
    with pytest.raises(IntegrityError, match="four_eyes"):
        session.execute(text(
            "UPDATE decisions SET seconded_by_id = decided_by_id, seconded_at = decided_at, seconded_because = 'x'"
        ))  # fmt: skip


def test_a_new_approval_needs_its_own_second(session, by, colleague, line):
    match = line()
    decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
    decisions.second(session, [match], "I read it too.", colleague)
    decisions.decide(session, [match], REJECT, "On reflection.", today(), by)
    decisions.decide(session, [match], APPROVE, "It fits after all.", today(), by)
    assert blockers(session, match) == second_approval_of(match)


def test_a_second_approval_of_other_amounts_on_another_plan_does_not_count(session, make, by, colleague, line):
    match = line()
    there = make.match(
        match.need, match.offer, make.plan(make.run(match.plan.run.round)), amounts=HorizonAmounts(THRESHOLD + 9, 0, 0)
    )
    decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
    decisions.decide(session, [there], APPROVE, "It fits.", today(), by)
    decisions.second(session, [there], "I read it too.", colleague)
    assert blockers(session, match) == second_approval_of(match)
    assert blockers(session, there) == []


def test_who_has_an_interest_neither_decides_nor_seconds(session, make, by, colleague, line):
    match = line()
    for organisation in (match.need.organisation, match.offer.organisation):
        interest = interests.declare(session, organisation, "I worked there.", by)
        with pytest.raises(ConflictOfInterest, match=organisation.name):
            decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
        decisions.decide(session, [match], APPROVE, "It fits.", today(), colleague)
        with pytest.raises(ConflictOfInterest, match=organisation.name):
            decisions.second(session, [match], "I read it too.", by)
        interests.end(session, interest, "Ten years ago.", by)
        decisions.decide(session, [match], REJECT, "Back to the start.", today(), colleague)
    decisions.decide(session, [match], APPROVE, "It fits.", today(), by)


def test_who_acts_for_an_organisation_has_an_interest_in_it(session, make, by, line):
    match = line()
    session.add(Membership(user=by.user, organisation=match.offer.organisation, role=Role.PARTNER_OFFICER))
    session.flush()
    session.refresh(by.user)
    with pytest.raises(ConflictOfInterest):
        decisions.decide(session, [match], REJECT, "It does not fit.", today(), by)


def test_one_organisation_of_interest_keeps_a_whole_batch_from_being_decided(session, make, by):
    plan = make.plan()
    matches = [make.match(plan=plan) for _each in range(3)]
    interests.declare(session, matches[1].offer.organisation, "I worked there.", by)
    with pytest.raises(ConflictOfInterest):
        decisions.decide(session, matches, APPROVE, "All fit.", today(), by)
    assert {str(one.status) for one in session.scalars(select(Match))} == {"proposed"}


def test_an_interest_declared_after_the_approval_asks_for_another_approver(session, by, colleague, line):
    match = line(THRESHOLD)
    decisions.decide(session, [match], APPROVE, "It fits.", today(), by)
    interests.declare(session, match.offer.organisation, "They offered me a post.", by)
    assert blockers(session, match) == [
        Blocker("other_approver", f"{match.need.title} – {match.offer.organisation.name}")
    ]
    decisions.decide(session, [match], REJECT, "For a colleague to decide.", today(), colleague)
    decisions.decide(session, [match], APPROVE, "It does fit.", today(), colleague)
    assert blockers(session, match) == []


def test_an_interest_is_declared_once_and_ended_with_a_reason(session, make, by):
    partner = make.organisation()
    interest = interests.declare(session, partner, "I worked there.", by)
    with pytest.raises(NotReady, match="is_declared"):
        interests.declare(session, partner, "Again.", by)
    with pytest.raises(IntegrityError, match="has_reason"), session.begin_nested():
        session.execute(text("UPDATE interests SET ended_at = declared_at"))
    interests.end(session, interest, "No longer.", by)
    assert interests.declared(session, by.user) == []
    interests.declare(session, partner, "They asked me back.", by)


def test_a_round_begins_with_thresholds(session, make):
    policy = make.round().policy
    assert isinstance(policy, Policy)
    assert (policy.second_approval_money, policy.second_approval_days) == (1_000_000_00, 500_00)
