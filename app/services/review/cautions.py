"""What speaks against a match: an objection of its partner in the round, or a standing no of one of the two sides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.database import AuditedSession
from app.services.partnerships import refusals
from models import Match, Plan, Refusal, Reply, Run
from models.pairs import Pair, pair
from models.windows import ReplyKind


@dataclass
class Caution:
    objections: list[Reply] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def of_matches(session: AuditedSession, plan: Plan, matches: Iterable[Match]) -> Mapping[Pair, Caution]:
    """By pair, for those of these matches of the plan that something speaks against. Two queries.

    An objection to a pair stands in every plan of its round, whichever plan's window it was made in.
    """
    found: dict[Pair, Caution] = {}
    pairs = {pair(match) for match in matches}
    objections = (
        select(Reply)
        .join(Reply.match)
        .join(Match.plan)
        .join(Plan.run)
        .where(Reply.kind == ReplyKind.OBJECTION, Run.round_id == plan.run.round_id)
        .options(contains_eager(Reply.match))
        .order_by(Reply.replied_at, Reply.id)
    )
    for reply in session.scalars(objections):
        if pair(reply.match) in pairs:
            found.setdefault(pair(reply.match), Caution()).objections.append(reply)
    for refusal in refusals.of_plan(session, plan):
        if refusals.pair(refusal) in pairs:
            found.setdefault(refusals.pair(refusal), Caution()).refusals.append(refusal)
    return found
