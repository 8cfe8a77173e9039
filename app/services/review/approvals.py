"""Four eyes: a match above the policy's threshold is approved by two people, and by nobody with an interest in it."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, not_, or_, select, tuple_
from sqlalchemy.orm import selectinload

from app.database import AuditedSession
from app.services.people import interests
from app.services.record.actor import Actor
from app.services.record.audit import record_each
from models import Decision, Match, Need, Offer, Organisation, Plan, Policy, Programme, Reply, Round, Run, User
from models.base import utc_now
from models.errors import Blocker, NotReady
from models.lifecycle import MatchStatus, RoundStatus
from models.pairs import Pair, named, pair
from models.rounds import DecisionKind
from models.vocabulary import Horizon
from models.windows import ReplyKind

APPROVING = (DecisionKind.APPROVE, DecisionKind.PIN)
"""Decisions that let a match with their amounts be published."""


def parties(match: Match) -> set[uuid.UUID]:
    """The organisations on both sides, without loading them."""
    return {match.need.programme.organisation_id, match.offer.organisation_id}


def standing(session: AuditedSession, round_id: uuid.UUID) -> dict[Pair, Decision]:
    """The decision that holds for each pair of the round on which there is one."""
    found = session.scalars(
        select(Decision)
        .where(Decision.holds_in(round_id))
        .options(selectinload(Decision.decided_by), selectinload(Decision.seconded_by))
    )
    return {pair(one): one for one in found}


def standing_on(round_id: Any, need_id: Any, offer_id: Any) -> ColumnElement[bool]:
    """That a decision is the one that holds in the round for the pair in these columns."""
    return and_(Decision.holds_in(round_id), Decision.need_id == need_id, Decision.offer_id == offer_id)


IS_LARGE = Match.short + Match.medium + Match.long > case(
    (Need.currency.is_(None), Policy.second_approval_days), else_=Policy.second_approval_money
)
"""Above the threshold of its kind, so that four eyes must see it. This and what follows is asked of `_lines`."""

IS_SECONDED = and_(
    Decision.kind.in_(APPROVING),
    Decision.seconded_by_id.is_not(None),
    *(getattr(Decision, horizon) == getattr(Match, horizon) for horizon in Horizon),
)
"""Two people approved exactly these amounts."""

IS_APPROVED = Match.status == MatchStatus.APPROVED
WAITS = and_(IS_APPROVED, IS_LARGE, not_(IS_SECONDED))


@dataclass(frozen=True)
class Seconder:
    """Who may be the second person: for nothing that they approved themselves, or that touches their interests."""

    user_id: uuid.UUID
    interests: frozenset[uuid.UUID]

    def may_second(self) -> ColumnElement[bool]:
        return and_(
            Decision.decided_by_id != self.user_id,
            Programme.organisation_id.not_in(self.interests),
            Offer.organisation_id.not_in(self.interests),
        )


def seconder(session: AuditedSession, user: User) -> Seconder:
    return Seconder(user.id, interests.held_by(session, [user])[user.id])


def awaiting(plan: Plan, seconder: Seconder | None = None) -> Select[uuid.UUID]:
    """The ids of the matches of the plan that wait for a second approval: anybody's, or this person's."""
    waiting = _lines(Match.id).where(Match.plan_id == plan.id, WAITS)
    return waiting.where(seconder.may_second()) if seconder else waiting


def waits(session: AuditedSession, match: Match) -> bool:
    """Whether it is among them."""
    return session.scalar(awaiting(match.plan).where(Match.id == match.id)) is not None


def large(session: AuditedSession, plan: Plan) -> frozenset[uuid.UUID]:
    """The matches of the plan that two people must approve, whatever was decided of them."""
    return frozenset(session.scalars(_lines(Match.id).where(Match.plan_id == plan.id, IS_LARGE)))


def open_to(session: AuditedSession, user: User) -> tuple[int, uuid.UUID | None]:
    """How many approvals of others wait for this reviewer, in all rounds in review, and a run whose plan shows some."""
    waiting = (
        _lines(Decision.id, Run.id.label("run_id"), Run.created_at)
        .where(Round.status == RoundStatus.IN_REVIEW, WAITS, seconder(session, user).may_second())
        .subquery()
    )
    count = session.scalar(select(func.count(waiting.c.id.distinct()))) or 0
    return count, session.scalar(select(waiting.c.run_id).order_by(waiting.c.created_at.desc()).limit(1))


def second(session: AuditedSession, matches: Sequence[Match], reason: str, by: Actor) -> int:
    """Approve what another reviewer approved, of matches of one plan; how many. Those that need no second approval are
    passed over.

    Raises NotReady for one's own approval, ConflictOfInterest for an organisation in which one has an interest.
    """
    waiting = _open_approvals(session, matches)
    if any(decision.decided_by_id == (by.user.id if by.user else None) for _match, decision in waiting):
        raise NotReady(Blocker("own_approval"))
    interests.refuse(session, by, {one for match, _decision in waiting for one in parties(match)})
    for _match, decision in waiting:
        decision.seconded_by, decision.seconded_at, decision.seconded_because = by.user, utc_now(), reason
    record_each(session, by, "decision.second", [decision for _match, decision in waiting])
    return len(waiting)


def missing(session: AuditedSession, plan: Plan) -> Iterator[Blocker]:
    """Blockers, each with the match: an approver has an interest in it, a second approval is still to come, or its
    partner objected since it was approved."""
    needs_another = _names(session, plan, _of_interest(interests.held_by(session, _deciders(session, plan))))
    yield from (Blocker("other_approver", name) for name in needs_another)
    waiting = _names(session, plan, WAITS) - needs_another
    yield from (Blocker("second_approval", name) for name in waiting)
    yield from (Blocker("objected", name) for name in objected_matches(session, plan))


def objected_matches(session: AuditedSession, plan: Plan) -> dict[str, list[uuid.UUID]]:
    """The approved matches of the plan to which their partners objected since, as a reviewer knows them."""
    pairs = tuple_(Match.need_id, Match.offer_id).in_(_objected_pairs(plan.run.round_id))
    found: dict[str, list[uuid.UUID]] = {}
    rows = session.execute(_approved(plan, Need.title, Organisation.name, Match.id).where(pairs).order_by(Match.id))
    for need, partner, match_id in rows:
        found.setdefault(named(need, partner), []).append(match_id)
    return found


def objected(session: AuditedSession, round_id: uuid.UUID) -> set[Pair]:
    """The pairs of the round to which their partners objected after the decision that holds, or its second approval."""
    return {(need_id, offer_id) for need_id, offer_id in session.execute(_objected_pairs(round_id))}


def _objected_pairs(round_id: uuid.UUID) -> Select[uuid.UUID, uuid.UUID]:
    """An objection to a pair stands in every plan of the round, whichever plan's window it was made in."""
    return (
        select(Match.need_id, Match.offer_id)
        .join(Reply, Reply.match_id == Match.id)
        .join(Match.plan)
        .join(Plan.run)
        .join(Decision, standing_on(round_id, Match.need_id, Match.offer_id))
        .where(
            Run.round_id == round_id,
            Reply.kind == ReplyKind.OBJECTION,
            Reply.replied_at > func.coalesce(Decision.seconded_at, Decision.decided_at),
        )
    )


def _deciders(session: AuditedSession, plan: Plan) -> Sequence[User]:
    """Whose decisions hold in the round, the seconding ones too."""
    both = (Decision.decided_by_id, Decision.seconded_by_id)
    people = (select(column).where(Decision.holds_in(plan.run.round_id)) for column in both)
    return session.scalars(select(User).where(or_(*(User.id.in_(ids) for ids in people)))).all()


def _of_interest(held: Mapping[uuid.UUID, frozenset[uuid.UUID]]) -> ColumnElement[bool]:
    """That somebody decided on an organisation in which they have an interest; `held` tells who has which."""
    return or_(
        false(),
        *(
            or_(Decision.decided_by_id == user_id, Decision.seconded_by_id == user_id)
            & or_(Programme.organisation_id.in_(organisations), Offer.organisation_id.in_(organisations))
            for user_id, organisations in held.items()
            if organisations
        ),
    )


def decided_otherwise(session: AuditedSession, plan: Plan) -> Iterator[Blocker]:
    """The needs on whose match a later decision of the round, made on another plan, says something else.

    A pin lets only its own amounts through.
    """
    others = or_(*(getattr(Decision, horizon) != getattr(Match, horizon) for horizon in Horizon))
    otherwise = Decision.kind.not_in(APPROVING) | ((Decision.kind == DecisionKind.PIN) & others)
    for title in session.scalars(_approved(plan, Need.title).where(otherwise)):
        yield Blocker("decided_otherwise", title)


def _names(session: AuditedSession, plan: Plan, of: ColumnElement[bool]) -> set[str]:
    """The approved matches as a reviewer knows them."""
    rows = session.execute(_approved(plan, Need.title, Organisation.name).where(of))
    return {named(need, partner) for need, partner in rows}


def _approved(plan: Plan, *wanted: Any) -> Select[Any]:
    return _lines(*wanted).where(Match.plan_id == plan.id, IS_APPROVED)


def _lines(*wanted: Any) -> Select[Any]:
    """Matches with both parties, their round and its policy, and the decision that holds, where there is one."""
    return (
        select(*wanted)
        .select_from(Match)
        .join(Match.plan)
        .join(Plan.run)
        .join(Run.round)
        .join(Round.policy)
        .join(Match.need)
        .join(Need.programme)
        .join(Match.offer)
        .join(Offer.organisation)
        .outerjoin(Decision, standing_on(Run.round_id, Match.need_id, Match.offer_id))
    )


def _open_approvals(session: AuditedSession, matches: Sequence[Match]) -> list[tuple[Match, Decision]]:
    """Those among the matches of one plan that wait for a second approval, each with the first."""
    if not matches:
        return []
    plan = matches[0].plan
    waiting, decisions = set(session.scalars(awaiting(plan))), standing(session, plan.run.round_id)
    return [(match, decisions[pair(match)]) for match in matches if match.id in waiting and pair(match) in decisions]
