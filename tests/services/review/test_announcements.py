"""On publication each organisation hears once, a city also why each need stayed out and what would help."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.services.engine.disclosure import reason_of
from app.services.engine.explanations import of_need
from app.services.record.actor import Actor
from app.services.review import announcements, publication
from app.today import today
from models import Letter, Message, Partnership, Role, UnservedNeed
from models.lifecycle import MatchStatus, SubmissionStatus
from models.organisations import OrganisationKind

EXPLANATION = {
    "funnel": {
        "offers": 3,
        "fits": 0,
        "steps": [{"test": "theme", "left": 2, "fell": 1}, {"test": "flags", "fell": 2, "fell_here_alone": 1}],
    },
    "changes": [
        {"field": "flags", "value": "land_secured", "received": 50_00},
        {"field": "amount", "value": "123.45", "received": 123_45},
        {"field": "weight", "value": "9", "received": 1},
    ],
}


@pytest.fixture
def by(make):
    return Actor(make.user(Role.REVIEWER))


@pytest.fixture
def left_out(session, make):
    def need(plan, organisation, **explanation):
        found = UnservedNeed(plan=plan, need=make.need(make.programme(organisation)), explanation=explanation)
        session.add(found)
        session.flush()
        return found.need

    return need


def told_to(session, organisation):
    return session.scalars(select(Message).where(Message.organisation_id == organisation.id)).one()


def test_each_organisation_hears_once_of_all_that_concerns_it(session, make, by, left_out):
    plan, city = make.plan(), make.organisation()
    programme = make.programme(city)
    matches = [make.match(make.need(programme), plan=plan, status=MatchStatus.APPROVED) for _each in range(2)]
    stayed = left_out(plan, city, **EXPLANATION)
    elsewhere = left_out(plan, other := make.organisation(), waits_for=["x"])
    make.user(Role.CITY_OFFICER, city)
    publication.publish(session, plan, today(), by)
    facts = told_to(session, city).data
    assert {one["need"] for one in facts["partnerships"]} == {one.need.title for one in matches}
    assert [one["title"] for one in facts["left_out"]] == [stayed.title]
    assert [one["title"] for one in told_to(session, other).data["left_out"]] == [elsewhere.title]
    for match in matches:
        assert len(told_to(session, match.offer.organisation).data["partnerships"]) == 1
    assert session.scalar(select(func.count()).select_from(Message)) == 4
    assert session.scalar(select(func.count()).select_from(Letter)) == 1, "the city has one officer, the others none"


def test_a_city_is_told_why_and_what_would_help_without_anybodys_amounts(session, make, by, left_out):
    plan = make.plan()
    make.match(plan=plan, status=MatchStatus.APPROVED)
    stayed = left_out(plan, make.organisation(), **EXPLANATION)
    publication.publish(session, plan, today(), by)
    [one] = told_to(session, stayed.organisation).data["left_out"]
    assert (one["reason"], one["test"]) == ("no_fit", "flags")
    assert one["changes"] == [{"field": "flags", "value": "land_secured"}, {"field": "amount", "value": ""}]


def test_a_need_whose_only_match_was_rejected_is_told_so(session, make, by):
    plan = make.plan()
    make.match(plan=plan, status=MatchStatus.APPROVED)
    rejected = make.match(plan=plan, status=MatchStatus.REJECTED)
    served = make.match(plan=plan, status=MatchStatus.APPROVED)
    make.match(need=served.need, plan=plan, status=MatchStatus.REJECTED)
    publication.publish(session, plan, today(), by)
    assert [one["reason"] for one in told_to(session, rejected.need.organisation).data["left_out"]] == ["not_approved"]
    assert told_to(session, served.need.organisation).data["left_out"] == []
    assert session.scalars(select(Message).where(Message.organisation_id == rejected.offer.organisation_id)).all() == []


def test_telling_again_tells_nothing_new(session, make, by):
    match = make.match(status=MatchStatus.APPROVED)
    publication.publish(session, match.plan, today(), by)
    partnerships = session.scalars(select(Partnership)).all()
    announcements.announce(session, match.plan, partnerships, by)
    session.flush()
    assert session.scalar(select(func.count()).select_from(Message)) == 2


@pytest.mark.parametrize(
    ("explanation", "reason"),
    [
        ({}, "unknown"),
        ({"waits_for": ["x"], "funnel": {"fits": 2}}, "waits"),
        ({"funnel": {"fits": 2}}, "taken"),
        ({"funnel": {"fits": 0}}, "no_fit"),
    ],
)
def test_the_reason_is_found_in_the_explanation(explanation, reason):
    assert reason_of(of_need(explanation)).code == reason


def test_how_large_the_offers_want_their_partnerships_is_not_told():
    steps = [{"test": "size", "fell": 5, "fell_here_alone": 5}, {"test": "place", "fell": 1}]
    assert reason_of(of_need({"funnel": {"fits": 0, "steps": steps}})).test is None


def test_a_nation_and_the_residents_hear_what_was_offered_without_amounts(session, make, by):
    match = make.match(status=MatchStatus.APPROVED)
    city = match.need.city
    nation = make.organisation(OrganisationKind.NATIONAL_GOVERNMENT, country=city.country)
    residents = make.organisation(OrganisationKind.COMMUNITY_ORGANISATION, city=city)
    elsewhere = make.organisation(OrganisationKind.COMMUNITY_ORGANISATION, city=make.city())
    publication.publish(session, match.plan, today(), by)
    for one in (nation, residents):
        [offered] = told_to(session, one).data["partnerships"]
        assert (offered["need"], offered["amount"], offered["currency"]) == (match.need.title, None, None)
    assert session.scalars(select(Message).where(Message.organisation_id == elsewhere.id)).all() == []


def test_a_partner_hears_that_what_it_was_shown_was_not_approved(session, make, by):
    plan = make.plan()
    make.match(plan=plan, status=MatchStatus.APPROVED)
    shown = make.match(plan=plan, status=MatchStatus.REJECTED)
    make.window(plan, closes_on=today() - timedelta(days=1))
    publication.publish(session, plan, today(), by)
    facts = told_to(session, shown.offer.organisation).data
    assert facts["turned_down"] == [{"match": str(shown.id), "need": shown.need.title}]


def test_a_city_hears_that_its_need_was_set_aside(session, make, by):
    plan = make.plan()
    make.match(plan=plan, status=MatchStatus.APPROVED)
    programme = make.programme()
    first = make.need(programme, status=SubmissionStatus.SUBMITTED)
    waiting = make.need(programme, requires=[first], published_at=plan.run.created_at - timedelta(days=1))
    make.commit()
    publication.publish(session, plan, today(), by)
    [one] = told_to(session, waiting.organisation).data["left_out"]
    assert (one["title"], one["reason"]) == (waiting.title, "set_aside")
