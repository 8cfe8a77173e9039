"""Decisions that a run, or a study of its plan, found to contradict each other, from what the engine said of them."""

import re
import uuid
from collections.abc import Sequence, Set
from dataclasses import dataclass

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from app.services.review import plan_parties
from app.services.review.pins import COUNTS, named
from app.services.review.plan_parties import Parties
from models import Decision, Need, Offer, Run, Study, User
from models.errors import Blocker, BrokenLimit, Figures, NotReady
from models.pairs import Pair
from models.rounds import DecisionKind

CODE = "conflict"

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
DECISION = re.compile(rf"(pin|forbid) ({UUID}) ({UUID}): breaks (.+)")
VIOLATION = re.compile(rf"(\S+):(?: need ({UUID}))?(?: offer ({UUID}))? (\d+) against (\d+)")


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
    """Nothing where it did not fail of a conflict, or where words alone were kept of it."""
    code, *lines = work.problem.splitlines() or [""]
    told = [found for line in lines if (found := DECISION.fullmatch(line))]
    if code != CODE or not told:
        return None
    run = work.plan.run if isinstance(work, Study) else work
    passed = [found for line in lines if (found := VIOLATION.fullmatch(line))]
    needs, offers = ([one[side] for one in (*told, *passed) if one[side]] for side in (2, 3))
    parties = plan_parties.named(session, needs, offers)
    asked = work.question if isinstance(work, Study) else {}
    decided = _decided(session, run, {_pair(one) for one in told})
    sides = [
        Side(parties.needs[need], parties.offers[offer], None, is_asked=True)
        if (need, offer) == (asked.get("need"), asked.get("offer"))
        else Side(parties.needs[need], parties.offers[offer], decided.get((word, need, offer)))
        for word, need, offer in (one.group(1, 2, 3) for one in told)
    ]
    rules = dict.fromkeys(rule for one in told for rule in one[4].split(", "))
    return Conflict([*rules], [_limit(one, parties, run) for one in passed], sides)


def is_told_by(line: str) -> bool:
    """Whether `conflict_of` reads this line of a problem."""
    return bool(DECISION.fullmatch(line) or VIOLATION.fullmatch(line))


def refuse_known(session: AuditedSession, study: Study) -> None:
    """Raises NotReady where the engine found that no plan can hold what was asked beside decisions that still hold."""
    conflict = conflict_of(session, study)
    if conflict is not None and conflict.stands:
        raise NotReady(Blocker("known_conflict"))


def _pair(told: re.Match[str]) -> Pair:
    return uuid.UUID(told[2]), uuid.UUID(told[3])


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


def _limit(passed: re.Match[str], parties: Parties, run: Run) -> BrokenLimit:
    need, offer = parties.needs.get(passed[2] or ""), parties.offers.get(passed[3] or "")
    found, limit = int(passed[4]), int(passed[5])
    rule, party = named(passed[1], found, limit, offer), offer or need
    unit = None if rule in COUNTS or party is None or party.currency is None else run.round.currency
    return BrokenLimit(rule, need.title if need else "", offer.title if offer else "", (Figures(found, limit, unit),))
