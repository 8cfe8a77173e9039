"""The worker: takes runs and studies from their queues, one of each at a time, carries the post, and goes on after a
kill where it was."""

import logging
import threading
import uuid

from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.database import connect
from app.jobs import abandoned, post, study
from app.jobs.optimise import explain_further, work_on
from app.jobs.post import Deliver
from app.jobs.queue import APPLICATION, JOBS, prepare
from models import Run, Study

VERSION = "1"
"""Of the workflows below. By default the library hashes its source, and jobs of before a change would wait for ever."""

MOST_STARTS = 5
"""A job during which the worker dies this often is given up; `abandoned` then fails its run or study."""

SECONDS_TO_STAND_BACK = 2
"""How long an explanation that gave way to a run stays off the queue, so that it does not ask all the time."""

log = logging.getLogger(__name__)
_engines: list[Engine] = []


def launch(database_url: str, name: str, deliver: Deliver) -> None:
    """Start working in this process, which must not fork afterwards. What was begun under this name is taken up again.

    There is no way to stop but to end the process: stopping and being killed are one path, and it is always ready.
    `deliver` writes the letters of the outbox and hands them over.
    """
    engine = connect(database_url)
    _engines[:] = [engine]
    prepare(engine)
    config: DBOSConfig = {
        "name": APPLICATION,
        "system_database_engine": engine,
        "run_migrations": False,  # done by `prepare`: the library says BEGIN itself where our engine already has
        "application_version": VERSION,
        "executor_id": name,
        "log_level": "WARNING",
    }
    DBOS(config=config)
    DBOS.launch()
    for job in JOBS.values():
        DBOS.register_queue(job.queue, worker_concurrency=1, polling_interval_sec=0.5, on_conflict="always_update")
    threading.Thread(target=abandoned.watch, args=(engine,), daemon=True).start()
    threading.Thread(target=post.watch, args=(engine, deliver), daemon=True).start()


@DBOS.workflow(name=JOBS[Run].workflow, max_recovery_attempts=MOST_STARTS)
def optimise(run_id: str) -> None:
    try:
        solve(run_id)
    except Exception:
        log.exception("run %s could not be finished", run_id)
        give_up(run_id)
    if explain(run_id):
        explain_later(run_id, 1)


@DBOS.workflow(name="explain", max_recovery_attempts=MOST_STARTS)
def go_on_explaining(run_id: str, turn: int) -> None:
    if explain(run_id):
        explain_later(run_id, turn + 1)


def explain_later(run_id: str, turn: int) -> None:
    """Behind the runs that wait, on their own queue; there is such a job before the one that gives way is over."""
    with SetWorkflowID(f"{run_id}-{turn}"), SetEnqueueOptions(delay_seconds=SECONDS_TO_STAND_BACK):
        DBOS.enqueue_workflow(JOBS[Run].queue, go_on_explaining, run_id, turn)


@DBOS.workflow(name=JOBS[Study].workflow, max_recovery_attempts=MOST_STARTS)
def answer(study_id: str) -> None:
    try:
        find_out(study_id)
    except Exception:
        log.exception("study %s could not be finished", study_id)
        give_up_study(study_id)


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, DBAPIError)


@DBOS.step(retries_allowed=True, interval_seconds=2, max_attempts=5, should_retry=_may_pass)
def solve(run_id: str) -> None:
    work_on(_engines[0], uuid.UUID(run_id))


@DBOS.step(retries_allowed=True, interval_seconds=2, max_attempts=5, should_retry=_may_pass)
def explain(run_id: str) -> bool:
    """Whether there is more to do."""
    return explain_further(_engines[0], uuid.UUID(run_id))


@DBOS.step(retries_allowed=True, interval_seconds=2, max_attempts=10)
def give_up(run_id: str) -> None:
    abandoned.give_up(_engines[0], Run, uuid.UUID(run_id))


@DBOS.step(retries_allowed=True, interval_seconds=2, max_attempts=5, should_retry=_may_pass)
def find_out(study_id: str) -> None:
    study.work_on(_engines[0], uuid.UUID(study_id))


@DBOS.step(retries_allowed=True, interval_seconds=2, max_attempts=10)
def give_up_study(study_id: str) -> None:
    abandoned.give_up(_engines[0], Study, uuid.UUID(study_id))
