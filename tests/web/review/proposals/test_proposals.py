"""Partners see what is proposed for their offers alone, and staff see what they say of it."""

import pytest

from app.today import today
from models import Match, Reply, Role, Window
from models.amounts import HorizonAmounts
from models.organisations import OrganisationKind


@pytest.fixture
def partner(world):
    return world.organisation(OrganisationKind.PARTNER, name="Example <Bank>")


@pytest.fixture
def officer(world, partner):
    return world.user(Role.PARTNER_OFFICER, partner)


@pytest.fixture
def reviewer(world):
    return world.user(Role.REVIEWER)


@pytest.fixture
def match(world, partner):
    made = world.match(world.need(title="Wells <b>"), world.offer(partner, title="Water fund"))
    world.match(plan=made.plan)
    world.commit()
    return made


@pytest.fixture
def shown(world, match):
    world.window(match.plan)
    world.commit()
    return match


def first_message(browser):
    own = ("/messages/", "/messages/by-mail", "/messages/?unread=1")
    return next(one for one in browser.get("/messages/").links() if one.startswith("/messages/") and one not in own)


def test_a_window_is_opened_read_replied_to_and_closed(world, browse, kept, events, officer, reviewer, match):
    world.commit()
    staff, browser = browse(reviewer), browse(officer)
    plan, proposal = f"/runs/{match.plan.run.id}/plan/window", f"/proposals/{match.id}"
    assert browser.get(proposal).status == 404
    assert "Nothing was proposed for your offers yet." in browser.get("/proposals/").words()
    opened = staff.press(plan, f"/runs/{match.plan.run.id}/window", days="5")
    assert opened.location == plan
    assert "1 match proposed for your offers" in browser.get(first_message(browser)).words()
    assert browser.get("/proposals/").rows() == ["Wells <b>"]
    assert browser.fill_in(proposal, kind="objection", text="They have <no> land.").location == proposal
    assert "They have <no> land." in browser.get(proposal).words()
    assert "They have <no> land." in staff.get(plan).words()
    assert "They have <no> land." in staff.get(f"/matches/{match.id}").words()
    refused = staff.press(plan, f"/runs/{match.plan.run.id}/window/close", because=" ")
    assert refused.errors() == ["Give the reason in a sentence or two."]
    staff.press(plan, f"/runs/{match.plan.run.id}/window/close", because="All have <answered>.")
    assert "All have <answered>." in staff.get(plan).words()
    assert "The window is closed." in browser.get(proposal).words()
    assert kept(lambda session: session.query(Window).one().closed_because) == "All have <answered>."
    assert [one for one in events() if one.partition(".")[0] in ("window", "match", "reply")] == [
        "window.open", "match.show", "match.show", "reply.objection", "window.close",
    ]  # fmt: skip


def test_a_raise_is_in_the_offers_unit_and_goes_into_the_form_of_the_reviewer(
    browse, kept, officer, reviewer, shown, world
):
    world.commit()
    browser, proposal = browse(officer), f"/proposals/{shown.id}"
    less = browser.fill_in(proposal, kind="raise", short="99")
    assert less.errors() == ["To raise it, enter amounts that are more in all than what is proposed."]
    assert browser.fill_in(proposal, kind="raise", short="1.234").status == 422
    assert browser.fill_in(proposal, kind="raise", short="150", medium="20.50").location == proposal
    reply = kept(lambda session: session.query(Reply).one())
    assert (reply.amounts, reply.currency) == (HorizonAmounts(150_00, 20_50, 0), "USD")
    page = browse(reviewer).get(f"/matches/{shown.id}?raised={reply.id}")
    form = page.form()
    assert (form["short"], form["medium"]) == (["150"], ["20.50"])


def test_half_a_reply_is_none(browse, kept, officer, shown):
    browser, proposal = browse(officer), f"/proposals/{shown.id}"
    assert browser.fill_in(proposal, kind=None, text="What?").errors() == ["Choose one of the three."]
    assert browser.fill_in(proposal, kind="objection", text=" ").errors() == ["Say it in a sentence or two."]
    assert kept(lambda session: session.query(Reply).count()) == 0


def test_nothing_is_said_once_the_window_is_closed(world, browse, kept, officer, shown):
    browser = browse(officer)
    fields = browser.get(f"/proposals/{shown.id}").form()
    shown.plan.window.closes_on = today().replace(year=2020)
    world.commit()
    late = browser.send(f"/proposals/{shown.id}", fields, kind="comment", text="Too late.")
    assert (late.status, late.errors()) == (409, ["The window is closed: nothing can be said any more."])
    assert kept(lambda session: session.query(Reply).count()) == 0


def test_others_see_nothing_of_it(world, browse, shown, reviewer):
    city = world.user(Role.CITY_OFFICER, shown.need.organisation)
    other = world.user(Role.PARTNER_OFFICER)
    world.commit()
    for user in (other, None):
        page = browse(user).get(f"/proposals/{shown.id}")
        assert page.status == 404 or "/sign-in" in page.location
    assert browse(city).get(f"/proposals/{shown.id}").status == 404
    assert browse(reviewer).get(f"/proposals/{shown.id}").status == 403, "staff read it on the page of the match"


def test_a_partner_sees_its_own_match_but_not_the_page_of_staff(world, browse, officer, shown):
    [other] = [one for one in shown.plan.matches if one.id != shown.id]
    world.commit()
    assert browse(officer).get(f"/matches/{shown.id}").status == 403
    assert browse(officer).get(f"/matches/{other.id}").status == 404
    page = browse(officer).get(f"/proposals/{shown.id}").main()
    assert other.offer.organisation.name not in page
    assert "score" not in page.lower()


def test_a_window_needs_a_number_of_days(browse, kept, reviewer, match, world):
    world.commit()
    plan = f"/runs/{match.plan.run.id}/plan/window"
    for days in ("", "0", "61", "soon"):
        page = browse(reviewer).press(plan, f"/runs/{match.plan.run.id}/window", days=days)
        assert page.status == 422
        assert page.errors()
    assert kept(lambda session: session.query(Match).filter(Match.shown_at.is_not(None)).count()) == 0
