"""Everybody reads amounts first in the currency they think in, and the city its needs in theirs."""

from datetime import date

import pytest
from sqlalchemy import event

from app.texts import currencies
from models import Role, User
from models.amounts import HorizonAmounts
from models.lifecycle import PartnershipStatus
from models.organisations import OrganisationKind


@pytest.fixture
def people(world, browse):
    """A city of Kenya that asks in shillings, a partner of the euro area, and others, each at their browser."""
    for currency, units in (("USD", 1_000_000), ("EUR", 860_000), ("KES", 129_350_000), ("BDT", 123_000_000)):
        world.rate(currency, units)
    kenya, france = world.country("KEN", currency="KES"), world.country("FRA", currency="EUR")
    bangladesh = world.country("BGD", currency="BDT")
    world.city_government = world.organisation(city=world.city(country=kenya))
    other = world.organisation(city=world.city(country=bangladesh))
    world.partner = world.organisation(OrganisationKind.PARTNER, country=france)
    users = {
        "city": world.user(Role.CITY_OFFICER, world.city_government),
        "other city": world.user(Role.CITY_OFFICER, other),
        "partner": world.user(Role.PARTNER_OFFICER, world.partner), "reviewer": world.user(Role.REVIEWER),
    }  # fmt: skip
    world.users = users
    return {name: browse(user) for name, user in users.items()} | {"visitor": browse()}


@pytest.fixture
def need(world, people):
    one = world.need(world.programme(world.city_government), currency="KES", amount=5_000_000_00)
    world.commit()
    return one


def cell(page, head):
    """Of the one row of a table."""
    [found] = ["".join(one.itertext()).strip() for one in page.tree.iter("td") if one.get("data-label") == head]
    return found.replace("\u00a0", " ")


EXACT = "KES 5,000,000"
LISTED = {
    "city": EXACT,
    "other city": f"about BDT 4.75 million ({EXACT})",
    "partner": f"about EUR 33,200 ({EXACT})",
    "reviewer": EXACT,
    "visitor": EXACT,
}


@pytest.mark.parametrize("who", LISTED)
def test_a_list_shows_amounts_first_in_the_readers_own_currency(people, need, who):
    assert cell(people[who].get("/needs/"), "Asked of partners") == LISTED[who]


@pytest.mark.parametrize(("who", "beside"), [("city", ""), ("partner", " (about EUR 33,200)"), ("visitor", "")])
def test_the_page_of_a_need_and_of_its_programme_keep_the_needs_own_first(people, need, who, beside):
    page = people[who].get(f"/needs/{need.id}").main().replace("\u00a0", " ")
    assert f"Whole cost {EXACT}{beside} " in page
    if who != "visitor":
        shown = cell(people[who].get(f"/programmes/{need.programme_id}"), "Asked of partners")
        assert shown == f"{EXACT}{beside}"


@pytest.fixture
def partnership(world, people, need):
    """Agreed: EUR 20,000.50 from an offer whose amounts anybody may see."""
    offer = world.offer(world.partner, currency="EUR", capacity=HorizonAmounts(90_000_00, 0, 0), amounts_disclosed=True)
    match = world.match(need, offer, amounts=HorizonAmounts(20_000_50, 0, 0))
    one = world.partnership(match, covers=3_008_000_00, status=PartnershipStatus.AGREED)
    world.commit()
    return one


def test_the_city_reads_its_partnerships_in_the_needs_currency_and_the_page_has_the_exact_figure(people, partnership):
    amounts = {who: cell(people[who].get("/partnerships/"), "Amount") for who in people}
    exact = "EUR 20,000.50"
    assert amounts == {
        "city": f"about KES 3.01 million ({exact})", "partner": exact, "reviewer": exact, "visitor": exact,
        "other city": f"about BDT 2.86 million ({exact})",
    }  # fmt: skip
    for who in ("city", "partner", "other city"):
        page = people[who].get(f"/partnerships/{partnership.id}").main().replace("\u00a0", " ")
        assert f"Amount {exact} " in page
        assert "For the city this covers KES 3,008,000 of what it asks" in page
        assert "about" not in page


def test_an_offer_is_read_in_ones_own_currency_by_those_who_do_not_answer_for_it(people, partnership):
    page = f"/offers/{partnership.offer_id}"
    assert "about KES 13.5 million (EUR 90,000)" in people["city"].get(page).main().replace("\u00a0", " ")
    assert "about EUR" not in people["partner"].get(page).main()


def test_whoever_chooses_a_currency_reads_in_that_and_may_leave_it_again(people, need, kept, events):
    browser = people["reviewer"]
    page = browser.get("/account")
    assert page.form()["currency"] == [""]
    assert "Each amount as it was given" in page.main()
    assert "That of my country: KES – Kenyan Shilling" in people["city"].get("/account").main()
    assert browser.fill_in("/account", currency="BDT").status == 302
    assert cell(browser.get("/needs/"), "Asked of partners") == LISTED["other city"]
    assert browser.fill_in("/account", currency="").status == 302
    assert cell(browser.get("/needs/"), "Asked of partners") == EXACT
    assert events() == ["user.choose_currency"] * 2


def test_a_currency_that_there_is_not_is_refused_on_the_account_page(people, world, kept):
    world.commit()
    page = people["reviewer"].fill_in("/account", currency="XXX")
    assert (page.status, page.error_links()) == (422, ["#currency"])
    assert kept(lambda session: session.get(User, world.users["reviewer"].id).currency) is None


def test_a_page_reads_the_rates_once_a_minute_however_long_it_is(world, people, need, site):
    def readings(who):
        statements = []

        def note(_connection, _cursor, statement, *_):
            statements.append(statement)

        engine = site.extensions["database"].engine
        event.listen(engine, "before_cursor_execute", note)
        assert people[who].get("/needs/").status == 200
        event.remove(engine, "before_cursor_execute", note)
        return len([one for one in statements if "exchange_rates" in one]), len(statements)

    for who in ("reviewer", "city", "visitor"):  # nothing is converted for them
        assert readings(who)[0] == 0
    readings("partner")
    site.extensions.pop("rates")
    rates, statements = readings("partner")
    assert rates == 1
    for _each in range(8):
        world.need(world.programme(world.city_government), currency="KES", amount=7_000_00)
    world.rate("KES", 200_000_000, day=date(2026, 2, 1))
    world.commit()
    assert readings("partner") == (0, statements - 1)
    read_at, old = site.extensions["rates"]
    site.extensions["rates"] = read_at - currencies.SECONDS_KEPT - 1, old
    assert readings("partner") == (1, statements)
    assert "EUR\u00a021,500" in people["partner"].get("/needs/").text
