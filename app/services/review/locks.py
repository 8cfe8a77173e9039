"""What waits for what: a round, and the parties of a plan, are held until the commit."""

from collections.abc import Set

from sqlalchemy import select

from app.database import AuditedSession
from models import Match, Need, Offer, Plan, Round
from models.errors import Blocker, NotReady
from models.lifecycle import UNFINISHED_ROUND, RoundStatus


def hold_in_review(session: AuditedSession, round_: Round) -> None:
    """Raises NotReady once the round is over; until the commit nobody else publishes it, closes it or decides in it."""
    _hold(session, round_, {RoundStatus.IN_REVIEW})


def hold_unfinished(session: AuditedSession, round_: Round) -> None:
    """The same for what may be done before the review as well: nobody ends the round and leaves it behind."""
    _hold(session, round_, UNFINISHED_ROUND)


def _hold(session: AuditedSession, round_: Round, among: Set[RoundStatus]) -> None:
    session.refresh(round_, with_for_update=True)
    if round_.status not in among:
        raise NotReady(Blocker("round_over"))


def hold_parties(session: AuditedSession, plan: Plan) -> None:
    """Other publications wait here: what a need has and how many partners an offer took is counted once at a time.

    One order for all: two publications never wait for each other.
    """
    for model, column in ((Need, Match.need_id), (Offer, Match.offer_id)):
        of_plan = select(column).where(Match.plan_id == plan.id)
        session.execute(select(model.id).where(model.id.in_(of_plan)).order_by(model.id).with_for_update())
