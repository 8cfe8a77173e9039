"""Runs and studies whose job has ended without them: the library gave it up. Without this they would seem to go on
for ever."""

import logging
import time
import uuid
from typing import NoReturn

from dbos import DBOS, WorkflowStatus
from sqlalchemy import Engine, or_, select

from app.database import reading, sessions
from app.services.engine.problems import Plain
from app.services.review import plans, runs, studies
from models import Plan, Run, Study
from models.lifecycle import UNFINISHED_RUN

SECONDS_BETWEEN_LOOKS = 5

OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
"""What the library says of a job that it will not start again."""

GAVE_UP, GAVE_UP_STUDY = Plain("gave_up"), Plain("gave_up_study")

UUID_LENGTH = 36

log = logging.getLogger(__name__)


def watch(engine: Engine) -> NoReturn:
    """Look again and again: the library gives a job up while a worker starts, and tells nobody."""
    while True:
        try:
            settle(engine)
        except Exception:
            log.exception("could not look for abandoned jobs")
        time.sleep(SECONDS_BETWEEN_LOOKS)


def settle(engine: Engine) -> None:
    """End whatever has jobs that are all over; what has no job is somebody else's. The library is launched."""
    for run_id in _jobs_over(_unfinished(engine)):
        log.error("run %s was given up", run_id)
        give_up(engine, run_id)
    for study_id in _jobs_over(_unfinished_studies(engine)):
        log.error("study %s was given up", study_id)
        give_up_study(engine, study_id)


def give_up(engine: Engine, run_id: uuid.UUID) -> None:
    """Fail the run; of a run that has its plan, only the search for changes ends. Idempotent."""
    with sessions(engine).begin() as session:
        run = session.get_one(Run, run_id, with_for_update=True)
        if run.status in UNFINISHED_RUN:
            runs.fail(session, run, GAVE_UP)
        elif run.plan is not None and run.plan.explained_at is None:
            plans.explain_further(session, run.plan, plans.Explanations(matches={}, needs={}), to_the_end=True)


def give_up_study(engine: Engine, study_id: uuid.UUID) -> None:
    """Fail the study. Idempotent."""
    with sessions(engine).begin() as session:
        study = session.get_one(Study, study_id, with_for_update=True)
        if study.status in UNFINISHED_RUN:
            studies.fail(session, study, GAVE_UP_STUDY)


def _unfinished(engine: Engine) -> list[uuid.UUID]:
    waiting = or_(Run.status.in_(UNFINISHED_RUN), Run.plan.has(Plan.explained_at.is_(None)))
    with sessions(reading(engine))() as session:
        return list(session.scalars(select(Run.id).where(waiting)))


def _unfinished_studies(engine: Engine) -> list[uuid.UUID]:
    with sessions(reading(engine))() as session:
        return list(session.scalars(select(Study.id).where(Study.status.in_(UNFINISHED_RUN))))


def _jobs_over(work_ids: list[uuid.UUID]) -> list[uuid.UUID]:
    """Of these, what has jobs that are all over; what explains later is named by the run and a number."""
    if not work_ids:
        return []
    ids = [str(one) for one in work_ids]
    jobs = DBOS.list_workflows(workflow_id_prefix=ids, load_input=False, load_output=False)
    under_way = {_work_id(job) for job in jobs if job.status not in OVER}
    return sorted({_work_id(job) for job in jobs} - under_way)


def _work_id(job: WorkflowStatus) -> uuid.UUID:
    return uuid.UUID(job.workflow_id[:UUID_LENGTH])
