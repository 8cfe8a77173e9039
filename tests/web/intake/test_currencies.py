"""In which currency people ask and give: their own first, any as a draft, and only one with a rate goes further."""

import pytest

from models import Need, Offer, Role
from models.lifecycle import SubmissionStatus
from models.organisations import OrganisationKind


@pytest.fixture
def nairobi(world, browse):
    """A city officer of Kenya, where there is no rate of the shilling yet, and their programme."""
    country = world.country("KEN", currency="KES")
    world.country("BGD", currency="BDT")
    city = world.organisation(city=world.city(country=country))
    programme = world.programme(city)
    officer = world.user(Role.CITY_OFFICER, city)
    world.rate("USD")
    world.commit()
    return browse(officer), programme


def begun(browser, programme):
    """The address of a new need."""
    return browser.fill_in(f"/needs/new/{programme.id}", title="Drains").location.removesuffix("/tasks")


def offered(page, name="currency"):
    [field] = [one for one in page.tree.iter("select") if one.get("name") == name]
    return [(one.get("value"), one.text) for one in field.iter("option")]


def test_a_new_need_opens_on_the_citys_own_currency_which_stands_first(nairobi):
    browser, programme = nairobi
    page = browser.get(f"{begun(browser, programme)}/edit/help")
    assert page.form()["currency"] == ["KES"]
    assert offered(page) == [
        ("", None), ("KES", "KES – Kenyan Shilling (no exchange rate yet)"),
        ("BDT", "BDT – Bangladeshi Taka (no exchange rate yet)"), ("USD", "USD – US Dollar"),
    ]  # fmt: skip


@pytest.mark.parametrize("own", ["EUR", None])
def test_a_new_offer_opens_on_the_currency_of_the_partners_country_or_dollars(world, browse, own):
    country = world.country("FRA", currency="EUR") if own else None
    partner = world.organisation(OrganisationKind.PARTNER, country=country)
    officer = world.user(Role.PARTNER_OFFICER, partner)
    world.rate("USD")
    world.commit()
    browser = browse(officer)
    offer = browser.fill_in("/offers/new", title="Grants").location.removesuffix("/tasks")
    assert browser.get(f"{offer}/edit/help").form()["currency"] == [own or "USD"]


def test_without_a_rate_the_draft_is_kept_and_submitting_says_what_to_do(world, nairobi, kept):
    browser, programme = nairobi
    need = world.need(programme, status=SubmissionStatus.DRAFT, currency="USD")
    world.commit()
    page = browser.fill_in(f"/needs/{need.id}/edit", currency="KES")
    assert page.location == f"/needs/{need.id}/submit"
    assert (
        "There is no exchange rate" in browser.get(f"/needs/{need.id}/edit").main()
    )  # where offers that fit are counted
    page = browser.get(page.location)
    edit = f"/needs/{need.id}/edit/help#currency"
    assert edit in page.links()
    page = browser.send(f"/needs/{need.id}/submit", {"csrf_token": browser.get("/account").hidden("csrf_token")})
    assert (page.status, page.error_links()) == (422, [edit])
    assert page.errors() == [
        "There is no exchange rate for this currency yet. Your draft is kept: ask the secretariat to load a rate, or "
        "choose another currency."
    ]
    assert kept(lambda session: session.get(Need, need.id).status) == SubmissionStatus.DRAFT
    world.rate("KES", 129_350_000)
    world.commit()
    assert browser.fill_in(f"/needs/{need.id}/submit").status == 302
    assert "There is no exchange rate" not in browser.get(f"/needs/{need.id}").main()
    assert kept(lambda session: session.get(Need, need.id).status) == SubmissionStatus.SUBMITTED


def test_what_is_published_does_not_change_to_a_currency_without_a_rate(world, browse, kept):
    offer = world.offer()
    world.country("KEN", currency="KES")
    officer = world.user(Role.PARTNER_OFFICER, offer.organisation)
    world.commit()
    page = browse(officer).fill_in(f"/offers/{offer.id}/edit", currency="KES")
    assert (page.status, page.error_links()) == (422, ["#currency"])
    assert page.form()["currency"] == ["KES"]
    assert kept(lambda session: session.get(Offer, offer.id).currency) == "USD"


def test_no_currency_is_guessed_where_a_form_was_sent_without_one(nairobi):
    browser, programme = nairobi
    page = browser.fill_in(f"{begun(browser, programme)}/edit/help", currency="")
    assert (page.status, page.error_links()) == (422, ["#currency"])


def test_a_currency_that_there_is_not_is_refused(nairobi):
    browser, programme = nairobi
    page = browser.fill_in(f"{begun(browser, programme)}/edit/help", currency="XXX")
    assert (page.status, page.error_links()) == (422, ["#currency"])
