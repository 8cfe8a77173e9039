"""Whatever a partner limits holds over all rounds: what partnerships hold of it counts."""

import csv
import io
from datetime import date

import pytest

from app.services.engine.files import snapshot
from app.services.engine.pool import gather
from app.services.record.actor import Actor
from app.services.review import decisions
from app.today import today
from models import Role
from models.amounts import HorizonAmounts
from models.errors import BeyondLimits, BrokenLimit, Figures
from models.lifecycle import MatchStatus, PartnershipStatus
from models.organisations import OrganisationKind
from models.rounds import DecisionKind

TODAY = date.today()  # noqa: DTZ011
WHOLE = HorizonAmounts(100_00, 0, 0)


@pytest.fixture
def need_in(make):
    def made(iso3, **values):
        country = make.country(iso3, iso2=iso3[1:])
        city = make.organisation(OrganisationKind.CITY_GOVERNMENT, city=make.city(country=country))
        return make.need(make.programme(city), **values)

    return made


@pytest.fixture
def begin(make):
    """A partnership that the offer gave an amount to, in whole units."""

    def begun(need, offer, amount, **values):
        match = make.match(need=need, offer=offer, amounts=HorizonAmounts(amount * 100, 0, 0))
        return make.partnership(match, **values)

    return begun


@pytest.fixture
def rows(session, make):
    """The rows of a file of the next run."""

    def read(name):
        session.flush()
        return list(csv.DictReader(io.StringIO(snapshot(session, make.round(), gather(session, TODAY))[name])))

    return read


def share_in(rows):
    [offer] = rows("offers.csv")
    return offer["max_country_share"]


def forbidden_in(rows):
    return {row["need_id"] for row in rows("decisions.csv") if row["decision"] == "forbid"}


def test_a_share_for_one_country_is_of_the_whole_offer_whatever_others_took_of_it(make, need_in, begin, rows):
    offer = make.offer(max_country_share_percent=40)
    need_in("KEN")
    assert share_in(rows) == "0.400000"
    begin(need_in("GHA", amount=200_00), offer, 200)
    assert share_in(rows) == "0.500000"  # 400 of the 800 that are left


def test_a_country_that_has_its_share_gets_no_more_and_shuts_out_no_other(make, need_in, begin, rows):
    offer = make.offer(max_country_share_percent=40)
    served = need_in("KEN", amount=400_00)
    begin(served, offer, 400)
    kenyan, ghanaian = need_in("KEN"), need_in("GHA")
    assert forbidden_in(rows) == {str(kenyan.id)}
    assert share_in(rows) == "0.666666"  # 400 of 600, rounded down
    assert str(ghanaian.id) not in forbidden_in(rows)


def test_a_country_may_have_what_its_share_leaves(make, need_in, begin, rows):
    begin(need_in("KEN", amount=100_00), make.offer(max_country_share_percent=40), 100)
    need_in("KEN")
    assert share_in(rows) == "0.333333"  # 300 of the 900 that are left
    assert forbidden_in(rows) == set()


def test_of_limits_that_no_one_number_can_say_the_one_that_gives_most_is_taken(make, need_in, begin, rows):
    offer = make.offer(max_country_share_percent=40)
    begin(need_in("KEN", amount=390_00), offer, 390)
    little, much = need_in("KEN"), need_in("GHA")
    assert forbidden_in(rows) == {
        str(little.id)
    }  # 10 are left for it; at 10 each both would get 20, the other alone 400
    assert share_in(rows) == "0.655737"
    much.amount = 5_00
    assert forbidden_in(rows) == set()
    assert share_in(rows) == "0.016393"  # 10 of 610


def test_what_has_ended_badly_counts_no_more(make, need_in, begin, rows):
    offer = make.offer(max_country_share_percent=40)
    ended = begin(need_in("KEN", amount=400_00), offer, 400, reason="It was not to be.")
    ended.status, offer.reserved = PartnershipStatus.DECLINED, HorizonAmounts()
    assert forbidden_in(rows) == set()
    assert share_in(rows) == "0.400000"


def test_where_every_country_has_its_share_nothing_is_left_to_give(make, need_in, begin, rows):
    begin(need_in("KEN", amount=400_00), make.offer(max_country_share_percent=40), 400)
    need_in("KEN")
    assert share_in(rows) == "0"


def test_a_need_that_has_the_partners_share_of_it_gets_no_more_from_that_partner(make, begin, rows):
    need, other = make.need(amount=1000_00), make.need(amount=1000_00)
    offer = make.offer(max_share_percent=50, capacity=HorizonAmounts(5_000_00, 0, 0))
    assert forbidden_in(rows) == set()
    begin(need, offer, 500)
    assert forbidden_in(rows) == {str(need.id)}
    assert other.id != need.id


def test_what_other_partners_gave_to_a_need_is_not_laid_at_this_ones_door(make, begin, rows):
    need = make.need(amount=1000_00)
    make.offer(max_share_percent=50)
    begin(need, make.offer(), 300)
    assert forbidden_in(rows) == set()


def test_a_pair_to_which_the_limits_leave_nothing_is_not_pinned(session, make, begin):
    by, offer = (
        Actor(make.user(Role.REVIEWER)),
        make.offer(max_share_percent=50, capacity=HorizonAmounts(5_000_00, 0, 0)),
    )
    need, other = make.need(amount=1000_00), make.need(amount=1000_00)
    begin(need, offer, 500)
    closed, open_ = make.match(need, offer), make.match(other, offer)
    for attempt in (
        lambda: decisions.decide(session, [closed], DecisionKind.PIN, "More.", today(), by),
        lambda: decisions.decide_pair(
            session, open_.plan.run.round, need, offer, DecisionKind.PIN, "More.", today(), by, WHOLE
        ),
    ):
        with pytest.raises(BeyondLimits) as refusal:
            attempt()
        assert refusal.value.broken == (
            BrokenLimit("closed_by_share", need.title, offer.title, (Figures(500_00, 500_00, "USD"),)),
        )
    assert closed.status == MatchStatus.PROPOSED
    assert decisions.decide(session, [open_], DecisionKind.PIN, "Exactly so.", today(), by) == 1
    assert decisions.decide(session, [closed], DecisionKind.FORBID, "It has its share.", today(), by) == 1
