"""What must hold after every step, asked of the tables themselves."""

from itertools import accumulate

from sqlalchemy import func, select

from models import Decision, Match, Need, Offer, Partnership, Plan, Round
from models.lifecycle import HOLDS_CAPACITY, HOLDS_COMMITTED, HOLDS_RESERVED, MatchStatus, RoundStatus
from models.offers import HORIZONS
from models.rounds import DecisionKind

from .world import FOLLOWING, MOVING, World

AMOUNTS = [getattr(Partnership, one) for one in HORIZONS]


def check(world: World) -> None:
    """On a session that still knows nothing of the tables."""
    for invariant in (
        the_ledger_says_what_live_partnerships_say,
        no_offer_gives_more_than_it_holds,
        no_need_gets_more_than_it_asks,
        every_status_is_told_and_was_reached_by_legal_moves,
        one_decision_at_most_stands_for_a_pair,
        what_became_a_partnership_was_approved_in_the_one_plan_of_its_round,
    ):
        invariant(world)
    world.session.rollback()


def the_ledger_says_what_live_partnerships_say(world: World) -> None:
    for column, statuses in (("reserved", HOLDS_RESERVED), ("committed", HOLDS_COMMITTED)):
        rows = world.session.execute(
            select(Partnership.offer_id, *map(func.sum, AMOUNTS))
            .where(Partnership.status.in_(statuses))
            .group_by(Partnership.offer_id)
        )
        said = {offer: tuple(map(int, sums)) for offer, *sums in rows}
        ledger = [getattr(Offer, f"{column}_{one}") for one in HORIZONS]
        for offer, *kept in world.session.execute(select(Offer.id, *ledger)):
            assert tuple(kept) == said.get(offer, (0, 0, 0))


def no_offer_gives_more_than_it_holds(world: World) -> None:
    live = world.session.scalars(select(Partnership).where(Partnership.status.in_(HOLDS_CAPACITY))).all()
    for offer in world.session.scalars(select(Offer)):
        given = [one for one in live if one.offer_id == offer.id]
        used = [sum(getattr(one, horizon) for one in given) for horizon in HORIZONS]
        held = list(offer.capacity)
        if offer.carry_over:
            used, held = list(accumulate(used)), list(accumulate(held))
        assert all(one <= other for one, other in zip(used, held, strict=True))
        assert offer.max_partnerships is None or len(given) <= offer.max_partnerships


def no_need_gets_more_than_it_asks(world: World) -> None:
    rows = world.session.execute(
        select(Need.amount, Need.max_partners, func.sum(Partnership.covers), func.count())
        .join(Partnership, Partnership.need_id == Need.id)
        .where(Partnership.status.in_(HOLDS_CAPACITY))
        .group_by(Need.id, Need.amount, Need.max_partners)
    )
    for asked, most, covered, partners in rows:
        assert covered <= asked
        assert partners <= most


def every_status_is_told_and_was_reached_by_legal_moves(world: World) -> None:
    """What was never told has the status that it was made with."""
    for name, model in MOVING.items():
        for identity, status in world.session.execute(select(model.id, model.status)):
            told = world.statuses.setdefault((name, str(identity)), status)
            assert status == told or (name in FOLLOWING and status in model.MOVES[told])
            world.statuses[name, str(identity)] = status


def one_decision_at_most_stands_for_a_pair(world: World) -> None:
    standing = world.session.execute(
        select(func.count())
        .where(Decision.undone_at.is_(None))
        .group_by(Decision.round_id, Decision.need_id, Decision.offer_id)
    )
    assert {count for (count,) in standing} <= {1}


def what_became_a_partnership_was_approved_in_the_one_plan_of_its_round(world: World) -> None:
    """By as many people as its amount asks, and each approved match of a published plan is one partnership."""
    published = select(Plan.run_id, Round.id).join(Plan.run).join(Round).where(Plan.published_at.is_not(None))
    rounds = [round_ for _run, round_ in world.session.execute(published)]
    assert len(rounds) == len(set(rounds))
    statuses = dict(world.session.execute(select(Round.id, Round.status)).all())
    assert {one for one, status in statuses.items() if status == RoundStatus.PUBLISHED} == set(rounds)
    made = list(world.session.scalars(select(Partnership.match_id)))
    approved = world.session.scalars(
        select(Match.id).join(Match.plan).where(Plan.published_at.is_not(None), Match.status == MatchStatus.APPROVED)
    )
    assert sorted(made) == sorted(approved)
    for match in world.session.scalars(select(Match).where(Match.id.in_(made))):
        threshold = match.plan.run.round.policy.second_approval_money
        if match.amounts.total > threshold:
            assert twice_approved(world, match)


def twice_approved(world: World, match: Match) -> bool:
    decision = world.session.scalars(
        select(Decision).where(
            Decision.round_id == match.plan.run.round_id,
            Decision.need_id == match.need_id,
            Decision.offer_id == match.offer_id,
            Decision.undone_at.is_(None),
        )
    ).one()
    same = decision.amounts == match.amounts
    approving = decision.kind in (DecisionKind.APPROVE, DecisionKind.PIN)
    return same and approving and decision.seconded_by_id not in (None, decision.decided_by_id)
