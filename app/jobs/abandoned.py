"""Runs and studies whose job has ended without them: the library gave it up. Without this they would seem to go on
for ever."""

import logging
import time
import uuid
from typing import NoReturn, cast

from dbos import DBOS, WorkflowStatus
from sqlalchemy import Engine, Select, or_, select

from app.database import reading, sessions
from app.services.engine.problems import Plain
from app.services.review import plans
from app.services.review import work as service
from app.services.review.work import RunOrStudy
from models import Plan, Run, Study
from models.lifecycle import UNFINISHED_RUN

SECONDS_BETWEEN_LOOKS = 5

OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
"""What the library says of a job that it will not start again."""

GAVE_UP: dict[type[RunOrStudy], Plain] = {Run: Plain("gave_up"), Study: Plain("gave_up_study")}

UNFINISHED: dict[type[RunOrStudy], Select[uuid.UUID]] = {
    Run: select(Run.id).where(or_(Run.status.in_(UNFINISHED_RUN), Run.plan.has(Plan.explained_at.is_(None)))),
    Study: select(Study.id).where(Study.status.in_(UNFINISHED_RUN)),
}

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
    for model, statement in UNFINISHED.items():
        with sessions(reading(engine))() as session:
            unfinished = list(session.scalars(statement))
        for identity in _jobs_over(unfinished):
            log.error("%s %s was given up", model.__name__.lower(), identity)
            give_up(engine, model, identity)


def give_up(engine: Engine, model: type[RunOrStudy], identity: uuid.UUID) -> None:
    """Fail the run or the study; of a run that has its plan, only the search for changes ends. Idempotent."""
    with sessions(engine).begin() as session:
        work = cast(RunOrStudy, session.get_one(model, identity, with_for_update=True))
        if work.status in UNFINISHED_RUN:
            service.fail(session, work, GAVE_UP[model])
        elif isinstance(work, Run) and work.plan is not None and work.plan.explained_at is None:
            plans.explain_further(session, work.plan, plans.Explanations(matches={}, needs={}), to_the_end=True)


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
