"""What stands in the way of a publication, however the parties and other rounds moved since the run."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.pages.review.rounds import wording
from app.services.engine import files
from app.services.engine.pool import gather
from app.services.people import interests
from app.services.record.actor import Actor
from app.services.review import decisions, publication
from app.services.review.approved_lines import approved_lines
from app.services.review.blockers import publication_blockers
from app.today import today
from models import Role
from models.amounts import HorizonAmounts
from models.errors import Blocker, ConflictOfInterest, NotReady
from models.lifecycle import MatchStatus, RoundStatus, RunStatus, SubmissionStatus
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


def blockers(session, match):
    return publication_blockers(session, match.plan, approved_lines(session, match.plan), today())


def test_a_need_gets_no_more_than_it_asks_however_many_rounds_publish(session, make, by, approved):
    need = make.need(amount=WHOLE.total)
    first, second = approved(need), approved(need)
    publication.publish(session, first.plan, today(), by)
    with pytest.raises(NotReady, match=re.escape(str(Blocker("need_covered", need.title)))):
        publication.publish(session, second.plan, today(), by)


def test_a_need_gets_no_more_partners_than_it_wants(session, make, by):
    need = make.need(amount=WHOLE.total, max_partners=1)
    lines = [make.match(need=need, status=MatchStatus.APPROVED) for _each in range(2)]
    publication.publish(session, lines[0].plan, today(), by)
    assert blockers(session, lines[1]) == [Blocker("need_covered", need.title)]


def test_an_offer_enters_no_more_partnerships_than_it_wants(session, make, by, approved):
    offer = make.offer(capacity=HorizonAmounts(5 * WHOLE.total, 0, 0), max_partnerships=1)
    first, second = approved(offer=offer), approved(offer=offer)
    publication.publish(session, first.plan, today(), by)
    assert blockers(session, second) == [Blocker("offer_full", offer.title)]


def test_a_pair_rejected_on_another_plan_of_the_round_is_not_published(session, make, by):
    round_, need, offer = make.round(), make.need(), make.offer()
    here, there = (make.match(need, offer, make.plan(make.run(round_))) for _each in range(2))
    decisions.decide(session, [here], DecisionKind.APPROVE, "A good fit.", today(), by)
    decisions.decide(session, [there], DecisionKind.REJECT, "Not so good after all.", today(), by)
    assert blockers(session, here) == [Blocker("decided_otherwise", need.title)]


def test_a_party_that_now_speaks_of_another_unit_is_named(session, make, approved):
    match = approved()
    match.need.kind, match.need.currency = Kind.TECHNICAL, None
    session.flush()
    found = blockers(session, match)
    assert Blocker("need_left", match.need.title) in found
    assert publication.promises(approved_lines(session, match.plan))


def test_a_currency_that_the_run_did_not_know_is_named(session, make, approved):
    match = approved()
    match.offer.currency = "XXX"
    session.flush()
    assert blockers(session, match) == [Blocker("offer_left", match.offer.title)]
    assert publication.promises(approved_lines(session, match.plan)) == []


def test_nothing_is_decided_once_the_round_is_published(session, make, by, approved):
    match = approved()
    publication.publish(session, match.plan, today(), by)
    assert match.plan.run.round.status == RoundStatus.PUBLISHED
    with pytest.raises(NotReady, match="round_over"):
        decisions.decide(session, [match], DecisionKind.REJECT, "It is too late.", today(), by)


def test_every_offer_that_shrank_is_named_before_anything_is_reserved(session, make, by):
    plan = make.plan()
    matches = [make.match(plan=plan, amounts=WHOLE, status=MatchStatus.APPROVED) for _each in range(3)]
    for match in matches:
        match.need.amount = WHOLE.total
        match.offer.capacity = HorizonAmounts(WHOLE.total, 0, 0)
    shrunk = matches[:2]
    for match in shrunk:
        match.offer.capacity = HorizonAmounts(WHOLE.total - 1, 5_00, 0)
    session.flush()
    assert publication_blockers(session, plan, approved_lines(session, plan), today()) == sorted(
        Blocker("offer_shrunk", one.offer.title) for one in shrunk
    )


def test_what_carries_over_counts_before_an_offer_is_called_too_small(session, make):
    offer = make.offer(capacity=HorizonAmounts(500_00, 500_00, 0), carry_over=True)
    match = make.match(make.need(amount=WHOLE.total), offer, amounts=HorizonAmounts(0, 1_000_00, 0))
    match.status = MatchStatus.APPROVED
    session.flush()
    assert blockers(session, match) == []
    offer.carry_over = False
    session.flush()
    assert blockers(session, match) == [Blocker("offer_shrunk", offer.title)]


def test_what_others_reserved_meanwhile_makes_an_offer_too_small(session, make, by, approved):
    offer = make.offer(capacity=WHOLE)
    first, second = approved(offer=offer), approved(offer=offer)
    publication.publish(session, first.plan, today(), by)
    assert blockers(session, second) == [Blocker("offer_shrunk", offer.title)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("themes", ["energy"]),
        ("countries", ["BRA"]),
        ("required_flags", ["land_secured"]),
        ("max_amount", WHOLE.total - 1),
        ("min_amount", WHOLE.total + 1),
    ],
)
def test_an_offer_whose_terms_changed_since_the_run_is_named(session, make, approved, field, value):
    offer, round_ = make.offer(), make.round()
    need = make.need(amount=WHOLE.total)
    frozen = files.snapshot(session, round_, gather(session, today()))
    match = approved(need, offer=offer, plan=make.plan(make.run(round_, snapshot=frozen)))
    assert blockers(session, match) == []
    setattr(offer, field, value)
    session.flush()
    assert blockers(session, match) == [Blocker("offer_changed", offer.title)]


@pytest.mark.parametrize(
    ("currency", "rate", "nothing", "least"),
    [
        ("EUR", 900_000, HorizonAmounts(1, 1, 0), HorizonAmounts(2, 0, 0)),
        ("KRW", 50_000_000, HorizonAmounts(1, 1, 1), HorizonAmounts(2, 1, 1)),
    ],
)
def test_a_match_worth_nothing_in_the_currency_of_the_offer_is_named(session, make, currency, rate, nothing, least):
    """A cent of the round's dollars may be less than a cent of euros, or than a won; no partnership gives nothing."""
    make.rate(currency, rate)
    offer = make.offer(currency=currency)
    match = make.match(offer=offer, amounts=nothing, status=MatchStatus.APPROVED,
                       plan=make.plan(make.run(rates={"USD": 1_000_000, currency: rate})))  # fmt: skip
    [code] = blockers(session, match)
    assert code == Blocker("too_small", f"{match.need.title} – {offer.organisation.name}")
    assert "Reject it, or pin an amount" in wording.sentence(code)
    match.amounts = least
    assert blockers(session, match) == []


def test_lists_saved_in_another_order_do_not_change_an_offer(session, make, approved):
    round_, need = make.round(), make.need(amount=WHOLE.total)
    offer = make.offer(themes=["water", "housing"], instruments=["loan", "grant"], regions=["Asia", "Africa"])
    frozen = {"offers.csv": files.offers_file(round_, gather(session, today()))}
    match = approved(need, offer=offer, plan=make.plan(make.run(round_, snapshot=frozen)))
    offer.themes, offer.instruments, offer.regions = ["housing", "water"], ["grant", "loan"], ["Africa", "Asia"]
    session.flush()
    assert blockers(session, match) == []
    offer.regions = ["Africa"]
    session.flush()
    assert blockers(session, match) == [Blocker("offer_changed", offer.title)]


def test_every_offer_that_is_gone_is_named_at_once(session, make):
    plan = make.plan()
    withdrawn, expired, unverified, fine = (make.match(plan=plan, status=MatchStatus.APPROVED) for _each in range(4))
    withdrawn.offer.status = SubmissionStatus.WITHDRAWN
    expired.offer.open_until = today() - timedelta(days=1)
    unverified.offer.verified_on = today() - timedelta(days=400)
    session.flush()
    assert publication_blockers(session, plan, approved_lines(session, plan), today()) == sorted(
        Blocker("offer_left", one.offer.title) for one in (withdrawn, expired, unverified)
    )
    assert fine.offer.in_pool(today())


def test_what_waits_to_be_published_again_is_not_told_as_gone(session, make, approved):
    match = approved()
    match.offer.status = match.need.status = SubmissionStatus.SUBMITTED
    session.flush()
    offer, need = Blocker("offer_waits", match.offer.title), Blocker("need_waits", match.need.title)
    assert blockers(session, match) == sorted([offer, need])
    assert all("waits for review. Publish it again" in wording.sentence(code) for code in (offer, need))


def test_nobody_publishes_a_plan_that_binds_an_organisation_of_their_interest(session, make, by, approved):
    match = approved()
    interest = interests.declare(session, match.offer.organisation, "I worked there.", by)
    with pytest.raises(ConflictOfInterest, match=match.offer.organisation.name):
        publication.publish(session, match.plan, today(), by)
    interests.end(session, interest, "No longer.", by)
    assert len(publication.publish(session, match.plan, today(), by)) == 1


def test_an_interest_in_a_party_of_a_rejected_match_hinders_no_publication(session, make, by, approved):
    match = approved()
    rejected = make.match(plan=match.plan, status=MatchStatus.REJECTED)
    interests.declare(session, rejected.offer.organisation, "I worked there.", by)
    assert len(publication.publish(session, match.plan, today(), by)) == 1


def test_a_publication_cancels_the_other_runs_of_its_round(session, make, by, approved):
    match = approved()
    waiting, going = (make.run(match.plan.run.round, status=one) for one in (RunStatus.QUEUED, RunStatus.RUNNING))
    elsewhere = make.run(status=RunStatus.RUNNING)
    publication.publish(session, match.plan, today(), by)
    assert [one.status for one in (waiting, going, elsewhere)] == [
        RunStatus.CANCELLED, RunStatus.CANCELLED, RunStatus.RUNNING,
    ]  # fmt: skip
    assert match.plan.run.status == RunStatus.SUCCEEDED


def test_an_offer_gives_no_need_more_than_its_share_over_all_rounds(session, make, by):
    need, offer = make.need(amount=WHOLE.total), make.offer(max_share_percent=50)
    first, second = (
        make.match(need, offer, amounts=HorizonAmounts(amount, 0, 0), status=MatchStatus.APPROVED)
        for amount in (300_00, 200_01)
    )
    assert blockers(session, second) == []
    publication.publish(session, first.plan, today(), by)
    assert blockers(session, second) == [Blocker("need_share", offer.title)]
    second.amounts = HorizonAmounts(200_00, 0, 0)
    session.flush()
    assert blockers(session, second) == []


def test_an_offer_gives_no_country_more_than_its_share_over_all_rounds(session, make, by):
    offer = make.offer(max_country_share_percent=50)
    first, second = (
        make.match(offer=offer, amounts=HorizonAmounts(amount, 0, 0), status=MatchStatus.APPROVED)
        for amount in (300_00, 200_01)
    )
    assert blockers(session, second) == []
    publication.publish(session, first.plan, today(), by)
    assert blockers(session, second) == [Blocker("country_share", offer.title)]
    second.amounts = HorizonAmounts(200_00, 0, 0)
    session.flush()
    assert blockers(session, second) == []


def test_what_goes_to_another_country_is_not_counted(session, make, by):
    offer = make.offer(max_country_share_percent=50)
    ghana = make.organisation(city=make.city(country=make.country("GHA")))
    first, second = (
        make.match(need, offer, amounts=HorizonAmounts(500_00, 0, 0), status=MatchStatus.APPROVED)
        for need in (make.need(), make.need(make.programme(ghana)))
    )
    publication.publish(session, first.plan, today(), by)
    assert blockers(session, second) == []


def published(session, make, by, matches):
    """The partnerships of so many matches of one offer and one city, and how many statements their publication took."""
    plan = make.plan(make.run(rates={"USD": 1_000_000, "EUR": 900_000}))
    offer, programme = make.offer(currency="EUR"), make.programme()
    for number in range(matches):
        amounts = HorizonAmounts(10_00 + number, 0, 0)
        make.match(make.need(programme), offer, plan, amounts=amounts, status=MatchStatus.APPROVED)
    make.commit()
    statements = []
    note = lambda _c, _cursor, statement, *_rest: statements.append(statement)  # noqa: E731
    event.listen(session.get_bind(), "before_cursor_execute", note)
    made = publication.publish(session, plan, today(), by)
    event.remove(session.get_bind(), "before_cursor_execute", note)
    session.commit()
    return made, len(statements)


def test_what_is_reserved_is_what_the_partnerships_hold(session, make, by):
    make.rate("EUR", 900_000)
    made, _statements = published(session, make, by, 5)
    [offer] = {one.offer for one in made}
    assert offer.reserved == sum((one.amounts for one in made), HorizonAmounts())
    assert sorted(one.amounts.total for one in made) == [9_00, 9_00, 9_01, 9_02, 9_03]
    assert sorted(one.covers for one in made) == [10_00, 10_01, 10_02, 10_03, 10_04]


def test_publishing_more_matches_takes_no_more_statements(session, make, by):
    make.rate("EUR", 900_000)
    _made, few = published(session, make, by, 5)
    made, many = published(session, make, by, 40)
    assert len(made) == 40
    assert many == few
