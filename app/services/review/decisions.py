"""What staff decide on the lines of a plan, each with its reason, and how they take it back until publication."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, select, tuple_

from app.database import AuditedSession
from app.services.partnerships import refusals
from app.services.people import interests
from app.services.record import terms
from app.services.record.actor import Actor
from app.services.record.audit import record, record_each
from app.services.record.revisions import refuse_stale
from app.services.review import approvals
from app.services.review.locks import hold_in_review
from app.services.review.pins import refuse_impossible
from models import Decision, Match, Need, Offer, Plan, Round, Run
from models.amounts import NOTHING, HorizonAmounts
from models.base import utc_now
from models.errors import DecidedMeanwhile
from models.lifecycle import MatchStatus
from models.pairs import Pair, named, pair
from models.rounds import DecisionKind

VERDICTS = {
    DecisionKind.APPROVE: MatchStatus.APPROVED,
    DecisionKind.REJECT: MatchStatus.REJECTED,
    DecisionKind.FORBID: MatchStatus.REJECTED,
}
"""A pin is an approval of the amounts that it names: see `_verdict`."""

REFUSING = frozenset({DecisionKind.REJECT, DecisionKind.FORBID})
"""What the city reads the reason of, once the plan is published."""


def decide(
    session: AuditedSession,
    matches: Iterable[Match],
    kind: DecisionKind,
    reason: str,
    today: date,
    by: Actor,
    amounts: HorizonAmounts | None = None,
) -> int:
    """Decide on matches of one plan; how many were not decided so already. A pin holds `amounts`, or each its own.

    What is approved once more after its partner objected is decided anew: the objection was weighed.
    A rejected or forbidden pair is forbidden to later runs of the round, a pinned one is in them with its amounts.
    Raises NotReady once the round is over or where a pair that is pinned was refused by one of its sides, BeyondLimits
    where no plan could hold what is pinned, ConflictOfInterest where the one who decides has an interest in a party,
    BrokenRules where it is refused with too short a reason.
    """
    _refuse_unreasoned(kind, reason)
    asked = list(matches)
    hold_open(session, asked)
    known = _standing(session, asked)
    differing = undecided(session, asked, kind, amounts)
    refuse(session, differing, kind, today, by, amounts)
    for match in differing:
        _end(known.get(pair(match)), by)
    session.flush()  # the one that holds has ended before another stands in its place
    _mark(differing, lambda match: _verdict(match, kind, amounts or match.amounts))
    session.add_all(
        _decision(one.plan.run.round, one.need, one.offer, kind, amounts or one.amounts, reason, by)
        for one in differing
    )
    pinned = {"amounts": list(amounts)} if amounts else {}
    record_each(session, by, f"match.{kind}", differing, reason=reason, **pinned)
    return len(differing)


def _refuse_unreasoned(kind: DecisionKind, reason: str) -> None:
    if kind in REFUSING:
        terms.refuse(*terms.broken_reason("reason", reason))


def undecided(
    session: AuditedSession, matches: Sequence[Match], kind: DecisionKind, amounts: HorizonAmounts | None = None
) -> list[Match]:
    """Those among these matches of one plan that are not decided so already, or whose approval an objection of their
    partner has called into question since."""
    known, questioned = _standing(session, matches), _questioned(session, matches, kind)
    return [
        one
        for one in matches
        if pair(one) in questioned or not _is_settled(one, known.get(pair(one)), kind, amounts or one.amounts)
    ]


def refuse(
    session: AuditedSession,
    matches: Sequence[Match],
    kind: DecisionKind,
    today: date,
    by: Actor,
    amounts: HorizonAmounts | None = None,
) -> None:
    """Raises, as `decide` would, where this may not be decided by this person; changes nothing."""
    interests.refuse(session, by, {one for match in matches for one in approvals.parties(match)})
    if kind == DecisionKind.PIN and matches:
        pins = {pair(match): amounts or match.amounts for match in matches}
        _refuse_pins(session, matches[0].plan.run.round, pins, today)


def decide_one(
    session: AuditedSession,
    match: Match,
    kind: DecisionKind,
    reason: str,
    version: int,
    today: date,
    by: Actor,
    amounts: HorizonAmounts | None = None,
) -> int:
    """The same for one match as its reader saw it. Raises StaleForm where somebody else changed it meanwhile."""
    refuse_stale(session, match, version)
    return decide(session, [match], kind, reason, today, by, amounts)


def refuse_one(
    session: AuditedSession,
    match: Match,
    kind: DecisionKind,
    version: int,
    today: date,
    by: Actor,
    amounts: HorizonAmounts | None = None,
) -> None:
    """Raises, as `decide_one` would, where this may not be decided by this person; changes nothing."""
    refuse_stale(session, match, version)
    hold_open(session, [match])
    refuse(session, undecided(session, [match], kind, amounts), kind, today, by, amounts)


def decide_pair(
    session: AuditedSession,
    round_: Round,
    need: Need,
    offer: Offer,
    kind: DecisionKind,
    reason: str,
    today: date,
    by: Actor,
    amounts: HorizonAmounts | None = None,
) -> Decision:
    """Pin or forbid a need and an offer that may be in no plan yet: the next run takes it as given.

    Raises as `decide` does.
    """
    _refuse_unreasoned(kind, reason)
    refuse_pair(session, round_, need, offer, kind, today, by, amounts)
    _end(approvals.standing(session, round_.id).get((need.id, offer.id)), by)
    session.flush()
    decision = _decision(round_, need, offer, kind, amounts or NOTHING, reason, by)
    session.add(decision)
    matches = _matches_of(session, round_, [(need.id, offer.id)])
    _mark(matches, lambda match: _verdict(match, kind, decision.amounts))
    record(session, by, f"decision.{kind}", decision)
    record_each(session, by, f"match.{kind}", matches, reason=reason)
    return decision


def refuse_pair(
    session: AuditedSession,
    round_: Round,
    need: Need,
    offer: Offer,
    kind: DecisionKind,
    today: date,
    by: Actor,
    amounts: HorizonAmounts | None = None,
) -> None:
    """Raises, as `decide_pair` would, where this may not be decided by this person; changes nothing."""
    hold_in_review(session, round_)
    interests.refuse(session, by, {need.programme.organisation_id, offer.organisation_id})
    if kind == DecisionKind.PIN:
        _refuse_pins(session, round_, {(need.id, offer.id): amounts or NOTHING}, today)


def take_back(session: AuditedSession, matches: Iterable[Match], by: Actor) -> int:
    """Undo the decisions that hold for these matches of one plan; how many. Each is proposed again, in every plan, and
    says so in its history."""
    decided = [match for match in matches if match.status != MatchStatus.PROPOSED]
    hold_open(session, decided)
    interests.refuse(session, by, {one for match in decided for one in approvals.parties(match)})
    known = _standing(session, decided)
    for match in decided:
        _end(known.get(pair(match)), by)
    _propose_again(session, decided, by)
    return len(decided)


def take_back_decision(session: AuditedSession, decision: Decision, by: Actor) -> None:
    """Undo one decision. Taking it back twice changes nothing."""
    round_ = session.get_one(Round, decision.round_id)
    hold_in_review(session, round_)
    session.refresh(decision, ["undone_at"])
    if decision.undone_at is None:
        interests.refuse(session, by, {decision.need.programme.organisation_id, decision.offer.organisation_id})
        _end(decision, by)
        record(session, by, "decision.take_back", decision)
        _propose_again(session, _matches_of(session, round_, [pair(decision)]), by)


def second(session: AuditedSession, matches: Sequence[Match], reason: str, by: Actor) -> int:
    """Approve what another reviewer approved and four eyes must see; how many."""
    hold_open(session, matches)
    return approvals.second(session, matches, reason, by)


def second_one(session: AuditedSession, match: Match, reason: str, version: int, by: Actor) -> int:
    """The same for one match as its reader saw it. Raises StaleForm where somebody else changed it meanwhile."""
    refuse_stale(session, match, version)
    return second(session, [match], reason, by)


class Unchanged(NamedTuple):
    """Matches on which a decision would change nothing, for one reason, with the names that it speaks of."""

    code: str
    names: tuple[str, ...]
    matches: int


def unchanged(session: AuditedSession, matches: Sequence[Match], by: Actor) -> list[Unchanged]:
    """Why nothing changed of these matches of one plan: what holds of them, and whose second approval is missing."""
    known, own = _standing(session, matches), _interests(session, by)
    waiting = set(session.scalars(approvals.awaiting(matches[0].plan))) if matches else set()
    found = Counter(_unchanged(match, known.get(pair(match)), match.id in waiting, by, own) for match in matches)
    return [Unchanged(code, names, count) for (code, names), count in sorted(found.items())]


def _unchanged(
    match: Match, decision: Decision | None, waits: bool, by: Actor, own: Set[uuid.UUID]
) -> tuple[str, tuple[str, ...]]:
    if decision is None:
        return "undecided" if match.status == MatchStatus.PROPOSED else "decided", ()
    first = decision.decided_by.name or decision.decided_by.email
    if not waits:
        return "decided", (first,)
    if by.user is not None and decision.decided_by_id == by.user.id:
        return "waits_for_another", ()
    if approvals.parties(match) & own:
        names = (one.name for one in (match.need.programme.organisation, match.offer.organisation) if one.id in own)
        return "interest", (first, *names)
    return "waits_for_you", (first,)


def _interests(session: AuditedSession, by: Actor) -> frozenset[uuid.UUID]:
    return interests.held_by(session, [by.user])[by.user.id] if by.user else frozenset()


def as_seen(
    session: AuditedSession, plan: Plan, wanted: Select[Any], concerned: Select[Any], seen: int
) -> Sequence[Match]:
    """The wanted matches, held for a decision. Raises DecidedMeanwhile, with what changed, where one of those that it
    concerns was decided on since the plan was at the revision `seen`."""
    hold_in_review(session, plan.run.round)
    session.refresh(plan, ["revision"])
    if plan.revision > seen:
        changed = session.scalars(concerned.where(Match.revision > seen).order_by(Match.id)).unique().all()
        if changed:
            raise DecidedMeanwhile(_changes(changed, _standing(session, changed)))
    return session.scalars(wanted.order_by(Match.id)).unique().all()


def standing(session: AuditedSession, match: Match) -> Decision | None:
    """The decision that holds for the pair of the match."""
    holds = approvals.standing_on(match.plan.run.round_id, match.need_id, match.offer_id)
    return session.scalar(select(Decision).where(holds))


def hold_open(session: AuditedSession, matches: Iterable[Match]) -> None:
    """Raises NotReady once the round is over; until the commit nobody publishes it, and nobody else decides in it."""
    for round_ in {match.plan.run.round for match in matches}:
        hold_in_review(session, round_)


def _refuse_pins(session: AuditedSession, round_: Round, pins: Mapping[Pair, HorizonAmounts], today: date) -> None:
    """Raises NotReady where one of their sides refused a pair, BeyondLimits where no plan could hold the pins."""
    refusals.refuse_pins(session, pins.keys())
    refuse_impossible(session, round_, pins, today)


def _standing(session: AuditedSession, matches: Sequence[Match]) -> dict[Pair, Decision]:
    """The decisions that hold for these matches, all of one round."""
    return approvals.standing(session, matches[0].plan.run.round_id) if matches else {}


def _questioned(session: AuditedSession, matches: Sequence[Match], kind: DecisionKind) -> Set[Pair]:
    """The pairs whose partners objected since: who approves them again, or pins them, decides anew."""
    asks = bool(matches) and kind in approvals.APPROVING
    return approvals.objected(session, matches[0].plan.run.round_id) if asks else frozenset()


def _changes(changed: Sequence[Match], decisions: dict[Pair, Decision]) -> list[tuple[str, StrEnum, str]]:
    """What each is now, and who decided so (nobody, where a decision was taken back)."""
    return [
        (
            named(one.need.title, one.offer.organisation.name),
            one.status,
            decisions[pair(one)].decided_by.name if pair(one) in decisions else "",
        )
        for one in changed
    ]


def _verdict(match: Match, kind: DecisionKind, amounts: HorizonAmounts) -> MatchStatus:
    """A pin of other amounts than the match has changes it: the next run makes the plan around them."""
    if kind == DecisionKind.PIN:
        return MatchStatus.APPROVED if amounts == match.amounts else MatchStatus.CHANGED
    return VERDICTS[kind]


def _is_settled(match: Match, decision: Decision | None, kind: DecisionKind, amounts: HorizonAmounts) -> bool:
    """Whether it was decided so already."""
    same = decision is not None and (decision.kind, decision.amounts) == (kind, amounts)
    return match.status == _verdict(match, kind, amounts) and (same or (decision is None and kind in VERDICTS))


def _mark(matches: Sequence[Match], verdict: Callable[[Match], MatchStatus]) -> None:
    """Give the matches their status, at the next revision of their plans."""
    for plan in {match.plan for match in matches}:
        plan.revision += 1
    for match in matches:
        match.revision = match.plan.revision
        if match.status != verdict(match):
            match.move_to(verdict(match))


def _end(decision: Decision | None, by: Actor) -> None:
    if decision is not None:
        decision.undone_at, decision.undone_by = utc_now(), by.user


def _propose_again(session: AuditedSession, matches: Sequence[Match], by: Actor) -> None:
    """Where a decision is no more, no plan of the round may go on as if it were. Each match has its own event."""
    if matches:
        everywhere = _matches_of(session, matches[0].plan.run.round, [pair(match) for match in matches])
        decided = [one for one in everywhere if one.status != MatchStatus.PROPOSED]
        _mark(decided, lambda _match: MatchStatus.PROPOSED)
        record_each(session, by, "match.take_back", decided)


def _matches_of(session: AuditedSession, round_: Round, pairs: Sequence[Pair]) -> Sequence[Match]:
    """The matches of these pairs, in all plans of the round."""
    return session.scalars(
        select(Match)
        .join(Match.plan)
        .join(Plan.run)
        .where(Run.round_id == round_.id, tuple_(Match.need_id, Match.offer_id).in_(pairs))
        .order_by(Match.id)
    ).all()


def _decision(
    round_: Round, need: Need, offer: Offer, kind: DecisionKind, amounts: HorizonAmounts, reason: str, by: Actor
) -> Decision:
    return Decision(
        round_id=round_.id, need=need, offer=offer, kind=kind, amounts=amounts, reason=reason, decided_by=by.user
    )
