"""Every number on a page is the database's: what feeds the pages, and the pages themselves, beside plain sums."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from sqlalchemy import func, select

from app.services.partnerships import overview
from app.services.review import capacity_board, coverage, plan_lines, published_plans
from models import Match, Need, Offer, Partnership, Plan, UnservedNeed
from models.amounts import MINOR_DIGITS, HorizonAmounts
from models.lifecycle import BOTH_ACCEPTED, MatchStatus, SubmissionStatus
from models.offers import HORIZONS
from models.vocabulary import Kind
from tests.browser import Browser, Page

from .world import World

PAGE = 25
"""Lines of a page: what is longer is not compared."""


def check(world: World) -> None:
    for plan in newest_plan(world):
        the_plan_adds_up(world, plan)
    the_board_adds_up(world)
    the_public_figures_add_up(world)
    world.session.rollback()


def newest_plan(world: World) -> list[Plan]:
    """Of the round in hand or, where that is over, of the last."""
    rounds = [world.round] if world.round else world.rounds[-1:]
    return [plan for one in rounds for plan in world.plans_of(one)[:1]]


def the_plan_adds_up(world: World, plan: Plan) -> None:
    lines = world.lines(plan)
    for statuses in (coverage.EVERY, coverage.APPROVED):
        total = coverage.total(coverage.measure(world.session, plan, statuses))
        counted = [one for one in lines if one.status in statuses]
        amounts = [sum(getattr(one, horizon) for one in counted) for horizon in HORIZONS]
        assert list(total.amounts[Kind.FINANCIAL]) == amounts
        assert total.taken_up == len({one.need_id for one in counted})
        assert total.shares == sum(one.share_millionths for one in counted)
        assert total.needs == len({one.need_id for one in lines}) + left_out(world, plan)
    counts = plan_lines.count_by_status(world.session, plan)
    assert counts == {status: sum(one.status == status for one in lines) for status in MatchStatus}


def left_out(world: World, plan: Plan) -> int:
    return world.session.scalar(select(func.count()).where(UnservedNeed.plan_id == plan.id)) or 0


def the_board_adds_up(world: World) -> None:
    plan = next(iter(capacity_board.plans_in_review(world.session)), None)
    proposed = None if plan is None else capacity_board.of_plan(plan)
    offers = world.session.scalars(capacity_board.offers(None)).all()
    for line in capacity_board.lines(world.session, offers, proposed):
        assert line.proposed == (proposed_by(world, plan, line.offer) if plan else HorizonAmounts())
        spoken_for = line.offer.reserved.total + line.offer.committed.total
        assert line.free.total == line.offer.capacity.total - spoken_for
        assert min(line.free) >= 0


def proposed_by(world: World, plan: Plan, offer: Offer) -> HorizonAmounts:
    """In the offer's own currency, each amount rounded down."""
    rates, unit = plan.run.rates, plan.run.round.currency
    factor = Fraction(rates[offer.currency] * 10 ** digits(offer.currency), rates[unit] * 10 ** digits(unit))
    matches = [one for one in world.lines(plan) if one.offer_id == offer.id and one.status != MatchStatus.REJECTED]
    return HorizonAmounts(*(sum(int(getattr(one, h) * factor) for one in matches) for h in HORIZONS))


def digits(currency: str) -> int:
    return MINOR_DIGITS.get(currency, 2)


def the_public_figures_add_up(world: World) -> None:
    both = select(func.count()).select_from(Partnership).where(Partnership.status.in_(BOTH_ACCEPTED))
    figures = overview.figures(world.session)
    assert figures.partnerships == world.session.scalar(both)
    published = select(func.count()).where(Need.status == SubmissionStatus.PUBLISHED)
    assert figures.needs == world.session.scalar(published)
    for line in published_plans.published(world.session):
        statuses = [one.status for one in world.lines(line.plan)]
        assert line.approved == statuses.count(MatchStatus.APPROVED)
        of_plan = both.join(Partnership.match).where(Match.plan_id == line.plan.id)
        assert line.accepted == world.session.scalar(of_plan)


def read(world: World, browser: Browser) -> None:
    """The same numbers, as a reviewer reads them."""
    plan = next(iter(capacity_board.plans_in_review(world.session)), None)
    board = Counter(row for line in board_lines(world, plan) for row in rows_of(line))
    partnerships = Counter(shown(one.amounts.total, one.currency) for one in world.partnerships())
    world.session.rollback()
    assert Counter(cells(browser.get("/capacity/"), "Capacity", "Proposed", "Reserved", "Committed", "Free")) == board
    if partnerships.total() <= PAGE:
        assert Counter(one for (one,) in cells(browser.get("/partnerships/"), "Amount")) == partnerships
    for one in newest_plan(world):
        read_plan(world, browser, one)


def board_lines(world: World, plan: Plan | None) -> list[tuple[Offer, HorizonAmounts]]:
    return [
        (offer, proposed_by(world, plan, offer) if plan else HorizonAmounts())
        for offer in world.session.scalars(select(Offer))
        if offer.status == SubmissionStatus.PUBLISHED or (offer.reserved + offer.committed).total
    ]


def rows_of(line: tuple[Offer, HorizonAmounts]) -> Iterator[tuple[str, ...]]:
    """What is free where capacity carries over is nobody's plain sum by horizon: it stands as the model counts it."""
    offer, proposed = line
    for row in zip(offer.capacity, proposed, offer.reserved, offer.committed, offer.remaining(), strict=True):
        if any(row[:4]):
            yield tuple(shown(one, offer.currency) for one in row)


def read_plan(world: World, browser: Browser, plan: Plan) -> None:
    lines = world.lines(plan)
    amounts = Counter(shown(one.amounts.total, plan.run.round.currency) for one in lines)
    taken_up, needs = (len({one.need_id for one in lines}), len({one.need_id for one in lines}) + left_out(world, plan))
    address = f"/runs/{plan.run_id}/plan"
    world.session.rollback()
    page = browser.get(address)
    assert Counter(one for one, _score in cells(page, "Amount", "Score")) == amounts
    assert f"{taken_up} of {needs}" in browser.get(f"{address}/coverage").words()


def cells(page: Page, *labels: str) -> list[tuple[str, ...]]:
    """The cells of these columns, of each row that has them all."""
    assert page.status == 200
    rows = []
    for row in page.tree.iter("tr"):
        said = {one.get("data-label"): "".join(one.itertext()).strip() for one in row.iter("td")}
        if all(label in said for label in labels):
            rows.append(tuple(said[label] for label in labels))
    return rows


def shown(amount: int, currency: str) -> str:
    """USD 1,200 or USD 0.35"""
    places = digits(currency)
    whole, rest = divmod(amount, 10**places)
    return f"{currency}\u00a0{whole:,}" + (f".{rest:0{places}}" if rest else "")
