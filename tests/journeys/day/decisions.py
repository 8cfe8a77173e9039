"""The lines of a plan are read, and decided on knowing what it costs; and the plan is solved again around them."""

import re
from typing import NamedTuple

from playwright.sync_api import Page, expect

from journeys.city_steps import NEED, PARTNER
from journeys.day.runs import QUICK, ROUND
from journeys.review_steps import (
    AT_MOST,
    Row,
    amount,
    decide_on_all_shown,
    open_match,
    open_plan,
    open_round,
    rows_of,
    show,
    solve_again,
    tile,
    title,
    write_decision,
)
from journeys.steps import told

REVIEWER = "Lucía Ferrer"
AROUND, OVER = "Around the decisions", "Everything anew"
PINNED = "Shared toilets that are emptied, Kijani Bend"
"""It is of use from 30 % of its amount on, so that less than the plan gives it can be pinned."""
NO_PAIR, LESS = "Their terms of work contradict each other.", "The utility can spend no more in these years."
FIT, SECOND_THOUGHT = "A good fit for both sides.", "Ask the residents first; they meet on Thursday."


class Pair(NamedTuple):
    need: str
    partner: str


def find_lines(page: Page) -> None:
    open_plan(page, ROUND, QUICK)
    show(page, partner=PARTNER)
    lines = rows_of(page, "Matches")
    assert NEED in {title(line) for line in lines}
    assert {line["Partner"] for line in lines} == {PARTNER}
    expect(page.get_by_text(re.compile(rf"^{len(lines)} match"))).to_be_visible()
    show(page, city="Nairobi")
    assert [title(line) for line in rows_of(page, "Matches")] == [NEED]
    page.get_by_role("link", name="Show all").click()


def read_a_match(page: Page) -> None:
    open_match(page, NEED, PARTNER)
    [score] = re.findall(r"Their score is ([\d.]+) of 1", page.locator("main").inner_text())
    adds = page.locator("#score-table tbody td:last-child").all_inner_texts()
    assert abs(sum(map(float, adds)) - float(score)) <= 0.001 * len(adds)
    expect(page.locator("h2:has-text('Why not more') + ul > li")).not_to_have_count(0)
    expect(page.locator("h2:has-text('Who came next') + p")).to_contain_text(
        re.compile("best other offer|No other offer")
    )


def forbid_knowing_the_cost(page: Page) -> Pair:
    """The first line of the plan that the rest of the day does not need."""
    open_plan(page, ROUND, QUICK)
    line = next(one for one in rows_of(page, "Matches") if one["Partner"] != PARTNER and title(one) != PINNED)
    pair = Pair(title(line), line["Partner"])
    open_match(page, *pair)
    write_decision(page, "Forbid", NO_PAIR)
    expect(page.get_by_role("heading", level=1)).to_have_text("What this would do")
    expect(page.locator(".lead")).to_contain_text("Nothing is decided yet")
    cost_is_told(page)
    told_of = would_change(page, pair)
    assert (told_of["Line"], told_of["Before"], told_of["After"]) == ("dropped", line["Amount"], zero_of(line))
    page.get_by_role("button", name="Confirm").click()
    told(page, "1 match forbidden.")
    expect(page.locator(".lead")).to_contain_text("Rejected")
    assert history(page)[0].items() >= {"Decision": "Forbid", "Reason": NO_PAIR, "By": REVIEWER, "Holds": HOLDS}.items()
    return pair


HOLDS = "yes\nTake back"


def zero_of(line: Row) -> str:
    return "USD 0" if line["Amount"].startswith("USD") else "0 expert-days"


def cost_is_told(page: Page) -> None:
    expect(page.get_by_role("heading", name="What it costs")).to_be_visible(timeout=AT_MOST)
    expect(page.locator("h2:has-text('What it costs') ~ p").first).to_contain_text(re.compile("It costs|no impact"))


def would_change(page: Page, pair: Pair) -> Row:
    [line] = [one for one in rows_of(page, "Lines that would change") if (one[""], one["Partner"]) == pair]
    return line


def history(page: Page) -> list[Row]:
    return rows_of(page, "Decisions")


def pin_less_than_proposed(page: Page) -> str:
    """Nine tenths of what the plan gives in the short horizon, and nothing else; as the page writes it."""
    open_plan(page, ROUND, QUICK)
    partner = next(one["Partner"] for one in rows_of(page, "Matches") if title(one) == PINNED)
    open_match(page, PINNED, partner)
    fields = [page.get_by_label(re.compile(f"^{name}")) for name in ("Short", "Medium", "Long")]
    proposed = [amount(field.input_value()) for field in fields]
    largest = max(range(3), key=lambda n: proposed[n])
    less = int(proposed[largest] * 9 / 10)
    for n, field in enumerate(fields):
        field.fill(str(less if n == largest else 0))
    write_decision(page, "Pin", LESS)
    cost_is_told(page)
    changed = would_change(page, Pair(PINNED, partner))
    assert changed["Line"] == "changed"
    assert amount(changed["After"]) == less
    page.get_by_role("button", name="Confirm").click()
    told(page, "1 match pinned.")
    expect(page.locator(".lead")).to_contain_text("Changed")
    return f"USD {less:,}"


def approve_in_bulk(page: Page) -> None:
    open_plan(page, ROUND, QUICK)
    lines = rows_of(page, "Matches")
    page.get_by_role("link", name=re.compile(r"^Decide on \d+ matches")).click()
    decide_on_all_shown(page, "Approve", FIT)
    told(page, f"{len(lines) - 2} matches approved.")
    expect(page.locator("main")).to_contain_text(f"{len(lines) - 1} approved, 1 rejected, 0 to decide")


def undo_one(page: Page) -> None:
    open_plan(page, ROUND, QUICK)
    open_match(page, NEED, PARTNER)
    page.get_by_role("button", name="Take back").click()
    told(page, "The decision is taken back. It stays in the history.")
    expect(page.locator(".lead")).to_contain_text("Proposed")
    undone = history(page)[0]
    assert (undone["Decision"], undone["Reason"], undone["By"]) == ("Approve", FIT, REVIEWER)
    assert undone["Holds"].startswith("no longer, since")
    assert REVIEWER in undone["Holds"]


def leave_a_note(page: Page) -> None:
    page.get_by_label("Write to your colleagues").fill(SECOND_THOUGHT)
    page.get_by_role("button", name="Write it").click()
    expect(page.locator("#thread li").filter(has_text=SECOND_THOUGHT)).to_contain_text(REVIEWER)


def solve_around_them(page: Page, forbidden: Pair, pinned: str) -> None:
    open_plan(page, ROUND, QUICK)
    before = totals_of_plan(page)
    solve_again(page, AROUND, "^Keep the rest")
    after = totals_of_plan(page)
    page.get_by_role("link", name=f"What changed against {QUICK}").click()
    lines = {Pair(title(line), line["Partner"]): line for line in rows_of(page, "Line by line")}
    assert lines[forbidden]["What changed"] == "Dropped"
    assert NO_PAIR in lines[forbidden]["Decision"]
    [held] = [line for pair, line in lines.items() if pair.need == PINNED]
    assert (held["What changed"], held[AROUND]) == ("Amounts changed", pinned)
    differ_as_their_pages_say(page, {QUICK: before, AROUND: after})


def totals_of_plan(page: Page) -> Row:
    """What the page of a plan says in all, by the names that the difference view has for it."""
    page.get_by_role("link", name="Coverage", exact=True).click()
    of_kinds = {"Money": "financial", "Expertise": "technical"}
    tiles = {name: tile(page, name.lower()).locator(".figure-value") for name in ("Needs taken up", "Matches")}
    feet = {name: page.locator(f"#horizons-{kind}-table tfoot td").last for name, kind in of_kinds.items()}
    return {name: one.text_content().strip().replace("\u00a0", " ") for name, one in (tiles | feet).items()}


def differ_as_their_pages_say(page: Page, plans: dict[str, Row]) -> None:
    measures = {row[""]: row for row in rows_of(page, "Totals of both plans")}
    for name in ("Needs taken up", "Matches", "Money", "Expertise"):
        assert {run: measures[name][run] for run in plans} == {run: totals[name] for run, totals in plans.items()}
        more = [amount(totals[name]) for totals in plans.values()]
        assert amount(measures[name]["Difference"]) == more[1] - more[0]


def start_over(page: Page) -> Row:
    """What the plan comes to when everything is planned anew around the decisions."""
    open_plan(page, ROUND, QUICK)
    solve_again(page, OVER, "^Start over")
    return totals_of_plan(page)


def compare_with_starting_over(page: Page, anew: Row) -> None:
    """Neither has the pin otherwise, and each comes to what its own page says."""
    open_plan(page, ROUND, AROUND)
    kept = totals_of_plan(page)
    open_round(page, ROUND)
    page.get_by_label("Which plan was before?").select_option(label=OVER)
    page.get_by_label("Against it, which plan?").select_option(label=AROUND)
    page.get_by_role("button", name="Show what changed").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"What {AROUND} changed against {OVER}")
    differ_as_their_pages_say(page, {OVER: anew, AROUND: kept})
    assert PINNED not in "".join(page.locator("#lines ~ .table-scroll").all_inner_texts()), "both hold the pin"
