"""The queues: a job is kept in the transaction that made what it works on, so neither exists without the other."""

from dataclasses import dataclass

from dbos import DBOS, DBOSClient, EnqueueOptions
from sqlalchemy import Engine

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.review import work as service
from app.services.review.work import RunOrStudy
from models import Run, Study
from models.lifecycle import UNFINISHED_RUN

APPLICATION = "commonground"


@dataclass(frozen=True)
class Job:
    workflow: str
    queue: str


JOBS: dict[type[RunOrStudy], Job] = {Run: Job("optimise", "plans"), Study: Job("answer", "studies")}
"""A queue each, so that a question does not wait behind a run that takes minutes."""


def prepare(engine: Engine) -> None:
    """Create the job library's own tables, or bring them up to date. Idempotent; not inside a transaction."""
    DBOS.migrate(engine.url.render_as_string(hide_password=False))


def enqueue(session: AuditedSession, work: RunOrStudy) -> None:
    """Have it done once the caller commits; its id is the job's. The tables of `prepare` must be there."""
    session.flush()
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    client = DBOSClient(system_database_engine=engine, application_name=APPLICATION, lazy=True)
    job = JOBS[type(work)]
    options: EnqueueOptions = {
        "workflow_name": job.workflow,
        "queue_name": job.queue,
        "workflow_id": str(work.id),
        "workflow_id_reuse_policy": "reject",
    }
    client.enqueue_in_transaction(session, options, str(work.id))


def cancel(session: AuditedSession, work: RunOrStudy, by: Actor) -> bool:
    """Whether it could still be cancelled. A worker that is on it sees so within a second and keeps nothing.

    The row is locked first: the worker reports progress on it all the time, and may end it between look and lock.
    """
    session.refresh(work, with_for_update=True)
    if work.status not in UNFINISHED_RUN:
        return False
    service.cancel(session, work, by)
    return True
