"""Real workers, killed without warning: nothing is lost, nothing is done twice, nothing is left running."""

import os
import signal
import time

from sqlalchemy import func, select, text

from app import jobs
from app.database import sessions
from app.services.actor import PLATFORM
from models import Plan, Run
from models.lifecycle import RunStatus

from .conftest import eventually, is_alive


def status(engine, run_id):
    with sessions(engine)() as session:
        return session.scalar(select(Run.status).where(Run.id == run_id))


def job_count(session):
    schema = "dbos." if session.get_bind().dialect.name == "postgresql" else ""
    return session.scalar(text(f"SELECT count(*) FROM {schema}workflow_status"))


def test_a_run_and_its_job_are_kept_together_or_not_at_all(engine, make, session):
    for finish, kept in ((session.rollback, 0), (make.commit, 1)):
        run = make.run(status=RunStatus.QUEUED)
        jobs.enqueue(session, run)
        finish()
        assert session.scalar(select(func.count()).select_from(Run)) == kept
        assert job_count(session) == kept
        session.rollback()


def test_a_killed_worker_leaves_no_solver_and_loses_no_run(engine, queued, worker, tmp_path):
    run_id = queued(enqueue=True)
    killed = worker()
    child = killed.child()
    assert status(engine, run_id) == RunStatus.RUNNING
    killed.kill()
    eventually(lambda: not is_alive(child), seconds=2)
    eventually(lambda: not list((tmp_path / "temporary").glob("commonground-run-*")), seconds=2)
    worker()
    eventually(lambda: status(engine, run_id) == RunStatus.SUCCEEDED)
    with sessions(engine)() as session:
        assert session.scalar(select(func.count()).select_from(Plan)) == 1


def test_a_cancelled_run_ends_its_solver_within_two_seconds(engine, queued, worker, tmp_path):
    run_id = queued(enqueue=True)
    child = worker().child()
    os.kill(child, signal.SIGSTOP)  # a solver that does not answer
    with sessions(engine).begin() as session:
        jobs.cancel(session, session.get_one(Run, run_id), PLATFORM)
    begun = time.monotonic()
    eventually(lambda: not is_alive(child), seconds=2)
    assert time.monotonic() - begun < 2
    eventually(lambda: not list((tmp_path / "temporary").glob("commonground-run-*")), seconds=2)
    assert status(engine, run_id) == RunStatus.CANCELLED
