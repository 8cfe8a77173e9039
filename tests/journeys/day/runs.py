"""A round is opened; of two runs, one is stopped and the other brings a plan."""

import re

from playwright.sync_api import Page, expect

from journeys.review_steps import AT_MOST, Row, amount, open_round, rows_of, set_policy, start_run, tile, wait_for_plan
from journeys.steps import told

ROUND, SLOW, QUICK = "Round of the day", "As fair as can be", "Quick"
THOROUGH = {"fairness_percent": "100", "fairness_group": "Income group", "gap_permille": "0"}
LIGHT = {
    "fairness_percent": "50", "fairness_group": "World region", "gap_permille": "30", "time_limit_seconds": "8",
}  # fmt: skip
"""The second is content with a loose proof, and so has its plan in seconds, and answers about it soon after."""


def open_a_round(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Run the matching and review its plans").click()
    page.get_by_role("link", name="Open a round").click()
    page.get_by_label("What should the round be called?").fill(ROUND)
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("heading", level=1, name=ROUND)).to_be_visible()


def queue_two_runs(page: Page) -> None:
    set_policy(page, **THOROUGH)
    start_run(page, SLOW)
    open_round(page, ROUND)
    set_policy(page, **LIGHT)
    start_run(page, QUICK)
    open_round(page, ROUND)
    runs = {row[""]: row for row in rows_of(page, "Runs so far")}
    assert set(runs) == {SLOW, QUICK}
    assert runs[QUICK]["Status"] == "Waiting", "one run at a time"


def watch_and_stop_the_first(page: Page) -> None:
    page.get_by_role("region", name="Runs so far").get_by_role("link", name=SLOW).click()
    progress = page.locator("#progress")
    expect(progress).to_contain_text("Impact of the best plan so far", timeout=AT_MOST)
    before = best_so_far(page)
    page.reload()
    assert best_so_far(page) >= before, "what the run has found survives a reload"
    expect(progress).to_contain_text("of at most 60 for the search")
    page.get_by_role("button", name="Cancel the run").click()
    told(page, "cancelled")
    expect(page.locator(".lead")).to_have_text(re.compile("This run was cancelled and kept nothing"))


def best_so_far(page: Page) -> float:
    return float(amount(tile(page, "Impact of the best plan so far").inner_text().splitlines()[-1]))


def read_both_runs_side_by_side(page: Page) -> None:
    """The second had to wait for the first, which would have searched for a minute."""
    open_round(page, ROUND)
    page.get_by_role("region", name="Runs so far").get_by_role("link", name=QUICK).click()
    expect(page.locator("main")).not_to_contain_text("It waits for its turn", timeout=20_000)
    wait_for_plan(page)
    page.get_by_role("link", name="Coverage", exact=True).click()
    taken_up = tile(page, "needs taken up").inner_text().splitlines()[-1]
    open_round(page, ROUND)
    runs: dict[str, Row] = {row[""]: row for row in rows_of(page, "Runs so far")}
    assert runs[SLOW]["Status"] == "Cancelled"
    assert runs[SLOW]["Impact"] == ""
    assert "100%, now 50%" in runs[SLOW]["What went in"]
    assert runs[QUICK]["Status"] == "Done"
    assert runs[QUICK]["What went in"].startswith("Today’s policy")
    assert runs[QUICK]["Needs taken up"].startswith(taken_up)
