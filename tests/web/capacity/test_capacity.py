"""The capacity board: every number in it is the database's, and a partner sees its own offers alone."""

import pytest
from sqlalchemy import event, select

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


def cells(page):
    """Each row of the table: what it is of, and its numbers."""
    body = next(page.tree.iter("tbody"))
    rows = [["".join(cell.itertext()).strip() for cell in row if cell.tag == "td"] for row in body.iter("tr")]
    return [[cell.replace("\u00a0", " ") for cell in row] for row in rows]


SHORT = ["Short (years 0–2)", "USD 1,000", "USD 200", "USD 100", "USD 0", "USD 900"]
MEDIUM = ["Medium (years 2–5)", "USD 500", "USD 0", "USD 0", "USD 50", "USD 450"]


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
    assert [row[2] for row in cells(page)] == ["USD 0", "USD 20"]
    assert browse(reviewer).get("/capacity/?plan=nonsense").status == 200


def test_a_partner_sees_its_own_offers_and_what_it_was_shown(world, browse, partner, offer):
    officer = world.user(Role.PARTNER_OFFICER, partner)
    foreign = world.offer(title="Of another partner")
    world.commit()
    browser = browse(officer)
    page = browser.get("/capacity/")
    assert [row[2] for row in cells(page)] == ["USD 0", "USD 0"], "nothing was shown to it yet"
    assert foreign.title not in page.main()
    plan = world.session.scalars(select(Match).where(Match.offer_id == offer.id)).first().plan
    world.window(plan)
    for match in plan.matches:
        match.shown_at = None if match.status == MatchStatus.REJECTED else match.shown_at
    world.commit()
    assert [row[2] for row in cells(browser.get("/capacity/"))] == ["USD 200", "USD 0"]


def test_a_larger_board_takes_no_more_queries(world, browse, site):
    reviewer = world.user(Role.REVIEWER)
    plan = world.plan()
    seen, counts = [], []
    event.listen(site.extensions["database"].engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    for more in (2, 15):
        for _each in range(more):
            world.match(plan=plan)
        world.commit()
        seen.clear()
        assert browse(reviewer).get("/capacity/").status == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_offers_of_other_units_stand_side_by_side(world, browse, offer):
    technical = {"kind": "technical", "currency": None, "instruments": ["training"]}
    world.offer(title="Experts", capacity=HorizonAmounts(0, 0, 12_50), **technical)
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    none = "0 expert-days"
    row = ["Long (years 5–10)", "12.5 expert-days", none, none, none, "12.5 expert-days"]
    assert row in cells(browse(reviewer).get("/capacity/"))
