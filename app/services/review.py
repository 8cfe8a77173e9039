"""What staff decide on the lines of a plan, each with its reason."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.database import AuditedSession
from app.services import approvals, interests
from app.services.actor import Actor
from app.services.audit import record
from app.services.revisions import refuse_stale
from models import Decision, Match, Round
from models.base import utc_now
from models.errors import NotReady
from models.lifecycle import MatchStatus, RoundStatus
from models.rounds import DecisionKind

VERDICTS = {DecisionKind.APPROVE: MatchStatus.APPROVED, DecisionKind.REJECT: MatchStatus.REJECTED}


def decide(session: AuditedSession, matches: Iterable[Match], kind: DecisionKind, reason: str, by: Actor) -> int:
    """Approve or reject each match; how many. The reason is kept both when recommending and when not.

    A rejected pair is forbidden to later runs of the round. Raises NotReady once the round is over, ConflictOfInterest
    where the one who decides has an interest in a party.
    """
    differing = [match for match in matches if match.status != VERDICTS[kind]]
    _hold_open(session, differing)
    interests.refuse(session, by, {one for match in differing for one in approvals.parties(match)})
    _undo(session, differing, by)
    for match in differing:
        match.move_to(VERDICTS[kind])
        session.add(_decision(match, kind, reason, by))
        record(session, by, f"match.{kind}", match, reason=reason)
    return len(differing)


def decide_one(session: AuditedSession, match: Match, kind: DecisionKind, reason: str, version: int, by: Actor) -> int:
    """The same for one match as its reader saw it. Raises StaleForm where somebody else changed it meanwhile."""
    refuse_stale(session, match, version)
    return decide(session, [match], kind, reason, by)


def second(session: AuditedSession, matches: Sequence[Match], reason: str, by: Actor) -> int:
    """Approve what another reviewer approved and four eyes must see; how many."""
    _hold_open(session, matches)
    return approvals.second(session, matches, reason, by)


def second_one(session: AuditedSession, match: Match, reason: str, version: int, by: Actor) -> int:
    """The same for one match as its reader saw it. Raises StaleForm where somebody else changed it meanwhile."""
    refuse_stale(session, match, version)
    return second(session, [match], reason, by)


def standing(session: AuditedSession, match: Match) -> Decision | None:
    """The decision that holds for the pair of the match."""
    return session.scalar(
        select(Decision).where(
            Decision.round_id == match.plan.run.round_id,
            Decision.need_id == match.need_id,
            Decision.offer_id == match.offer_id,
            Decision.undone_at.is_(None),
        )
    )


def _hold_open(session: AuditedSession, matches: Iterable[Match]) -> None:
    """Raises NotReady once the round is over; until the commit nobody publishes it, and nobody else decides in it."""
    for round_ in {match.plan.run.round for match in matches}:
        hold_open(session, round_)


def hold_open(session: AuditedSession, round_: Round) -> None:
    session.refresh(round_, with_for_update=True)  # a publication that runs beside this waits, or went first
    if round_.status != RoundStatus.IN_REVIEW:
        raise NotReady("round_over")


def _undo(session: AuditedSession, matches: Sequence[Match], by: Actor) -> None:
    """End the decisions that hold for these pairs. Two statements, however many they are."""
    pairs = {(match.plan.run.round_id, match.need_id, match.offer_id) for match in matches}
    rounds = {round_id for round_id, _need, _offer in pairs}
    for one in session.scalars(select(Decision).where(Decision.round_id.in_(rounds), Decision.undone_at.is_(None))):
        if (one.round_id, one.need_id, one.offer_id) in pairs:
            one.undone_at, one.undone_by = utc_now(), by.user
    session.flush()


def _decision(match: Match, kind: DecisionKind, reason: str, by: Actor) -> Decision:
    return Decision(
        round_id=match.plan.run.round_id,
        need_id=match.need_id,
        offer_id=match.offer_id,
        kind=kind,
        amounts=match.amounts,
        reason=reason,
        decided_by=by.user,
    )
