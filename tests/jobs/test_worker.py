"""Real workers, killed without warning: nothing is lost, nothing is done twice, nothing is left running."""

import os
import signal
import time
import uuid
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select, text

from app import jobs
from app.database import reading, sessions
from app.jobs import abandoned, optimise
from app.services.engine import problems
from app.services.engine.problems import Plain
from app.services.record.actor import PLATFORM
from app.services.review import work
from models import AuditEvent, Plan, Run, UnservedNeed
from models.lifecycle import RunStatus

from .conftest import eventually, is_alive, on_one_database

pytestmark = pytest.mark.long


def status(engine, run_id):
    with sessions(engine)() as session:
        return session.scalar(select(Run.status).where(Run.id == run_id))


def job_table(session):
    return ("dbos." if session.get_bind().dialect.name == "postgresql" else "") + "workflow_status"


def job_count(session):
    return session.scalar(text(f"SELECT count(*) FROM {job_table(session)}"))


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


def started_once_too_often(engine):
    """As if the worker had died with the job that often; it is not killed seven times, which would take a minute."""
    with sessions(engine)() as session:
        session.execute(text(f"UPDATE {job_table(session)} SET recovery_attempts = 100"))
        session.commit()


@on_one_database
def test_a_run_whose_job_was_given_up_fails_and_says_so(engine, queued, worker):
    run_id = queued(enqueue=True)
    dying = worker()
    dying.child()
    dying.kill()
    started_once_too_often(engine)
    worker()
    eventually(lambda: status(engine, run_id) == RunStatus.FAILED)
    with sessions(engine)() as session:
        assert problems.read(session.get_one(Run, run_id).problem) == Plain("gave_up")


@on_one_database
def test_a_plan_whose_further_explanation_was_given_up_stops_promising_more(engine, queued, worker):
    run_id = queued(enqueue=True)
    optimise.work_on(engine, run_id)
    started_once_too_often(engine)
    worker()
    eventually(lambda: is_explained(engine, run_id))
    assert status(engine, run_id) == RunStatus.SUCCEEDED


@on_one_database
def test_an_explanation_that_gave_way_goes_on_once_nobody_waits_even_after_a_kill(engine, queued, worker):
    waiting = uuid.uuid4()
    run_id = queued(lambda make, run: make.run(run.round, id=waiting, status=RunStatus.QUEUED), enqueue=True)
    killed = worker()
    eventually(lambda: {"", "-1", "-2"} <= jobs_of(engine, run_id))
    killed.kill()
    assert not is_explained(engine, run_id)
    with sessions(engine).begin() as session:
        jobs.cancel(session, session.get_one(Run, waiting), PLATFORM)
    worker()
    eventually(lambda: is_explained(engine, run_id))
    with sessions(engine)() as session:
        found = session.scalars(select(UnservedNeed))
        assert all(one.explanation["changes"] is not None for one in found)
        told = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("plan.explain")))
        assert list(told) == ["plan.explain"]


def jobs_of(engine, run_id):
    """What stands behind the run's id in those of its jobs."""
    with sessions(reading(engine))() as session:
        ids = session.scalars(text(f"SELECT workflow_uuid FROM {job_table(session)}"))
        return {one.removeprefix(str(run_id)) for one in ids}


def is_explained(engine, run_id):
    with sessions(reading(engine))() as session:
        return session.get_one(Run, run_id).plan.explained_at is not None


@on_one_database
def test_a_plan_is_still_explained_as_long_as_one_of_its_jobs_is_not_over(engine, queued, monkeypatch):
    run_id = queued()
    optimise.work_on(engine, run_id)
    found = {str(run_id): "SUCCESS", f"{run_id}-1": "SUCCESS", f"{run_id}-2": "DELAYED"}
    listed = SimpleNamespace(
        list_workflows=lambda **_asked: [SimpleNamespace(workflow_id=key, status=found[key]) for key in found]
    )
    monkeypatch.setattr(abandoned, "DBOS", listed)
    abandoned.settle(engine)
    assert not is_explained(engine, run_id)
    found[f"{run_id}-2"] = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
    abandoned.settle(engine)
    assert is_explained(engine, run_id)


@on_one_database
def test_a_run_that_has_no_job_is_left_alone(engine, queued, worker):
    left = uuid.uuid4()
    given_up = queued(lambda make, run: make.run(run.round, id=left, status=RunStatus.RUNNING), enqueue=True)
    started_once_too_often(engine)
    worker()
    eventually(lambda: status(engine, given_up) == RunStatus.FAILED)
    assert status(engine, left) == RunStatus.RUNNING


def test_a_run_that_ended_between_the_look_and_the_lock_is_not_cancelled(engine, queued):
    run_id = queued()
    with sessions(engine)(expire_on_commit=False) as session:
        seen = session.get_one(Run, run_id)
        session.commit()
        with sessions(engine).begin() as other:
            work.fail(other, other.get_one(Run, run_id), Plain("out_of_memory"))
        assert not jobs.cancel(session, seen, PLATFORM)
        session.commit()
    assert status(engine, run_id) == RunStatus.FAILED


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
