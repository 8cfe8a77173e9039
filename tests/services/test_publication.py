"""What stands in the way of a publication, however the parties and other rounds moved since the run."""

import pytest

from app.services import publication, review
from app.services.actor import Actor
from app.services.obstacles import standing_in_the_way
from app.today import today
from models import Role
from models.amounts import HorizonAmounts
from models.errors import NotReady
from models.lifecycle import MatchStatus, RoundStatus
from models.rounds import DecisionKind
from models.vocabulary import Kind

WHOLE = HorizonAmounts(1_000_00, 0, 0)


@pytest.fixture
def by(make):
    return Actor(make.user(Role.REVIEWER))


@pytest.fixture
def approved(make):
    """An approved match that gives a need all it asks, in a plan of its own round."""

    def match(need=None, **values):
        need = need or make.need(amount=WHOLE.total)
        return make.match(need=need, amounts=WHOLE, status=MatchStatus.APPROVED, **values)

    return match


def obstacles(session, match):
    return standing_in_the_way(session, match.plan, publication.lines(session, match.plan), today())


def test_a_need_gets_no_more_than_it_asks_however_many_rounds_publish(session, make, by, approved):
    need = make.need(amount=WHOLE.total)
    first, second = approved(need), approved(need)
    publication.publish(session, first.plan, today(), by)
    with pytest.raises(NotReady, match=f"need_covered:{need.title}"):
        publication.publish(session, second.plan, today(), by)


def test_a_need_gets_no_more_partners_than_it_wants(session, make, by):
    need = make.need(amount=WHOLE.total, max_partners=1)
    lines = [make.match(need=need, status=MatchStatus.APPROVED) for _each in range(2)]
    publication.publish(session, lines[0].plan, today(), by)
    assert obstacles(session, lines[1]) == [f"need_covered:{need.title}"]


def test_an_offer_enters_no_more_partnerships_than_it_wants(session, make, by, approved):
    offer = make.offer(capacity=HorizonAmounts(5 * WHOLE.total, 0, 0), max_partnerships=1)
    first, second = approved(offer=offer), approved(offer=offer)
    publication.publish(session, first.plan, today(), by)
    assert obstacles(session, second) == [f"offer_full:{offer.title}"]


def test_a_pair_rejected_on_another_plan_of_the_round_is_not_published(session, make, by):
    round_, need, offer = make.round(), make.need(), make.offer()
    here, there = (make.match(need, offer, make.plan(make.run(round_))) for _each in range(2))
    review.decide(session, [here], DecisionKind.APPROVE, "A good fit.", by)
    review.decide(session, [there], DecisionKind.REJECT, "Not so good after all.", by)
    assert obstacles(session, here) == [f"decided_otherwise:{need.title}"]


def test_a_party_that_now_speaks_of_another_unit_is_named(session, make, approved):
    match = approved()
    match.need.kind, match.need.currency = Kind.TECHNICAL, None
    session.flush()
    found = obstacles(session, match)
    assert f"need_left:{match.need.title}" in found
    assert publication.promises(match.plan, [match])


def test_a_currency_that_the_run_did_not_know_is_named(session, make, approved):
    match = approved()
    match.offer.currency = "XXX"
    session.flush()
    assert obstacles(session, match) == [f"offer_left:{match.offer.title}"]
    assert publication.promises(match.plan, [match]) == []


def test_nothing_is_decided_once_the_round_is_published(session, make, by, approved):
    match = approved()
    publication.publish(session, match.plan, today(), by)
    assert match.plan.run.round.status == RoundStatus.PUBLISHED
    with pytest.raises(NotReady, match="round_over"):
        review.decide(session, [match], DecisionKind.REJECT, "Too late.", by)
