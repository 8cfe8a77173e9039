"""The core of the review room without scripts, and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from app.example import SIGN_INS
from journeys.hands import Hands, Keyboard, Pointer
from journeys.review_steps import AT_MOST, rows_of, title
from journeys.steps import sign_in, told
from models import Role

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]
ROUND = "Second example round"
WHY, ENOUGH = "Their terms of work contradict each other.", "Nobody has anything to add."


@pytest.mark.parametrize(
    ("scripts", "hands"), [(False, Pointer), (True, Keyboard)], ids=["without-scripts", "keyboard-alone"]
)
def test_a_plan_is_made_changed_and_published(open_page, scripts, hands):
    page = open_page(scripts=scripts)
    sign_in(page, SIGN_INS[Role.REVIEWER])
    reviewer = hands(page)
    set_a_light_policy(reviewer)
    make_a_plan(reviewer)
    need = forbid_knowing_the_cost(reviewer)
    take_it_back(reviewer)
    approve_all(reviewer)
    open_and_close_the_window(reviewer)
    publish(reviewer, need)


def set_a_light_policy(hands: Hands) -> None:
    """A loose proof is enough, and no match is too large for one reviewer."""
    page = hands.page
    hands.use(page.get_by_role("navigation", name="Main").get_by_role("link", name="Rounds"))
    hands.use(page.get_by_role("link", name=ROUND))
    hands.use(page.get_by_role("link", name="Policy", exact=True))
    hands.write(page.locator("[name=gap_permille]"), "30")
    hands.write(page.locator("[name=second_approval_money]"), "")
    hands.write(page.locator("[name=second_approval_days]"), "")
    hands.use(page.get_by_role("button", name="Set the policy"))
    told(page, "The policy is set.")


def make_a_plan(hands: Hands) -> None:
    """Without scripts the page asks anew by itself how far the run is."""
    page = hands.page
    hands.write(page.get_by_label("A name for this run"), "By everyone")
    hands.use(page.get_by_role("button", name="Start a run"))
    told(page, "The run has started.")
    expect(page.get_by_role("link", name="Review the plan")).to_be_visible(timeout=AT_MOST)
    hands.use(page.get_by_role("link", name="Review the plan"))
    expect(page.locator("main")).to_contain_text("0 approved, 0 rejected")


def forbid_knowing_the_cost(hands: Hands) -> str:
    """The need of the first match, whose page it stays on."""
    page = hands.page
    need = title(rows_of(page, "Matches")[0])
    hands.use(page.get_by_role("region", name="Matches").get_by_role("link", name=need).first)
    hands.choose(page.get_by_role("radio", name=re.compile("^Forbid:")))
    hands.write(page.get_by_label("Why?"), WHY)
    hands.use(page.get_by_role("button", name="Keep this decision"))
    expect(page.get_by_role("heading", name="What it costs")).to_be_visible(timeout=AT_MOST)
    assert "dropped" in {line["Line"] for line in rows_of(page, "Lines that would change")}
    hands.use(page.get_by_role("button", name="Confirm"))
    told(page, "1 match forbidden.")
    assert rows_of(page, "Decisions")[0]["Reason"] == WHY
    return need


def take_it_back(hands: Hands) -> None:
    page = hands.page
    hands.use(page.get_by_role("button", name="Take back"))
    told(page, "The decision is taken back.")
    assert rows_of(page, "Decisions")[0]["Holds"].startswith("no longer")
    hands.use(page.get_by_role("link", name="Back to the plan"))


def approve_all(hands: Hands) -> None:
    page = hands.page
    matches = len(rows_of(page, "Matches"))
    hands.use(page.locator("summary", has_text="Decide on several at once"))
    hands.choose(page.get_by_role("radio", name=re.compile("All that the filter shows")))
    hands.write(page.get_by_label("Why?"), "A good fit for both sides.")
    hands.use(page.get_by_role("button", name="Approve", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve these matches?")
    hands.use(page.get_by_role("button", name="Approve", exact=True))
    told(page, f"{matches} matches approved.")
    expect(page.locator("main")).to_contain_text(f"{matches} approved, 0 rejected, 0 to decide")


def open_and_close_the_window(hands: Hands) -> None:
    """What is folded away opens with the keyboard, and without scripts."""
    page = hands.page
    hands.use(page.get_by_role("link", name="Coordination window"))
    hands.use(page.locator("summary", has_text="Open a window"))
    hands.write(page.get_by_label("For how many working days?"), "2")
    hands.use(page.get_by_role("button", name="Open the window"))
    told(page, "The window is open")
    hands.use(page.get_by_role("link", name="Publish this plan"))
    expect(page.get_by_text("The coordination window is open.")).to_be_visible()
    hands.use(page.get_by_role("link", name="Back to the plan"))
    hands.use(page.get_by_role("link", name="Coordination window"))
    hands.use(page.locator("summary", has_text="Close it early"))
    hands.write(page.get_by_label("Why close it before its last day?"), ENOUGH)
    hands.use(page.get_by_role("button", name="Close the window"))
    told(page, "The window is closed.")


def publish(hands: Hands, need: str) -> None:
    page = hands.page
    hands.use(page.get_by_role("link", name="Publish this plan"))
    hands.use(page.get_by_role("button", name="Publish the plan"))
    told(page, "The plan is published.")
    hands.use(page.get_by_role("link", name="Follow the partnerships"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Partnerships")
    page.goto(f"/partnerships/?q={need}")
    assert need in {title(row) for row in rows_of(page, "Partnerships")}
