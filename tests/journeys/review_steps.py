"""What the secretariat does in the review room, in its words, and how its pages are read."""

import re
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from journeys.steps import told

Row = dict[str, str]
"""A line of a table: what stands under each heading; the name of the line itself under "". """

AT_MOST = 120_000
"""Milliseconds for what the engine does, on a machine with other work."""

READ_ROWS = """rows => rows.map(row => Object.fromEntries([...row.cells].map(cell =>
    [cell.dataset.label || "", cell.innerText.trim().replace(/\\u00a0/g, " ")])))"""
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def rows_of(page: Page, name: str) -> list[Row]:
    """The lines of the table that has this name, on the page that is shown."""
    region = page.get_by_role("region", name=name, exact=True)
    region.wait_for()
    return region.locator("tbody tr").evaluate_all(READ_ROWS)


def title(row: Row) -> str:
    """What the line speaks of, without the hint below it."""
    return row[""].splitlines()[0]


def amount(text: str) -> Decimal:
    """The number in “USD 1,250.50”, “12.5 expert-days” or “−USD 3”; nothing is 0."""
    found = NUMBER.search(text)
    size = Decimal(found.group().replace(",", "")) if found else Decimal(0)
    return -size if text.startswith("\u2212") else size


def tile(page: Page, label: str) -> Locator:
    """One of the large figures at the top of a page."""
    return page.locator("main .figures > *").filter(has_text=label).first


def open_round(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Rounds").click()
    page.get_by_role("link", name=name).click()


def open_plan(page: Page, round_name: str, run: str) -> None:
    open_round(page, round_name)
    page.get_by_role("region", name="Runs so far").get_by_role("link", name=run, exact=True).click()


def open_match(page: Page, need: str, partner: str) -> None:
    """From the page of the plan."""
    row = page.get_by_role("region", name="Matches").get_by_role("row").filter(has_text=need).filter(has_text=partner)
    row.get_by_role("link", name=need).click()


def set_policy(page: Page, **knobs: str) -> None:
    """From the page of a round; each knob by the name of its field."""
    page.get_by_role("link", name="Policy", exact=True).click()
    for name, value in knobs.items():
        field = page.locator(f"[name={name}]")
        field.select_option(label=value) if field.evaluate("field => field.tagName") == "SELECT" else field.fill(value)
    page.get_by_role("button", name="Set the policy").click()
    told(page, "The policy is set.")


def start_run(page: Page, label: str) -> None:
    """From the page of a round."""
    page.get_by_label("A name for this run").fill(label)
    page.get_by_role("button", name="Start a run").click()
    told(page, "The run has started.")


def wait_for_plan(page: Page) -> None:
    """From the page of a run to that of its plan."""
    page.get_by_role("link", name="Review the plan").click(timeout=AT_MOST)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plan of")


def solve_again(page: Page, label: str, how: str) -> None:
    """From the page of a plan to that of the new one."""
    page.get_by_role("link", name="Solve again around decisions").click()
    page.get_by_role("radio", name=re.compile(how)).check()
    page.get_by_label("A name for this run").fill(label)
    page.get_by_role("button", name="Solve again").click()
    wait_for_plan(page)


def write_decision(page: Page, verdict: str, reason: str) -> None:
    """On the page of a match or a pair; what is pinned is written before."""
    page.get_by_role("radio", name=re.compile(f"^{verdict}:")).check()
    page.get_by_label("Why?").fill(reason)
    page.get_by_role("button", name="Keep this decision").click()


def decide_on_all_shown(page: Page, button: str, reason: str) -> None:
    page.locator("summary", has_text="Decide on several at once").click()
    page.get_by_role("radio", name=re.compile("All that the filter shows")).check()
    page.get_by_label("Why?").fill(reason)
    page.get_by_role("button", name=button, exact=True).click()
    confirm(page, button)


def confirm(page: Page, button: str) -> None:
    """On the page that says what a decision on many would do; also for those that somebody spoke against."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"\?$"))
    if (others := page.get_by_role("checkbox", name=re.compile("^Take in"))).count():
        others.check()
    page.get_by_role("button", name=button, exact=True).click()


def find_out(page: Page) -> None:
    """Ask the study of the page, and wait for its answer."""
    page.get_by_role("button", name="Find out", exact=True).click()
    expect(page.get_by_text("Found on")).to_be_visible(timeout=AT_MOST)


def show(page: Page, **filters: str) -> None:
    """Choose in the filters of a list, by the names of their fields, what to show."""
    for name, value in filters.items():
        page.locator(f"form.filters [name={name}]").select_option(label=value)
    page.get_by_role("search").get_by_role("button", name="Show", exact=True).click()


def in_the_way(page: Page) -> list[str]:
    """From the page of a plan: what stands in the way of its publication."""
    page.get_by_role("link", name="Publish this plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Publish the plan of")
    return page.locator("h2:has-text('What has to be done first') + ul > li").all_inner_texts()
