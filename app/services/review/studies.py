"""Studies: questions asked of a finished plan, each from queued to its end, and the answers that are kept."""

from collections.abc import Iterable

from sqlalchemy import Select, select

from app.database import AuditedSession
from app.services.engine import snapshots
from app.services.engine.answers import Question, question_of
from app.services.engine.snapshots import Part
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.stored import Stored, as_stored
from app.services.review import work
from app.services.review.locks import hold_unfinished
from models import Decision, Match, Offer, Organisation, Plan, Round, Run, Study, StudyKind
from models.lifecycle import UNFINISHED_RUN, RunStatus
from models.rounds import DecisionKind


def ask(
    session: AuditedSession, plan: Plan, kind: StudyKind, by: Actor, question: Question | None = None
) -> tuple[Study, bool]:
    """The study, and whether it is new: the same question that is still under way is not asked twice.

    Raises NotReady once the round is over.
    """
    hold_unfinished(session, plan.run.round)
    asked = as_stored(question) if question else {}
    for one in session.scalars(_of(plan, kind).where(Study.status.in_(UNFINISHED_RUN))):
        if one.question == asked:
            return one, False
    study = Study(plan=plan, kind=kind, question=asked, asked_by=by.user)
    session.add(study)
    record(session, by, "study.ask", study)
    return study, True


def newest(session: AuditedSession, plan: Plan, kind: StudyKind) -> Study | None:
    """However it ended, or still under way."""
    return session.scalar(_of(plan, kind).limit(1))


def newest_answered(session: AuditedSession, plan: Plan, kind: StudyKind) -> Study | None:
    return session.scalar(_of(plan, kind).where(Study.status == RunStatus.SUCCEEDED).limit(1))


def newest_plan(session: AuditedSession, round_: Round) -> Plan | None:
    """The plan of which it is asked what a decision would do."""
    of_round = select(Plan).join(Plan.run).where(Run.round_id == round_.id)
    return session.scalar(of_round.order_by(Plan.created_at.desc(), Plan.id).limit(1))


def not_reached(session: AuditedSession, plan: Plan, told: Iterable[str]) -> list[str]:
    """The names of those who give something in the plan and of whom nothing is told.

    The engine tells of partners by the names that they had when the run was frozen, and some have others by now: whom
    it means is read from the offers that were frozen with these names.
    """
    known = set(told)
    frozen = {
        one for one, row in snapshots.only(session, plan.run_id, Part.OFFERS).offers.items() if row["partner"] in known
    }
    giving = (
        select(Organisation.id, Organisation.name, Offer.id)
        .join(Offer, Offer.organisation_id == Organisation.id)
        .join(Match, Match.offer_id == Offer.id)
        .where(Match.plan_id == plan.id)
    )
    rows = [(identity, name, str(offer) in frozen) for identity, name, offer in session.execute(giving)]
    reached = {identity for identity, _name, is_told in rows if is_told}
    names = {identity: name for identity, name, _is_told in rows if identity not in reached}
    return sorted(names.values())


def decided_since(session: AuditedSession, study: Study) -> int:
    """On how many other pairs something that binds a run was decided, or taken back, since the run of the plan that the
    study asks about: its answer counts none of it."""
    run = study.plan.run
    taken = Decision.undone_at.is_(None) & (Decision.decided_at > run.created_at)
    taken_back = (Decision.undone_at > run.created_at) & (Decision.decided_at <= run.created_at)
    asked = question_of(study)
    rows = session.execute(
        select(Decision.need_id, Decision.offer_id).where(
            Decision.round_id == run.round_id, Decision.kind != DecisionKind.APPROVE, taken | taken_back
        )
    )
    return len({(str(need), str(offer)) for need, offer in rows} - {(asked.need, asked.offer)})


def answer(session: AuditedSession, study: Study, answer: Stored) -> None:
    """The study has succeeded with this."""
    study.answer = answer
    work.succeed(session, study)


def _of(plan: Plan, kind: StudyKind) -> Select[Study]:
    asked = select(Study).where(Study.plan_id == plan.id, Study.kind == kind)
    return asked.order_by(Study.created_at.desc(), Study.id)
