"""Decisions that a run, or a study of its plan, found to contradict each other."""

import uuid
from collections.abc import Sequence, Set
from dataclasses import dataclass

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from app.services.engine import problems
from app.services.engine.answers import question_of
from app.services.engine.problems import Contradicting, Contradiction, Violation
from app.services.review import plan_parties
from app.services.review.pins import COUNTS, named
from app.services.review.plan_parties import Parties
from models import Decision, Need, Offer, Run, Study, StudyKind, User
from models.errors import Blocker, BrokenLimit, Figures, NotReady
from models.pairs import Pair
from models.rounds import DecisionKind


@dataclass(frozen=True)
class Side:
    """One side of a contradiction: what staff decided or, without a decision, what a study asks about or what the
    offer's own limits forbid."""

    need: Need
    offer: Offer
    decision: Decision | None
    is_asked: bool = False


@dataclass(frozen=True)
class Conflict:
    rules: Sequence[str]
    """Which cannot be kept."""
    limits: Sequence[BrokenLimit]
    """Those that the pins pass by themselves, in the round's unit."""
    sides: Sequence[Side]

    @property
    def stands(self) -> bool:
        """Whether none of its decisions was taken back."""
        return all(one.decision is None or one.decision.undone_at is None for one in self.sides)


def conflict_of(session: AuditedSession, work: Run | Study) -> Conflict | None:
    """Nothing where it did not fail of a conflict, or is so old that words alone were stored of it."""
    found = problems.read(work.problem)
    if not isinstance(found, Contradiction):
        return None
    run = work.plan.run if isinstance(work, Study) else work
    named: list[Contradicting | Violation] = [*found.conflicts, *found.violations]
    parties = plan_parties.named(
        session, {one.need for one in named if one.need}, {one.offer for one in named if one.offer}
    )
    asked = question_of(work) if isinstance(work, Study) and work.kind == StudyKind.DECISION else None
    decided = _decided(session, run, {(uuid.UUID(one.need), uuid.UUID(one.offer)) for one in found.conflicts})
    sides = [
        Side(parties.needs[one.need], parties.offers[one.offer], None, is_asked=True)
        if asked is not None and (one.need, one.offer) == (asked.need, asked.offer)
        else Side(parties.needs[one.need], parties.offers[one.offer], decided.get((one.decision, one.need, one.offer)))
        for one in found.conflicts
    ]
    rules = dict.fromkeys(rule for one in found.conflicts for rule in one.rules)
    limits = [limit for one in found.violations if (limit := _limit(one, parties, run))]
    return Conflict([*rules], limits, sides)


def refuse_known(session: AuditedSession, study: Study) -> None:
    """Raises NotReady where the engine found that no plan can hold what was asked beside decisions that still hold."""
    conflict = conflict_of(session, study)
    if conflict is not None and conflict.stands:
        raise NotReady(Blocker("known_conflict"))


def _decided(session: AuditedSession, run: Run, pairs: Set[Pair]) -> dict[tuple[str, str, str], Decision]:
    """What the run knew as decided of the pairs, whether or not it still holds, by the engine's word and ids."""
    found = session.scalars(
        select(Decision)
        .where(
            Decision.round_id == run.round_id,
            Decision.kind != DecisionKind.APPROVE,
            tuple_(Decision.need_id, Decision.offer_id).in_(pairs),
            Decision.decided_at <= run.created_at,
            or_(Decision.undone_at.is_(None), Decision.undone_at > run.created_at),
        )
        .options(joinedload(Decision.decided_by).lazyload(User.memberships))
    )
    return {
        ("pin" if one.kind == DecisionKind.PIN else "forbid", str(one.need_id), str(one.offer_id)): one for one in found
    }


def _limit(passed: Violation, parties: Parties, run: Run) -> BrokenLimit | None:
    """Nothing where its rule has no figures, and says all by its name."""
    need, offer = parties.needs.get(passed.need), parties.offers.get(passed.offer)
    titles = (need.title if need else "", offer.title if offer else "")
    found, limit = passed.found, passed.limit
    if isinstance(found, str) or isinstance(limit, str):
        if passed.rule == "window":
            return BrokenLimit(f"window:{found}", *titles)
        return BrokenLimit(passed.rule, *titles) if passed.rule.startswith("eligibility:") else None
    rule, party = named(passed.rule, found, limit, offer), offer or need
    unit = None if rule in COUNTS or party is None else run.round.unit_of(party)
    return BrokenLimit(rule, *titles, (Figures(found, limit, unit),))
