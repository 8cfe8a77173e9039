"""What is asked of a plan: what fairness costs, what a withdrawal would cost, and what would help a need left out."""

import re

from playwright.sync_api import Page, expect

from journeys.day.decisions import AROUND
from journeys.day.runs import ROUND
from journeys.review_steps import AT_MOST, amount, find_out, open_plan, rows_of, show, title
from journeys.steps import told

FAIRER = "80%"
CITY = "Nairobi"
ADVICE = "Two more partners would come if your nation had no objection. Shall we ask the ministry together?"


def pick_a_level_of_fairness(page: Page) -> None:
    open_plan(page, ROUND, AROUND)
    page.get_by_role("link", name="What fairness costs").click()
    find_out(page)
    levels = {row[""]: row for row in rows_of(page, "Levels of fairness")}
    assert list(levels) == ["0%", "20%", "40%", "60%", "80%", "100%"]
    impacts = [amount(row["Impact"]) for row in levels.values()]
    assert impacts[0] >= impacts[-1], "fairness is never free of cost to the whole"
    page.get_by_role("button", name=f"Use this level {FAIRER}").click()
    told(page, "Runs that start from now on follow this level of fairness.")
    expect(page.locator("dl.summary div").filter(has_text="Fairness")).to_contain_text(FAIRER)


def ask_what_a_withdrawal_would_cost(page: Page) -> None:
    open_plan(page, ROUND, AROUND)
    partners = set(page.locator("form.filters [name=partner] option").all_inner_texts()) - {"All"}
    page.get_by_role("link", name="If a partner withdraws").click()
    find_out(page)
    rows = rows_of(page, "Withdrawals")
    no_time = page.locator(".notice").filter(has_text="There was no time for these partners").all_inner_texts()
    not_reached = {one for one in partners if any(one in told_of for told_of in no_time)}
    assert {title(row) for row in rows} & partners == partners - not_reached
    lost = [amount(row["Impact lost"]) for row in rows]
    assert lost == sorted(lost, reverse=True), "the costliest first"
    for row in rows:
        fall_short = {row["Needs that fall out"], row["Needs that lose a part"]} != {"none"}
        assert fall_short == (row["These needs lose"] != "nothing")
        stand_ins = [line.rsplit(": ", 1) for line in row["Who gives in its place"].splitlines()]
        assert stand_ins == [["nobody"]] or all(name != title(row) and amount(given) for name, given in stand_ins)


def find_what_would_help(page: Page) -> str:
    """The first need of the city that stayed out and whose turn came in the time for explanations; its title."""
    open_plan(page, ROUND, AROUND)
    page.get_by_role("link", name="Needs left out").click()
    show(page, city=CITY)
    lines = rows_of(page, "Needs that the plan leaves out")
    assert {line["City"] for line in lines} == {CITY}
    told_of = next(line for line in lines if is_told_what_would_help(page, title(line)))
    expect(page.locator(".lead")).to_contain_text(told_of["What kept it out"])
    offers = int(amount(page.locator("caption").filter(has_text="of its kind").inner_text()))
    left = [int(one) for one in page.locator("td[data-label='Left after it']").all_inner_texts()]
    assert left == sorted(left, reverse=True)
    assert offers >= left[0] > 0
    return title(told_of)


def is_told_what_would_help(page: Page, need: str) -> bool:
    """Stays on the page that says which smallest change would help, or that none was found by trying."""
    page.get_by_role("link", name=need).click()
    for _second in range(AT_MOST // 1000):
        said = page.locator("h2:has-text('What would bring it in') + p").inner_text()
        if "still trying" not in said:
            break
        page.wait_for_timeout(1000)
        page.reload()
    if re.match("Each of these changes alone|No single change", said):
        return True
    page.get_by_role("link", name="All needs left out").click()
    show(page, city=CITY)
    return False


def write_to_the_city(page: Page) -> None:
    city = page.get_by_label("To whom?").locator("option").first.inner_text()
    page.get_by_label("To whom?").select_option(label=city)
    page.get_by_label("What do you want to say?").fill(ADVICE)
    page.get_by_role("button", name="Send it").click()
    told(page, f"Sent to {city}.")


def read_it_in_the_city(page: Page, need: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Read your messages").click()
    page.get_by_role("link", name=f"The secretariat writes about “{need}”").click()
    expect(page.locator("main")).to_contain_text(ADVICE)
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
