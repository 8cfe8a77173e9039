"""Four eyes: a match above the policy's threshold is approved by two people, and by nobody with an interest in it."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Uuid, case, exists, func, literal, select
from sqlalchemy.orm import aliased, selectinload

from app.database import AuditedSession
from app.services import interests
from app.services.actor import Actor
from app.services.audit import record_each
from models import Decision, Match, Need, Offer, Plan, Policy, Programme, Round, Run, User
from models.base import utc_now
from models.errors import NotReady
from models.lifecycle import MatchStatus, RoundStatus
from models.rounds import DecisionKind

APPROVING = (DecisionKind.APPROVE, DecisionKind.PIN)
"""Decisions that let a match with their amounts be published."""

Pair = tuple[uuid.UUID, uuid.UUID]


def pair(thing: Match | Decision) -> Pair:
    return thing.need_id, thing.offer_id


def parties(match: Match) -> set[uuid.UUID]:
    """The organisations on both sides, without loading them."""
    return {match.need.programme.organisation_id, match.offer.organisation_id}


def named(match: Match) -> str:
    """As a reviewer knows it."""
    return f"{match.need.title} – {match.offer.organisation.name}"


def standing(session: AuditedSession, round_id: uuid.UUID) -> dict[Pair, Decision]:
    """The decision that holds for each pair of the round on which there is one."""
    found = session.scalars(
        select(Decision)
        .where(Decision.round_id == round_id, Decision.undone_at.is_(None))
        .options(selectinload(Decision.decided_by), selectinload(Decision.seconded_by))
    )
    return {pair(one): one for one in found}


def needs_second(match: Match, policy: Policy) -> bool:
    """Whether its amount is above the threshold of its kind."""
    threshold = policy.second_approval_days if match.need.currency is None else policy.second_approval_money
    return threshold is not None and match.amounts.total > threshold


def waits(match: Match, decision: Decision | None) -> bool:
    """Whether it is approved once, and four eyes must see it."""
    approved = match.status == MatchStatus.APPROVED and decision is not None
    return approved and needs_second(match, match.plan.run.round.policy) and not is_seconded(match, decision)


def lets_through(match: Match, decision: Decision) -> bool:
    """Whether the decision, perhaps made on another plan, lets the match be published: a pin lets only its amounts."""
    pinned_otherwise = decision.kind == DecisionKind.PIN and decision.amounts != match.amounts
    return decision.kind in APPROVING and not pinned_otherwise


def is_seconded(match: Match, decision: Decision | None) -> bool:
    """Whether two people approved exactly these amounts."""
    return (
        decision is not None
        and decision.kind in APPROVING
        and decision.seconded_by_id is not None
        and decision.amounts == match.amounts
    )


def awaiting_second(plan: Plan) -> ColumnElement[bool]:
    """The approved matches of the plan that nobody seconded yet, for a list that joins their needs."""
    policy = plan.run.round.policy
    days, money = (literal(one, BigInteger) for one in (policy.second_approval_days, policy.second_approval_money))
    return _unseconded(days, money, literal(plan.run.round_id, Uuid))


def open_to(session: AuditedSession, user: User) -> tuple[int, uuid.UUID | None]:
    """How many approvals of others wait for this reviewer, in all rounds in review, and a run whose plan shows some.

    What the reviewer approved, and what touches an organisation of their interest, waits for somebody else.
    """
    own = interests.held_by(session, [user])[user.id]
    waiting = (
        select(Decision.id, Run.id.label("run_id"), Run.created_at)
        .join(Match, (Match.need_id == Decision.need_id) & (Match.offer_id == Decision.offer_id))
        .join(Match.plan)
        .join(Plan.run)
        .join(Run.round)
        .join(Round.policy)
        .join(Need, Match.need_id == Need.id)
        .join(Programme, Need.programme_id == Programme.id)
        .join(Offer, Match.offer_id == Offer.id)
        .where(
            Decision.round_id == Run.round_id,
            Decision.undone_at.is_(None),
            Decision.decided_by_id != user.id,
            Round.status == RoundStatus.IN_REVIEW,
            Programme.organisation_id.not_in(own),
            Offer.organisation_id.not_in(own),
            _unseconded(Policy.second_approval_days, Policy.second_approval_money, Run.round_id),
        )
        .subquery()
    )
    count = session.scalar(select(func.count(waiting.c.id.distinct()))) or 0
    return count, session.scalar(select(waiting.c.run_id).order_by(waiting.c.created_at.desc()).limit(1))


def _unseconded(days: Any, money: Any, round_id: Any) -> ColumnElement[bool]:
    """Approved matches above the threshold of their kind, whose amounts nobody seconded in the round."""
    threshold = case((Need.currency.is_(None), days), else_=money)
    seconding = aliased(Decision)
    seconded = exists().where(
        seconding.round_id == round_id,
        seconding.need_id == Match.need_id,
        seconding.offer_id == Match.offer_id,
        seconding.undone_at.is_(None),
        seconding.seconded_by_id.is_not(None),
        seconding.kind.in_(APPROVING),
        seconding.short == Match.short,
        seconding.medium == Match.medium,
        seconding.long == Match.long,
    )
    return (Match.status == MatchStatus.APPROVED) & (Match.short + Match.medium + Match.long > threshold) & ~seconded


def second(session: AuditedSession, matches: Sequence[Match], reason: str, by: Actor) -> int:
    """Approve what another reviewer approved; how many. Matches that need no second approval are passed over.

    Raises NotReady for one's own approval, ConflictOfInterest for an organisation in which one has an interest.
    """
    waiting = _open_approvals(session, matches)
    if any(decision.decided_by_id == (by.user.id if by.user else None) for _match, decision in waiting):
        raise NotReady("own_approval")
    interests.refuse(session, by, {one for match, _decision in waiting for one in parties(match)})
    for _match, decision in waiting:
        decision.seconded_by, decision.seconded_at, decision.seconded_because = by.user, utc_now(), reason
    record_each(session, by, "decision.second", [decision for _match, decision in waiting])
    return len(waiting)


def missing(session: AuditedSession, approved: Sequence[Match], decisions: Mapping[Pair, Decision]) -> Iterator[str]:
    """Codes, each with the match: an approver has an interest in it, or a second approval is still to come."""
    known = {pair(match): decisions[pair(match)] for match in approved if pair(match) in decisions}
    held = interests.held_by(
        session, {user for one in known.values() for user in (one.decided_by, one.seconded_by) if user}
    )
    for match in approved:
        decision, policy = known.get(pair(match)), match.plan.run.round.policy
        approvers = {decision.decided_by_id, decision.seconded_by_id} - {None} if decision else set()
        if any(held[one] & parties(match) for one in approvers if one):
            yield f"other_approver:{named(match)}"
        elif needs_second(match, policy) and not is_seconded(match, decision):
            yield f"second_approval:{named(match)}"


def _open_approvals(session: AuditedSession, matches: Sequence[Match]) -> list[tuple[Match, Decision]]:
    """The approved matches among them that wait for a second approval, each with the first."""
    decisions: dict[Pair, Decision] = {}
    for round_id in {match.plan.run.round_id for match in matches}:
        decisions |= standing(session, round_id)
    known = [(match, decisions[pair(match)]) for match in matches if pair(match) in decisions]
    return [(match, decision) for match, decision in known if waits(match, decision)]
