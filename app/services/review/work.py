"""The way of a run or a study from queued to its end: the same steps for both, each with its event."""

from sqlalchemy import exists, select

from app.database import AuditedSession
from app.services.engine import problems
from app.services.engine.problems import Problem
from app.services.engine.progress import Progress
from app.services.record.actor import PLATFORM, Actor
from app.services.record.audit import record
from models import Plan, Round, Run, Study
from models.base import noun, utc_now
from models.lifecycle import UNFINISHED_RUN, RunStatus

RunOrStudy = Run | Study


def begin(session: AuditedSession, work: RunOrStudy) -> None:
    work.move_to(RunStatus.RUNNING)
    work.started_at = utc_now()
    _record(session, PLATFORM, "begin", work)


def report(session: AuditedSession, work: RunOrStudy, progress: Progress) -> None:
    """How far it is."""
    work.progress = progress.as_stored()
    _record(session, PLATFORM, "report", work)


def succeed(session: AuditedSession, work: RunOrStudy) -> None:
    _end(work, RunStatus.SUCCEEDED)
    _record(session, PLATFORM, "succeed", work)


def fail(session: AuditedSession, work: RunOrStudy, problem: Problem) -> None:
    _end(work, RunStatus.FAILED)
    work.problem = problems.text(problem)
    _record(session, PLATFORM, "fail", work)


def cancel(session: AuditedSession, work: RunOrStudy, by: Actor) -> None:
    _end(work, RunStatus.CANCELLED)
    _record(session, by, "cancel", work)


def cancel_unfinished(session: AuditedSession, round_: Round, by: Actor) -> None:
    """Nobody decides in the round any more: what its runs could still find, and its studies answer, is of no use."""
    runs = select(Run).where(Run.round_id == round_.id, Run.status.in_(UNFINISHED_RUN)).order_by(Run.id)
    of_round = exists().where(Plan.id == Study.plan_id, Plan.run_id == Run.id, Run.round_id == round_.id)
    studies = select(Study).where(of_round, Study.status.in_(UNFINISHED_RUN)).order_by(Study.id)
    for run in session.scalars(runs.with_for_update()).all():
        cancel(session, run, by)
    for study in session.scalars(studies.with_for_update()).all():
        cancel(session, study, by)


def run_of(work: RunOrStudy) -> Run:
    """Itself, or the one whose plan is asked about."""
    return work if isinstance(work, Run) else work.plan.run


def _end(work: RunOrStudy, status: RunStatus) -> None:
    work.move_to(status)
    work.ended_at = utc_now()


def _record(session: AuditedSession, by: Actor, step: str, work: RunOrStudy) -> None:
    record(session, by, f"{noun(type(work))}.{step}", work)
