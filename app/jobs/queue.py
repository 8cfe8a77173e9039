"""The queue of runs: a job is kept in the transaction that made the run, so neither exists without the other."""

from dbos import DBOS, DBOSClient, EnqueueOptions
from sqlalchemy import Engine

from app.database import AuditedSession
from app.services import runs
from app.services.actor import Actor
from models import Run
from models.lifecycle import UNDER_WAY

APPLICATION = "commonground"
QUEUE = "plans"
WORKFLOW = "optimise"


def prepare(engine: Engine) -> None:
    """Create the job library's own tables, or bring them up to date. Idempotent; not inside a transaction."""
    DBOS.migrate(engine.url.render_as_string(hide_password=False))


def enqueue(session: AuditedSession, run: Run) -> None:
    """Have the run solved once the caller commits; its id is the job's. The tables of `prepare` must be there."""
    session.flush()
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    client = DBOSClient(system_database_engine=engine, application_name=APPLICATION, lazy=True)
    options: EnqueueOptions = {
        "workflow_name": WORKFLOW,
        "queue_name": QUEUE,
        "workflow_id": str(run.id),
        "workflow_id_reuse_policy": "reject",
    }
    client.enqueue_in_transaction(session, options, str(run.id))


def cancel(session: AuditedSession, run: Run, by: Actor) -> bool:
    """Whether it could still be cancelled. A worker that is on it sees so within a second and keeps nothing.

    The row is locked first: the worker reports progress on it all the time, and may end it between look and lock.
    """
    session.refresh(run, with_for_update=True)
    if run.status not in UNDER_WAY:
        return False
    runs.cancel(session, run, by)
    return True
