"""An offer shrinks under a plan, which is mended and published; both sides answer."""

from collections import Counter

from playwright.sync_api import Page, expect

from journeys.city_steps import NEED, PARTNER, accept
from journeys.day.decisions import AROUND
from journeys.day.partners import OBJECTION
from journeys.day.runs import ROUND
from journeys.review_steps import Row, amount, in_the_way, open_match, open_plan, rows_of, solve_again, title
from journeys.steps import status_is, told

MENDED = "With the smaller offer"
HORIZONS = ("short", "medium", "long")
Held = Counter[tuple[str, str]]
"""Partner and currency -> amount."""


def offer_at_stake(page: Page) -> str:
    """An offer of the bank from which the plan takes something."""
    open_plan(page, ROUND, AROUND)
    need = next(title(line) for line in rows_of(page, "Matches") if line["Partner"] == OBJECTION)
    open_match(page, need, OBJECTION)
    return page.locator("dl.summary div").filter(has_text="Offer").locator("dd").first.inner_text()


def board(page: Page) -> list[Row]:
    """All lines of the capacity board."""
    page.goto("/capacity/")
    lines = rows_of(page, "Capacity by offer and horizon")
    while (more := page.get_by_role("link", name="Next page")).count():
        more.click()
        lines += rows_of(page, "Capacity by offer and horizon")
    return lines


def shrink_the_offer(page: Page, offer: str) -> None:
    """The bank keeps what is spoken for, and half of what is proposed."""
    lines = {line["Horizon"].split()[0].lower(): line for line in board(page) if title(line) == offer}
    page.get_by_role("link", name=offer).first.click()
    page.get_by_role("link", name="Change", exact=True).click()
    for horizon, line in lines.items():
        used = amount(line["Reserved"]) + amount(line["Committed"])
        page.locator(f"[name=capacity_{horizon}]").fill(str(used + int(amount(line["Proposed"]) / 2)))
    page.get_by_role("button", name="Save and check").click()
    told(page, "a reviewer has to publish the change.")


def publication_is_refused_naming_it(page: Page, offer: str) -> None:
    """First because it waits for review; and once it is published again, because it is too small for the plan."""
    open_plan(page, ROUND, AROUND)
    assert [f"The offer “{offer}” has left the pool" in one for one in in_the_way(page)] == [True]
    page.goto("/")
    page.get_by_role("link", name="Review submitted offers").click()
    page.get_by_role("link", name=offer).click()
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish").click()
    told(page, "Published.")
    open_plan(page, ROUND, AROUND)
    reasons = in_the_way(page)
    assert any(f"The offer “{offer}” has less free capacity than the plan takes of it." in why for why in reasons)
    assert all(offer in why for why in reasons), "nothing else stands in the way"
    expect(page.get_by_role("button", name="Publish the plan")).to_have_count(0)


def mend_by_solving_again(page: Page) -> None:
    open_plan(page, ROUND, AROUND)
    solve_again(page, MENDED, "^Keep the rest")


def publish(page: Page) -> None:
    """What the page of publication promises is what the capacity board shows before as proposed, after as reserved."""
    before = board(page)
    open_plan(page, ROUND, MENDED)
    assert in_the_way(page) == []
    rows = rows_of(page, "To be reserved, by partner")
    promised = counted((row[""], row["Total"]) for row in rows)
    partnerships = sum(int(row["Partnerships"]) for row in rows)
    assert held(before, "Proposed") == promised
    page.get_by_role("button", name="Publish the plan").click()
    told(page, f"The plan is published. {partnerships} partnerships wait for the answers of both sides.")
    assert held(board(page), "Reserved") == held(before, "Reserved") + promised


def held(lines: list[Row], column: str) -> Held:
    return counted((line[""].splitlines()[-1].split(";")[0], line[column]) for line in lines)


def counted(amounts) -> Held:
    """What is 0 is left aside."""
    sums: Held = Counter()
    for partner, text in amounts:
        if amount(text):
            sums[partner, "days" if "days" in text else text[:3]] += amount(text)
    return sums


def both_sides_accept(city: Page, partner: Page) -> None:
    for side, words in ((city, "Accepted. The other side is asked next."), (partner, "Accepted by both sides.")):
        side.goto("/")
        accept(side, NEED)
        told(side, words)
    status_is(partner, "Accepted by both")


def partnership_begins(page: Page) -> None:
    """What was reserved for it is committed from the day on which it is signed."""
    before = board(page)
    page.goto("/partnerships/")
    page.get_by_role("row").filter(has_text=NEED).get_by_role("link", name=NEED).click()
    given = (
        page.locator("dl.summary div").filter(has_text="Amount").locator("dd").first.inner_text().replace("\u00a0", " ")
    )
    page.get_by_role("link", name="Record that it was signed").click()
    page.get_by_role("button", name="Record that it was signed").click()
    status_is(page, "Agreed")
    page.get_by_role("link", name="Record that work began").click()
    page.get_by_role("button", name="Record that work began").click()
    status_is(page, "Active")
    after = board(page)
    moved = counted([(PARTNER, given)])
    assert moved
    assert held(after, "Committed") == held(before, "Committed") + moved
    assert held(after, "Reserved") + moved == held(before, "Reserved")


def city_reads_its_answer(page: Page, left_out: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Read your messages").click()
    page.get_by_role("link", name=f"The plan of {ROUND} is published").click()
    answer = page.locator("h2:has-text('Needs that stayed out') + ul > li").filter(has_text=left_out)
    assert len(answer.inner_text().splitlines()) >= 2, "with its reason"
    answer.get_by_role("link", name=left_out).click()
    expect(page.get_by_role("heading", name="Why it stayed out of the published plan")).to_be_visible()
