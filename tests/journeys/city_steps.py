"""How a city's draft comes into the pool: it says what help is of use, submits, and a reviewer publishes."""

import re

from playwright.sync_api import Page, expect

from journeys.steps import status_is, told

NEED = "Lit footpaths and a safe riverside edge"
SMALLEST_SHARE, MOST_PARTNERS = "65", "1"
"""Of the offers that fit, only the one of PARTNER gives so much of a need alone: which other partners a plan picks for
which needs does not matter to the journeys."""
PARTNER = "Example Public Space Trust"


def say_what_help_is_of_use(page: Page) -> None:
    """From the city officer's first page."""
    page.get_by_role("link", name="Finish and submit your draft needs").click()
    page.get_by_role("link", name=NEED).click()
    expect(page.get_by_role("heading", name="Offers that fit")).to_be_visible()
    page.get_by_role("link", name="Check and submit").click()
    page.get_by_role("link", name="Change it").click()
    page.get_by_role("link", name="What help, and how much").click()
    page.get_by_label(re.compile("smallest useful share")).fill(SMALLEST_SHARE)
    page.get_by_label(re.compile("how many partners")).fill(MOST_PARTNERS)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Check before you submit")).to_be_visible()


def submit_the_need(page: Page) -> None:
    page.get_by_role("button", name="Submit this need").click()
    told(page, "Submitted.")
    status_is(page, "Submitted")
    expect(page.get_by_role("heading", name=re.compile("^Receipt"))).to_be_visible()


def publish_the_need(page: Page) -> None:
    """From the reviewer's first page."""
    page.get_by_role("link", name="Review submitted needs").click()
    page.get_by_role("link", name=NEED).click()
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish").click()
    told(page, "Published.")


def accept(page: Page, need: str) -> None:
    """A partnership, from the first page of either side."""
    page.get_by_role("link", name=re.compile("Answer the partnerships")).click()
    page.get_by_role("link", name=need).first.click()
    page.get_by_role("link", name="Accept this partnership").click()
    page.get_by_role("button", name="Accept this partnership").click()
