"""A city's need becomes a partnership: the journey that everything else stands on, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.example import SECOND_REVIEWER, SIGN_INS
from journeys.city_steps import NEED, PARTNER, accept, publish_the_need, say_what_help_is_of_use, submit_the_need
from journeys.review_steps import confirm
from journeys.steps import sign_in, sign_out, status_is, told
from models import Role

pytestmark = pytest.mark.timeout(300)


@pytest.mark.parametrize(
    ("site_url", "scripts"),
    [("sqlite", False), ("postgresql", True)],
    ids=["sqlite-without-scripts", "postgresql-with-scripts"],
    indirect=["site_url"],
)
def test_a_need_becomes_a_partnership(open_page, scripts):
    page = open_page(scripts=scripts)
    city_submits(page, scripts)
    reviewer_publishes_the_need(page)
    reviewer_runs_the_matching(page)
    reviewer_reads_why(page)
    reviewer_approves(page)
    second_reviewer_approves_and_publishes(page)
    city_accepts(page)
    partner_accepts(page)


def city_submits(page: Page, scripts: bool) -> None:
    sign_in(page, SIGN_INS[Role.CITY_OFFICER])
    say_what_help_is_of_use(page)
    submit_the_need(page)
    if scripts:  # without them it is the first thing of the page
        expect(page.locator("#messages > .notice")).to_be_focused()
    sign_out(page)


def reviewer_publishes_the_need(page: Page) -> None:
    sign_in(page, SIGN_INS[Role.REVIEWER])
    publish_the_need(page)


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
    page.locator("summary", has_text="Decide on several at once").click()
    page.get_by_role("radio", name=re.compile("All")).check()
    page.get_by_label(re.compile("Why")).fill("A good fit for both sides.")
    page.get_by_role("button", name="Approve", exact=True).click()
    confirm(page, "Approve")
    told(page, "approved")
    sign_out(page)


def second_reviewer_approves_and_publishes(page: Page) -> None:
    """Large matches wait for a colleague."""
    sign_in(page, SECOND_REVIEWER)
    page.get_by_role("navigation").get_by_role("link", name="Rounds").click()
    page.get_by_role("link", name="Second example round").click()
    page.get_by_role("link", name="Review the newest plan").click()
    page.get_by_role("link", name=re.compile("for a second approval")).click()
    page.locator("summary", has_text="Decide on several at once").click()
    page.get_by_role("radio", name=re.compile("All")).check()
    page.get_by_label(re.compile("Why")).fill("The amounts are in proportion.")
    page.get_by_role("button", name="Approve as the second person").click()
    confirm(page, "Approve as the second person")
    told(page, "second person")
    page.get_by_role("link", name="Publish this plan").click()
    page.get_by_role("button", name="Publish the plan").click()
    told(page, "published")
    sign_out(page)


def city_accepts(page: Page) -> None:
    sign_in(page, SIGN_INS[Role.CITY_OFFICER])
    accept(page, NEED)
    told(page, "Accepted. The other side is asked next.")
    sign_out(page)


def partner_accepts(page: Page) -> None:
    sign_in(page, SIGN_INS[Role.PARTNER_OFFICER])
    accept(page, NEED)
    told(page, "Accepted by both sides.")
    status_is(page, "Accepted by both")
    sign_out(page)
