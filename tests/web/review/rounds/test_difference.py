"""Two plans side by side: what was added, dropped and changed, for whom, and what it does to coverage."""

import pytest
from sqlalchemy import event

from models import Run
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus
from models.rounds import DecisionKind
from models.vocabulary import Kind

from .conftest import SUMMARY

SHORT = HorizonAmounts(100_00, 0, 0)


@pytest.fixture
def again(given, review, leave_out):
    """A second plan: the first match has more, the second is dropped and its need left out, a third is added."""
    run = given.run(review.round, label="Run 2", base_id=review.run.id, keeps=True)
    plan = given.plan(run, summary=SUMMARY | {"objective": 13.0, "fingerprint": "0ther"})
    water, drains = review.matches
    given.match(water.need, water.offer, plan, amounts=HorizonAmounts(150_00, 25_00, 0), share_millionths=175_000)
    given.match(
        given.need(title="Roofs for the coast", theme="housing"),
        given.offer(given.organisation("partner", name="Roof fund")),
        plan,
        amounts=SHORT,
    )
    leave_out(plan, drains.need)
    given.commit()
    return run


def address(run: Run, other: Run) -> str:
    return f"/runs/{run.id}/difference/{other.id}"


def table(page: str) -> str:
    return page.split('id="lines"')[1]


def test_lines_are_added_dropped_and_changed(given, read, review, again):
    given.decision(review.matches[1], kind=DecisionKind.FORBID, reason="They do not get on.")
    given.commit()
    page = read(review.reviewer, address(again, review.run))
    rows = table(page).split("<tr>")[2:]
    found = {title: next(row for row in rows if title in row) for title in ("Water for", "Drains for", "Roofs for")}
    assert "Amounts changed" in found["Water for"]
    assert "USD\u00a0100" in found["Water for"]
    assert "USD\u00a0175" in found["Water for"]
    assert "+USD\u00a075" in found["Water for"]
    assert "Dropped" in found["Drains for"]
    assert "\u2212USD\u00a0200" in found["Drains for"]
    assert "Forbid" in found["Drains for"]
    assert "They do not get on." in found["Drains for"]
    assert "Added" in found["Roofs for"]
    assert "keeping the rest" in page


def test_who_came_in_and_who_fell_out(read, review, again):
    page = read(review.reviewer, address(again, review.run))
    came, fell = page.split("Needs that came in (1)")[1].split("Needs that fell out (1)")
    assert "Roofs for the coast" in came
    assert "Partners that came in (1)" in came
    assert "Roof fund" in came
    assert "Drains for the valley" in fell
    assert f'href="/runs/{again.id}/unserved/{review.matches[1].need_id}"' in fell


def test_a_need_that_left_the_round_is_not_said_to_be_left_out(given, read, review, again):
    page = read(review.reviewer, address(review.run, again))
    assert "no longer in the round" in page.split("Needs that fell out (1)")[1].split("</ul>")[0]


def test_totals_stand_side_by_side_with_their_difference(read, review, again):
    totals = read(review.reviewer, address(again, review.run)).split('id="totals-table"')[1].split("</table>")[0]
    for words in ("12.35", ">13<", "+0.65", "2 of 2", "2 of 3", "USD\u00a0300", "USD\u00a0275", "\u2212USD\u00a025"):
        assert words in totals


def test_the_effect_on_coverage_has_a_chart_and_its_table(read, review, again):
    page = read(review.reviewer, address(again, review.run))
    for name in ("groups", "themes", "horizons-financial"):
        assert f'id="{name}-title"' in page
        assert f'href="#{name}-table"' in page
        assert f'id="{name}-table"' in page
    assert "horizons-technical" not in page
    assert "Less than before" in page
    housing = page.split('id="themes-table"')[1].split("Housing")[1].split("</tr>")[0]
    assert "+10 percentage points" in housing


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("change=added", {"Roofs"}),
        ("change=dropped", {"Drains"}),
        ("change=changed", {"Water"}),
        ("theme=housing", {"Roofs"}),
        ("horizon=medium", {"Water"}),
        ("city={city}", {"Water"}),
        ("partner={partner}", {"Drains"}),
        ("change=dropped&theme=housing", set()),
        ("change=x&theme=x&horizon=x&city=x&partner=x&sort=x", {"Water", "Drains", "Roofs"}),
    ],
)
def test_the_lines_are_filtered(read, review, again, query, shown):
    water, drains = review.matches
    asked = query.format(city=water.need.programme.city_id, partner=drains.offer.organisation_id)
    found = table(read(review.reviewer, f"{address(again, review.run)}?{asked}"))
    assert {title for title in ("Water", "Drains", "Roofs") if f">{title} for" in found} == shown


def test_the_lines_are_sorted_both_ways(read, review, again):
    def order(sort):
        found = table(read(review.reviewer, f"{address(again, review.run)}?sort={sort}"))
        return sorted(("Water", "Drains", "Roofs"), key=lambda title: found.index(f">{title} for"))

    assert order("difference") == ["Drains", "Water", "Roofs"]
    assert order("-difference") == ["Roofs", "Water", "Drains"]
    assert order("need") == ["Drains", "Roofs", "Water"]


def test_a_plan_does_not_differ_from_itself(read, review):
    page = read(review.reviewer, address(review.run, review.run))
    assert "The two plans have the same matches" in page
    assert "Exactly the same went into both." in page


def test_what_went_in_is_compared_whatever_the_order_of_rows(given, read, review, again):
    review.run.snapshot = {"needs.csv": "head\na\nb\n", "offers.csv": "x\n", "policy.toml": "gap = 1\n"}
    again.snapshot = {"needs.csv": "head\nb\na\n", "offers.csv": "y\n", "policy.toml": "gap = 1\n"}
    given.commit()
    assert "these differ: offers." in read(review.reviewer, address(again, review.run))


def test_a_run_of_another_round_or_without_a_plan_is_not_compared(given, sign_in, review):
    client = sign_in(review.reviewer)
    elsewhere, unplanned = given.plan().run, given.run(review.round)
    given.commit()
    for one, other in ((review.run, elsewhere), (review.run, unplanned), (unplanned, review.run)):
        assert client.get(address(one, other)).status_code == 404


def test_no_title_brings_its_own_markup(given, read, review, again):
    title = "<script>alert(1)</script>"
    given.match(
        given.need(title=title, programme=given.programme(title=title)), given.offer(title=title), again.plan,
        status=MatchStatus.APPROVED,
    )  # fmt: skip
    given.commit()
    assert "<script>alert" not in read(review.reviewer, address(again, review.run))


def test_a_page_holds_fifty_lines_and_takes_as_many_queries_as_for_few(given, site, read, review, again):
    def queries(url):
        engine, statements = site.extensions["database"].engine, []
        note = lambda _c, _cursor, statement, *_rest: statements.append(statement)  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        page = read(review.reviewer, url)
        event.remove(engine, "before_cursor_execute", note)
        return page, len(statements)

    url = address(again, review.run)
    _page, few = queries(url)
    programme, offer = given.programme(), given.offer()
    technical = {"kind": Kind.TECHNICAL, "currency": None, "instruments": ["training"]}
    for n in range(60):
        given.match(given.need(programme, title=f"More {n}", **technical), offer, again.plan)
    given.commit()
    page, many = queries(url)
    assert table(page).count('<th scope="row"') == 50
    assert "63 lines differ" in page
    assert many <= few
    assert table(read(review.reviewer, f"{url}?page=2")).count('<th scope="row"') == 13


def test_a_run_that_started_from_a_plan_leads_to_what_changed(read, review, again):
    link = f'href="{address(again, review.run)}"'
    page = read(review.reviewer, f"/runs/{again.id}")
    assert link in page
    assert "the plan of Run 1, keeping the rest" in page
    assert link in read(review.reviewer, f"/runs/{again.id}/plan")
    assert "What changed against" not in read(review.reviewer, f"/runs/{review.run.id}")
