"""A city's need becomes a partnership: the journey that everything else stands on, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.example import SECOND_REVIEWER, SIGN_INS
from journeys.steps import sign_in, sign_out, status_is, told
from models import Role

NEED = "Lit footpaths and a safe riverside edge"
SMALLEST_SHARE, MOST_PARTNERS = "65", "1"
"""Of the offers that fit, only the one of the partner who signs in gives so much of a need alone: which other partners
a plan picks for which needs does not matter to the journey."""
PARTNER = "Example Public Space Trust"
pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize(
    ("site_url", "scripts"),
    [("sqlite", True), ("sqlite", False), ("postgresql", True)],
    ids=["sqlite-with-scripts", "sqlite-without-scripts", "postgresql-with-scripts"],
    indirect=["site_url"],
)
def test_a_need_becomes_a_partnership(open_page, scripts):
    page = open_page(scripts=scripts)
    city_says_what_help_is_of_use(page)
    city_submits(page)
    reviewer_publishes_the_need(page)
    reviewer_runs_the_matching(page)
    reviewer_reads_why(page)
    reviewer_approves(page)
    second_reviewer_approves_and_publishes(page)
    city_accepts(page)
    partner_accepts(page)


def city_says_what_help_is_of_use(page: Page) -> None:
    sign_in(page, SIGN_INS[Role.CITY_OFFICER])
    page.get_by_role("link", name="Finish and submit your draft needs").click()
    page.get_by_role("link", name=NEED).click()
    expect(page.get_by_role("heading", name="Offers that fit")).to_be_visible()
    page.get_by_role("link", name="Check and submit").click()
    page.get_by_role("link", name="Change it").click()
    page.get_by_label(re.compile("smallest useful share")).fill(SMALLEST_SHARE)
    page.get_by_label(re.compile("how many partners")).fill(MOST_PARTNERS)
    page.get_by_role("button", name="Save and check").click()
    told(page, "Saved as a draft.")


def city_submits(page: Page) -> None:
    page.get_by_role("button", name="Submit this need").click()
    told(page, "Submitted.")
    status_is(page, "Submitted")
    sign_out(page)


def reviewer_publishes_the_need(page: Page) -> None:
    sign_in(page, SIGN_INS[Role.REVIEWER])
    page.get_by_role("link", name="Review submitted needs").click()
    page.get_by_role("link", name=NEED).click()
    page.get_by_role("button", name="Publish").click()
    told(page, "Published.")


def reviewer_runs_the_matching(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Rounds").click()
    page.get_by_role("link", name="Second example round").click()
    page.get_by_role("button", name="Start a run").click()
    told(page, "The run has started.")
    # Without scripts the page asks anew by itself; either way the plan is there in the end.
    expect(page.get_by_role("link", name="Review the plan")).to_be_visible(timeout=120_000)


def reviewer_reads_why(page: Page) -> None:
    page.get_by_role("link", name="Review the plan").click()
    row = page.get_by_role("row").filter(has_text=NEED)
    expect(row.locator("td[data-label=Partner]")).to_have_text(PARTNER)
    row.get_by_role("link", name=NEED).first.click()
    expect(page.get_by_role("heading", name="Why these two")).to_be_visible()
    page.go_back()


def reviewer_approves(page: Page) -> None:
    page.get_by_role("radio", name=re.compile("All")).check()
    page.get_by_label(re.compile("Why")).fill("A good fit for both sides.")
    page.get_by_role("button", name="Approve", exact=True).click()
    told(page, "approved")
    sign_out(page)


def second_reviewer_approves_and_publishes(page: Page) -> None:
    """Large matches wait for a colleague."""
    sign_in(page, SECOND_REVIEWER)
    page.get_by_role("navigation").get_by_role("link", name="Rounds").click()
    page.get_by_role("link", name="Second example round").click()
    page.get_by_role("link", name="Review the newest plan").click()
    page.get_by_role("link", name=re.compile("for a second approval")).click()
    page.get_by_role("radio", name=re.compile("All")).check()
    page.get_by_label(re.compile("Why")).fill("The amounts are in proportion.")
    page.get_by_role("button", name="Approve as the second person").click()
    told(page, "second person")
    page.get_by_role("link", name="Publish this plan").click()
    page.get_by_role("button", name="Publish the plan").click()
    told(page, "published")
    sign_out(page)


def city_accepts(page: Page) -> None:
    sign_in(page, SIGN_INS[Role.CITY_OFFICER])
    accept(page)
    told(page, "Accepted. The other side is asked next.")
    sign_out(page)


def partner_accepts(page: Page) -> None:
    sign_in(page, SIGN_INS[Role.PARTNER_OFFICER])
    accept(page)
    told(page, "Accepted by both sides.")
    status_is(page, "Accepted by both")
    sign_out(page)


def accept(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Answer the partnerships")).click()
    page.get_by_role("link", name=NEED).first.click()
    page.get_by_role("button", name="Accept this partnership").click()
