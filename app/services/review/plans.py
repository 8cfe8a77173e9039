"""Keeping what the engine found, and reading it again: totals, coverage, lines."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from app.database import AuditedSession
from app.services.engine.explanations import of_need
from app.services.engine.files import from_cell
from app.services.engine.snapshots import Snapshot, rows
from app.services.record.actor import PLATFORM
from app.services.record.audit import record
from app.services.record.stored import Stored, as_stored
from app.services.review import approvals
from app.services.review.work import succeed
from models import Decision, Match, Plan, Run, UnservedNeed
from models.amounts import HorizonAmounts
from models.base import utc_now
from models.lifecycle import MatchStatus
from models.pairs import Pair, pair
from models.vocabulary import Horizon


def keep(session: AuditedSession, run: Run, files: dict[str, str], explanations: "Explanations") -> Plan:
    """Keep a checked plan with its matches, and end the run. One transaction, once: a second call finds it kept."""
    if run.plan is not None:
        return run.plan
    plan = Plan(run=run, summary=json.loads(files["plan.json"]), files=files)
    session.add(plan)
    session.flush()
    decisions = approvals.standing(session, run.round_id)
    session.add_all(_with_approvals(_matches(plan, files["plan.csv"], explanations), decisions))
    session.add_all(_unserved(plan, run, files["plan.csv"], _of_needs(run, explanations)))
    succeed(session, run)
    return plan


def explain_further(session: AuditedSession, plan: Plan, explanations: "Explanations", *, to_the_end: bool) -> None:
    """Replace what is said of the needs left out by what was found since. The plan itself stays as it is, and promises
    more until the search came to its end."""
    found = _of_needs(plan.run, explanations)
    for one in _left_out(session, plan):
        one.explanation = found.get(str(one.need_id), one.explanation)
    if to_the_end:
        plan.explained_at = utc_now()
    record(session, PLATFORM, "plan.explain" if to_the_end else "plan.explain_in_part", plan)


def answered(session: AuditedSession, plan: Plan) -> list[str]:
    """The needs left out for which it is known what would bring them in, or that nothing was found."""
    return [str(one.need_id) for one in _left_out(session, plan) if of_need(one.explanation).changes is not None]


def _left_out(session: AuditedSession, plan: Plan) -> Iterable[UnservedNeed]:
    return session.scalars(select(UnservedNeed).where(UnservedNeed.plan_id == plan.id))


@dataclass(frozen=True)
class Explanations:
    """What the engine can say of each line, as it wrote it: (need, offer) or need -> codes and numbers."""

    matches: dict[tuple[str, str], Stored]
    needs: dict[str, Stored]


def _matches(plan: Plan, plan_csv: str, explanations: Explanations) -> Iterator[Match]:
    frozen = Snapshot.of(plan.run)
    for row in rows(plan_csv):
        yield Match(
            plan=plan,
            need_id=uuid.UUID(row["need_id"]),
            offer_id=uuid.UUID(row["offer_id"]),
            amounts=amounts(row, frozen.decimals_of(row["need_id"])),
            share_millionths=round(Decimal(row["share"]) * 1_000_000),
            score=float(row["score"]),
            explanation=explanations.matches.get((row["need_id"], row["offer_id"]), {}),
        )


def _with_approvals(matches: Iterable[Match], decisions: Mapping[Pair, Decision]) -> Iterator[Match]:
    """What staff pinned or approved before stays approved, where the new plan has exactly the same amounts."""
    for match in matches:
        decision = decisions.get(pair(match))
        if decision is not None and decision.kind in approvals.APPROVING and decision.amounts == match.amounts:
            match.status = MatchStatus.APPROVED
        yield match


def _of_needs(run: Run, explanations: Explanations) -> dict[str, Stored]:
    """What is said of each need; what one of the two sides refused is told apart from what staff forbade."""
    refused: defaultdict[str, set[str]] = defaultdict(set)
    for need_id, offer_id in Snapshot.of(run).refused:
        refused[need_id].add(offer_id)
    told = {need: of_need(explanations.needs[need]) for need in refused.keys() & explanations.needs.keys()}
    return explanations.needs | {need: as_stored(one.with_refused(refused[need])) for need, one in told.items()}


def _unserved(plan: Plan, run: Run, plan_csv: str, explanations: Mapping[str, Stored]) -> Iterator[UnservedNeed]:
    served = {row["need_id"] for row in rows(plan_csv)}
    for need_id in Snapshot.of(run).needs:
        if need_id not in served:
            yield UnservedNeed(plan=plan, need_id=uuid.UUID(need_id), explanation=explanations.get(need_id, {}))


def amounts(row: dict[str, str], places: int) -> HorizonAmounts:
    """In the smallest unit of the round's currency, or in hundredths of an expert-day."""
    return HorizonAmounts(*(from_cell(row[horizon] or 0, places) for horizon in Horizon))
