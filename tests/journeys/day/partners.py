"""Before publication: partners see what is proposed for their offers, and two people see what is large."""

import re
from decimal import Decimal

from playwright.sync_api import Page, expect

from journeys.city_steps import NEED, PARTNER
from journeys.day.decisions import AROUND
from journeys.day.runs import ROUND
from journeys.review_steps import (
    Row,
    amount,
    decide_on_all_shown,
    in_the_way,
    open_plan,
    rows_of,
    show,
    title,
    write_decision,
)
from journeys.steps import told

STILL_OPEN = "The coordination window is open. Wait for its last day, or close it early with a reason."
MORE, NEARLY_DONE = 5_000, "Our board would rather finish the whole edge at once."
NOT_THERE = "Our engineers were told to leave that quarter until the spring."
SPRING = "We spoke: they begin in the spring, and keep the amount."
OBJECTION, HEARD = "Example Development Bank", "All partners concerned have answered."
TIE, TIE_ENDED = "My brother works there.", "He left in the autumn; I had forgotten."
IN_PROPORTION = "The amounts are in proportion."
THRESHOLD = 1_000_000


def open_the_window(page: Page) -> list[Row]:
    """What the plan proposes, the rejected aside."""
    open_plan(page, ROUND, AROUND)
    lines = rows_of(page, "Matches")
    page.get_by_role("link", name="Coordination window").click()
    page.locator("summary", has_text="Open a window").click()
    page.get_by_label("For how many working days?").fill("3")
    page.get_by_role("button", name="Open the window").click()
    told(page, "The window is open")
    assert STILL_OPEN in in_the_way(page)
    return [line for line in lines if line["Status"].splitlines()[0] != "Rejected"]


def see_own_proposals_alone(page: Page, lines: list[Row]) -> None:
    """As the partner officer, whose offer counts in the round's currency."""
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Proposals").click()
    seen = {(title(row), row["City"], re.split(r"\s*\(", row["Amount"])[0]) for row in rows_of(page, "Proposals")}
    assert seen == {(title(line), line["City"], line["Amount"]) for line in lines if line["Partner"] == PARTNER}
    assert NEED in {need for need, _city, _amount in seen}


def offer_more(page: Page) -> Decimal:
    """The new amount of the short horizon."""
    page.get_by_role("link", name=NEED).click()
    page.get_by_role("radio", name=re.compile("^Raise")).check()
    short = page.get_by_label(re.compile("^Short"))
    raised = amount(short.input_value()) + MORE
    short.fill(str(raised))
    page.get_by_label("In your words").fill(NEARLY_DONE)
    page.get_by_role("button", name="Send it").click()
    told(page, "Sent to the secretariat.")
    return raised


def object_with_a_reason(page: Page) -> str:
    """As the officer of another partner; the need whose match should not go ahead."""
    page.goto("/proposals/")
    need = title(rows_of(page, "Proposals")[0])
    page.get_by_role("link", name=need).click()
    page.get_by_role("radio", name=re.compile("^Object")).check()
    page.get_by_role("button", name="Send it").click()
    expect(page.locator(".error-summary")).to_contain_text("Say it in a sentence or two.")
    page.get_by_label("In your words").fill(NOT_THERE)
    page.get_by_role("button", name="Send it").click()
    told(page, "Sent to the secretariat.")
    return need


def hear_them_out(page: Page, raised: Decimal, objected: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Read your messages").click()
    expect(page.get_by_role("link", name=f"{PARTNER} could give more to a proposed match")).to_be_visible()
    page.get_by_role("link", name=f"{OBJECTION} objects to a proposed match").click()
    expect(page.locator("main")).to_contain_text(objected)
    open_plan(page, ROUND, AROUND)
    page.get_by_role("link", name="Coordination window").click()
    said = page.locator("main .tasks li")
    expect(said.filter(has_text=NOT_THERE)).to_contain_text(objected)
    said.filter(has_text=NEARLY_DONE).get_by_role("link", name="Put these amounts into the form").click()
    assert amount(page.get_by_label(re.compile("^Short")).input_value()) == raised
    page.get_by_role("link", name="Back to the plan").click()
    page.get_by_role("link", name="Coordination window").click()
    page.locator("summary", has_text="Close it early").click()
    page.get_by_label("Why close it before its last day?").fill(HEARD)
    page.get_by_role("button", name="Close the window").click()
    told(page, "The window is closed.")
    expect(page.locator("main")).to_contain_text(HEARD)


def weigh_the_objection(page: Page, run: str, need: str) -> None:
    """What was approved before the partner objected is decided again, from where publication says that it must be."""
    open_plan(page, ROUND, run)
    named = f"The partner objected to the match “{need} – {OBJECTION}” after it was approved."
    [_one] = [words for words in in_the_way(page) if words.startswith(named)]
    page.get_by_role("listitem").filter(has_text=named).get_by_role("link", name="Read it and decide again").click()
    main = page.locator("main")
    expect(main).to_contain_text("Its partner objected after it was approved")
    expect(main).to_contain_text(NOT_THERE)
    write_decision(page, "Approve", SPRING)
    told(page, "1 match approved.")
    expect(main).not_to_contain_text("Its partner objected after it was approved")
    open_plan(page, ROUND, run)
    assert not [words for words in in_the_way(page) if words.startswith(named)]


def decide_the_rest(page: Page, run: str) -> None:
    """Approve what is not decided yet, if anything."""
    open_plan(page, ROUND, run)
    if (waiting := page.get_by_role("link", name=re.compile(r"^Decide on \d+ match"))).count():
        waiting.click()
        decide_on_all_shown(page, "Approve", IN_PROPORTION)
        told(page, "approved.")
    expect(page.locator("main")).to_contain_text(" 0 to decide")


def large_ones_wait_for_a_colleague(page: Page, run: str) -> None:
    """Each match above the policy's threshold is named, whoever approved it, and none but these."""
    open_plan(page, ROUND, run)
    large = {
        f"The match “{title(line)} – {line['Partner']}” is large: a second reviewer has to approve it as well."
        for line in rows_of(page, "Matches")
        if line["Amount"].startswith("USD") and amount(line["Amount"]) > THRESHOLD and "Approved" in line["Status"]
    }
    assert large
    assert set(in_the_way(page)) == large


def cannot_decide_where_interested(page: Page, run: str) -> None:
    """The colleague has a tie to a partner of a large match: that one is for others."""
    open_plan(page, ROUND, run)
    show(page, second="Waits for it")
    organisation = rows_of(page, "Matches")[0]["Partner"]
    declare(page, organisation)
    second_all(page, run)
    expect(page.locator(".error-summary")).to_contain_text(
        f"You have an interest in {organisation}, so somebody else has to decide."
    )
    page.goto("/interests/")
    page.get_by_role("link", name=f"End it {organisation}").click()
    page.get_by_label("Why is it no more?").fill(TIE_ENDED)
    page.get_by_role("button", name="End it").click()
    told(page, "Ended.")


def declare(page: Page, organisation: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Declare your interests").click()
    page.get_by_label("In which organisation do you have an interest?").select_option(label=organisation)
    page.get_by_label("What ties you to it?").fill(TIE)
    page.get_by_role("button", name="Declare it").click()
    told(page, "Declared.")


def second_all(page: Page, run: str) -> None:
    open_plan(page, ROUND, run)
    page.get_by_role("link", name=re.compile("for a second approval$")).click()
    decide_on_all_shown(page, "Approve as the second person", IN_PROPORTION)


def approve_as_the_second_person(page: Page, run: str) -> None:
    second_all(page, run)
    told(page, "approved by a second person.")
    open_plan(page, ROUND, run)
    expect(page.get_by_role("link", name=re.compile("for a second approval$"))).to_have_count(0)


def second_the_rest(page: Page, run: str) -> None:
    """What was approved twice stays so in a new plan, where its amounts are the same."""
    open_plan(page, ROUND, run)
    if page.get_by_role("link", name=re.compile("for a second approval$")).count():
        approve_as_the_second_person(page, run)
