"""A side's no is remembered until that side lifts it, or what mattered of the two is no longer what it was."""

import re

import pytest
from sqlalchemy import select

from app.services.engine.files import snapshot
from app.services.engine.pool import gather
from app.services.partnerships import refusals, steps
from app.services.record.actor import Actor
from app.services.review import decisions, round_pool
from app.services.review.approved_lines import approved_lines
from app.services.review.blockers import publication_blockers
from app.today import today
from models import AuditEvent, Message, NeedFlag, Role
from models.amounts import HorizonAmounts
from models.errors import Blocker, IllegalMove, NotReady
from models.lifecycle import MatchStatus, PartnershipStatus, RefusalStatus
from models.rounds import DecisionKind

CITY, PARTNER = 0, 1


@pytest.fixture
def pair(make):
    """A need and an offer with a partnership that waits for answers."""
    return make.partnership(make.match(make.need(title="Water"), make.offer(title="Money")))


def side(partnership, which):
    return Actor(None, partnership.parties[which].id)


def forbidden(session, make):
    """The pairs that the next run of a new round leaves out."""
    rows = snapshot(session, make.round(), gather(session, today()))["decisions.csv"].splitlines()[1:]
    return [row.split(",")[:2] for row in rows if ",forbid," in row]


def ids(partnership):
    return [str(partnership.need_id), str(partnership.offer_id)]


@pytest.mark.parametrize("which", [CITY, PARTNER])
def test_a_declined_pair_is_out_of_later_rounds_until_the_side_that_said_no_lifts_it(session, make, pair, which):
    steps.decline(session, pair, "Not this year.", side(pair, which))
    assert forbidden(session, make) == [ids(pair)]
    with pytest.raises(IllegalMove):
        refusals.lift(session, pair.refusal, side(pair, 1 - which))
    assert forbidden(session, make) == [ids(pair)]
    refusals.lift(session, pair.refusal, side(pair, which))
    assert forbidden(session, make) == []
    refusals.lift(session, pair.refusal, side(pair, which))
    assert pair.refusal.status == RefusalStatus.LIFTED


@pytest.mark.parametrize(
    ("end", "status"), [("withdraw", PartnershipStatus.ACCEPTED), ("terminate", PartnershipStatus.ACTIVE)]
)
def test_an_end_that_staff_record_is_the_no_of_the_side_they_name(session, make, pair, end, status):
    pair.status = status
    if status == PartnershipStatus.ACTIVE:
        pair.offer.reserved, pair.offer.committed = HorizonAmounts(), pair.amounts
    staff = make.user(Role.REVIEWER)
    by = Actor(staff, staff.memberships[0].organisation_id)
    getattr(steps, end)(session, pair, pair.parties[PARTNER], "The bank left the country.", by)
    assert forbidden(session, make) == [ids(pair)]
    for nobody in (by, side(pair, CITY)):
        with pytest.raises(IllegalMove):
            refusals.lift(session, pair.refusal, nobody)
    refusals.lift(session, pair.refusal, side(pair, PARTNER))
    assert forbidden(session, make) == []


@pytest.mark.parametrize(
    ("thing", "field", "value", "holds"),
    [
        ("need", "amount", 900_00, False),
        ("need", "secured", 100_00, False),
        ("need", "instruments", ["grant", "loan"], False),
        ("need", "last_horizon", "medium", False),
        ("need", "title", "Water, better told", True),
        ("need", "contact_name", "Somebody else", True),
        ("offer", "capacity", HorizonAmounts(2_000_00, 0, 0), False),
        ("offer", "min_amount", 1, False),
        ("offer", "themes", ["housing", "water"], False),
        ("offer", "conditions", "None any more.", False),
        ("offer", "description", "Told otherwise.", True),
    ],
)
def test_a_change_in_what_mattered_brings_the_pair_back_and_no_other(session, make, pair, thing, field, value, holds):
    steps.decline(session, pair, "It is too little.", side(pair, CITY))
    setattr(getattr(pair, thing), field, value)
    session.flush()
    session.expire_all()
    assert (forbidden(session, make) == [ids(pair)]) is holds
    assert bool(pair.refusal.changed) is not holds


def test_a_flag_that_the_need_gained_brings_the_pair_back_and_one_that_it_lost_does_not(session, make, pair):
    pair.need.flags = [NeedFlag(flag="in_city_plan", evidence="Page 3")]
    steps.decline(session, pair, "There is no land.", side(pair, PARTNER))
    pair.need.flags = []
    session.flush()
    assert forbidden(session, make) == [ids(pair)]
    pair.need.flags = [NeedFlag(flag="land_secured", evidence="Deed")]
    session.flush()
    assert forbidden(session, make) == []


def test_the_pool_counts_the_pairs_that_were_refused_and_names_the_need_they_leave_alone(session, make, pair):
    assert round_pool.survey(session, make.round(), today()).eligible_pairs == 1
    steps.decline(session, pair, "We cannot do it.", side(pair, CITY))
    report = round_pool.survey(session, make.round(), today())
    assert (report.eligible_pairs, report.refused) == (0, 1)
    assert [(one.need.title, one.shuts_out_most) for one in report.stranded] == [("Water", "refused")]


def test_a_refused_pair_cannot_be_pinned_and_who_said_no_is_named(session, make, pair):
    steps.decline(session, pair, "We cannot do it.", side(pair, CITY))
    blocker = Blocker("refused_by_city", f"Water – {pair.offer.organisation.name}")
    by = Actor(make.user(Role.REVIEWER))
    match = make.match(pair.need, pair.offer)
    with pytest.raises(NotReady, match=re.escape(str(blocker))):
        decisions.decide(session, [match], DecisionKind.PIN, "All the same.", today(), by)
    with pytest.raises(NotReady, match=re.escape(str(blocker))):
        decisions.decide_pair(
            session, make.round(), pair.need, pair.offer, DecisionKind.PIN, "All the same.", today(), by, match.amounts
        )
    refusals.lift(session, pair.refusal, side(pair, CITY))
    assert decisions.decide(session, [match], DecisionKind.PIN, "They may.", today(), by) == 1


def test_a_plan_made_before_the_refusal_is_not_published_over_it(session, make, pair):
    match = make.match(pair.need, pair.offer, status=MatchStatus.APPROVED)
    steps.decline(session, pair, "We cannot do it.", side(pair, PARTNER))
    assert publication_blockers(session, match.plan, approved_lines(session, match.plan), today()) == [
        Blocker("refused_by_partner", f"Water – {pair.offer.organisation.name}")
    ]


def test_those_concerned_are_told_of_the_end_and_of_the_lifting(session, make, pair):
    secretariat = make.user(Role.REVIEWER).memberships[0].organisation
    city, partner = pair.parties
    steps.decline(session, pair, "Not this year.", side(pair, CITY))
    told = session.scalars(select(Message)).all()
    assert {one.organisation_id for one in told} == {partner.id, secretariat.id}
    assert {(one.kind, one.data["organisation"], one.data["reason"]) for one in told} == {
        ("partnership_ended", city.name, "Not this year.")
    }
    refusals.lift(session, pair.refusal, side(pair, CITY))
    lifted = select(Message.organisation_id).where(Message.kind == "refusal_lifted")
    assert set(session.scalars(lifted)) == {partner.id, secretariat.id}
    actions = session.scalars(select(AuditEvent.action).where(AuditEvent.subject_type == "Refusal")).all()
    assert sorted(actions) == ["refusal.lift", "refusal.remember"]
