"""The capacity board: every number in it is the database's, and a partner sees its own offers alone."""

import pytest
from sqlalchemy import event, select

from app.pages.review.capacity.views import ON_A_PAGE
from models import Match, Role
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus
from models.organisations import OrganisationKind


@pytest.fixture
def partner(world):
    return world.organisation(OrganisationKind.PARTNER, name="Example <Bank>")


@pytest.fixture
def offer(world, partner):
    """1,000 short and 500 medium: 100 reserved, 50 committed, and 200 proposed by a plan under review."""
    made = world.offer(partner, title="Water <fund>", capacity=HorizonAmounts(1_000_00, 500_00, 0))
    made.reserved, made.committed = HorizonAmounts(100_00, 0, 0), HorizonAmounts(0, 50_00, 0)
    plan = world.plan()
    world.match(offer=made, plan=plan, amounts=HorizonAmounts(150_00, 0, 0))
    world.match(offer=made, plan=plan, amounts=HorizonAmounts(50_00, 0, 0), status=MatchStatus.APPROVED)
    world.match(offer=made, plan=plan, amounts=HorizonAmounts(77_00, 0, 0), status=MatchStatus.REJECTED)
    return made


def offers(page):
    """The offers of the page, in their order."""
    return [
        "".join(one.itertext())
        for one in page.tree.iter("th")
        if one.get("scope") == "row" and one.find(".//a") is not None
    ]


def cells(page, table="capacity-table"):
    """Each row that has numbers: what it is of, and its numbers."""
    tables = [one for one in page.tree.iter("table") if one.get("id") == table]
    rows = [[one for one in row if one.get("scope") != "col"] for one in tables for row in one.iter("tr")]
    words = [["".join(cell.itertext()).replace("\u00a0", " ").strip() for cell in row] for row in rows]
    return [row[-6:] for row in words if len(row) >= 6]


SHORT = ["Short (years 0–2)", "USD 1,000", "USD 0", "USD 100", "USD 900", "USD 200"]
MEDIUM = ["Medium (years 2–5)", "USD 500", "USD 50", "USD 0", "USD 450", "USD 0"]


def test_a_reviewer_sees_what_every_offer_holds(world, browse, offer):
    other = world.offer(title="Draft", status="draft")
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    page = browse(reviewer).get("/capacity/")
    assert cells(page) == [SHORT, MEDIUM]
    assert "Water <fund>" in page.words()
    assert other.title not in page.main()
    assert page.text.count("<svg") >= 1


def test_another_plan_proposes_otherwise(world, browse, offer):
    reviewer = world.user(Role.REVIEWER)
    older = world.match(offer=offer, amounts=HorizonAmounts(0, 20_00, 0)).plan
    world.commit()
    page = browse(reviewer).get(f"/capacity/?plan={older.id}")
    assert [row[5] for row in cells(page)] == ["USD 0", "USD 20"]
    assert browse(reviewer).get("/capacity/?plan=nonsense").status == 200


def test_a_partner_sees_its_own_offers_and_what_it_was_shown(world, browse, partner, offer):
    officer = world.user(Role.PARTNER_OFFICER, partner)
    foreign = world.offer(title="Of another partner")
    world.commit()
    browser = browse(officer)
    page = browser.get("/capacity/")
    assert [row[5] for row in cells(page)] == ["USD 0", "USD 0"], "nothing was shown to it yet"
    assert foreign.title not in page.main()
    plan = world.session.scalars(select(Match).where(Match.offer_id == offer.id)).first().plan
    world.window(plan)
    for match in plan.matches:
        match.shown_at = None if match.status == MatchStatus.REJECTED else match.shown_at
    world.commit()
    assert [row[5] for row in cells(browser.get("/capacity/"))] == ["USD 200", "USD 0"]


def test_a_larger_board_takes_no_more_queries(world, browse, site):
    reviewer = world.user(Role.REVIEWER)
    plan = world.plan()
    seen, counts = [], []
    engine, note = site.extensions["database"].engine, lambda *args: seen.append(args[2])
    event.listen(engine, "before_cursor_execute", note)
    for more in (2, 2 * ON_A_PAGE):
        for _each in range(more):
            world.match(plan=plan)
        world.commit()
        seen.clear()
        assert browse(reviewer).get("/capacity/?sort=over&horizon=short").status == 200
        counts.append(len(seen))
    event.remove(engine, "before_cursor_execute", note)
    assert counts[0] == counts[1]


def test_offers_of_other_units_stand_side_by_side(world, browse, offer):
    technical = {"kind": "technical", "currency": None, "instruments": ["training"]}
    world.offer(title="Experts", capacity=HorizonAmounts(0, 0, 12_50), **technical)
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    none = "0 expert-days"
    row = ["Long (years 5–10)", "12.5 expert-days", none, none, "12.5 expert-days", none]
    page = browse(reviewer).get("/capacity/")
    assert row in cells(page)
    assert cells(page, "totals-table") == [
        ["Expert-days", *row[1:]],
        ["USD", "USD 1,500", "USD 50", "USD 100", "USD 1,350", "USD 200"],
    ]


def test_the_totals_are_of_every_page(world, browse):
    for _each in range(ON_A_PAGE + 1):
        world.offer(capacity=HorizonAmounts(10_00, 5_00, 0))
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    first, second = (browse(reviewer).get(f"/capacity/?page={number}") for number in (1, 2))
    assert [len(offers(page)) for page in (first, second)] == [ON_A_PAGE, 1]
    assert f"{ON_A_PAGE + 1} offers" in first.words()
    whole = f"USD {15 * (ON_A_PAGE + 1)}"
    assert [cells(page, "totals-table")[0][1] for page in (first, second)] == [whole, whole]


def test_filters_narrow_the_board_and_its_totals(world, browse, partner, offer):
    offer.themes = ["water", "energy"]
    other = world.offer(title="Other", themes=["housing"], capacity=HorizonAmounts(0, 0, 70_00))
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    browser = browse(reviewer)
    for asked in (f"partner={partner.id}", "theme=energy", "horizon=short"):
        page = browser.get(f"/capacity/?{asked}")
        assert "Water <fund>" in page.words()
        assert other.title not in page.words().split()
    assert cells(page) == [SHORT], "only the horizon asked for"
    assert cells(page, "totals-table") == [["USD", *SHORT[1:]]]
    assert "No offer fits these filters." in browser.get("/capacity/?theme=solid_waste").words()
    assert len(offers(browser.get("/capacity/?partner=nonsense&theme=nonsense&horizon=nonsense"))) == 2


def test_a_horizon_keeps_what_is_proposed_in_it_alone(world, browse):
    """Capacity that carried over is proposed in a horizon that holds none of its own."""
    carried = world.offer(title="Carried", carry_over=True, capacity=HorizonAmounts(100_00, 0, 0))
    world.match(offer=carried, amounts=HorizonAmounts(0, 60_00, 0))
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    page = browse(reviewer).get("/capacity/?horizon=medium")
    assert [row[5] for row in cells(page)] == ["USD 60"]
    assert "More proposed than free" not in page.words(), "what is unused carries over"


def test_what_is_over_proposed_comes_first(world, browse, offer):
    """Committed since the plan was made: less is free than it proposes."""
    first = world.organisation(OrganisationKind.PARTNER, name="A partner")
    world.offer(first, title="Enough")
    offer.committed = HorizonAmounts(801_00, 50_00, 0)
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    browser = browse(reviewer)
    by_partner, over = (browser.get(f"/capacity/?sort={sort}") for sort in ("partner", "over"))
    assert "Enough" in offers(by_partner)[0]
    assert "Water <fund>" in offers(over)[0]
    assert "More proposed than free" in offers(over)[0]
    assert "Of 1 of them more is proposed than is free." in over.words()
