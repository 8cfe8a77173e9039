"""Takes one study from queued to its end: the plan it asks about as files, the engine in a child process, the answer.

Every step may be repeated after a kill: what ended stays as it ended. No transaction stays open while the engine works.
"""

import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from app.database import AuditedSession, reading, sessions
from app.jobs import child, problems
from app.jobs.optimise import PLAN, Watch, longest, plan_folder
from app.services.engine.answers import Question, question_of
from app.services.engine.frames import decisions_table, forbid_row, pin_row
from app.services.engine.problems import Problem
from app.services.engine.snapshots import Snapshot
from app.services.engine.stored import Stored
from app.services.review import studies
from models import Study, StudyKind
from models.lifecycle import RunStatus

DECISION, SAID, OUT = "decision.csv", "said.json", "answer"

LEAST_SECONDS_FOR_A_DECISION = 20
"""Two plans are made for it, each in half the time, whatever the policy gives a run."""
MOST_SECONDS_FOR_A_DECISION = 30
"""Somebody waits for it at the page."""

ANSWERS = {
    StudyKind.DECISION: ("", SAID),
    StudyKind.STRESS: ("withdrawals", f"{OUT}/stress.json"),
    StudyKind.FRONTIER: ("levels", f"{OUT}/frontier.json"),
}
"""The file that holds the answer, and what its list is called where it is a list."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """All that the engine needs, read before it starts."""

    kind: StudyKind
    question: Question | None
    snapshot: Snapshot
    files: dict[str, str]


@dataclass
class StudyWatch(Watch):
    """The same watch over a study; `run_id` is the study's."""

    def _report(self) -> bool:
        with running(self.engine, self.run_id) as found:
            if found is not None:
                studies.report(*found, self.known)
        return found is not None

    def _is_running(self) -> bool:
        with sessions(reading(self.engine))() as session:
            return session.scalar(select(Study.status).where(Study.id == self.run_id)) == RunStatus.RUNNING


def work_on(engine: Engine, study_id: uuid.UUID) -> None:
    """Take the study to its end; does nothing where it has ended."""
    asked = _begin(engine, study_id)
    if asked is None:
        return
    with plan_folder(asked.snapshot, asked.files) as folder:
        if asked.question is not None:
            (folder / DECISION).write_text(decision_file(asked.question, asked.snapshot), encoding="utf-8")
        limit = seconds(asked)
        watch = StudyWatch(engine, study_id, lambda _progress: None)
        ending = child.run("matching", arguments(asked, limit), folder, longest(limit), watch, SAID)
        if ending.stopped == child.Stopped.ASKED:
            return
        if ending.status != 0:
            _fail(engine, study_id, ending, problems.of_ending(folder, ending))
        else:
            _keep(engine, study_id, answer_in(folder, asked.kind))


def arguments(asked: Asked, limit: float) -> list[str]:
    """What the engine is told."""
    ends = ["--time-limit", str(limit), "--out", OUT, *problems.OPTION]
    match asked.kind:
        case StudyKind.DECISION:
            return ["resolve", "--plan", PLAN, "--decisions", DECISION, "--keep", "--json", *ends]
        case StudyKind.STRESS:
            return ["stress", "--plan", PLAN, *ends]
        case StudyKind.FRONTIER:
            return ["frontier", *asked.snapshot.options(), *ends]


def seconds(asked: Asked) -> float:
    """The most that the engine may take, by the policy that the run was frozen with; an answer on a decision has its
    own bounds."""
    limit = asked.snapshot.time_limit
    if asked.kind != StudyKind.DECISION:
        return limit
    return min(max(limit, LEAST_SECONDS_FOR_A_DECISION), MOST_SECONDS_FOR_A_DECISION)


def decision_file(question: Question, snapshot: Snapshot) -> str:
    """One line of decisions.csv, as the run's files hold amounts; those of a question are in smallest units."""
    both = question.need, question.offer
    if question.pinned is not None:
        return decisions_table([pin_row(*both, question.pinned, snapshot.decimals_of(question.need))])
    return decisions_table([forbid_row(*both)])


def answer_in(folder: Path, kind: StudyKind) -> Stored:
    name, file = ANSWERS[kind]
    found = json.loads((folder / file).read_text(encoding="utf-8"))
    return {name: found} if name else dict(found)


@contextmanager
def running(engine: Engine, study_id: uuid.UUID) -> Iterator[tuple[AuditedSession, Study] | None]:
    """The study, locked, in a transaction of its own, committed at the end; nothing where it has ended meanwhile."""
    with sessions(engine).begin() as session:
        study = session.get_one(Study, study_id, with_for_update=True)
        yield (session, study) if study.status == RunStatus.RUNNING else None


def _begin(engine: Engine, study_id: uuid.UUID) -> Asked | None:
    with sessions(engine).begin() as session:
        study = session.get_one(Study, study_id, with_for_update=True)
        if study.status == RunStatus.QUEUED:
            studies.begin(session, study)
        if study.status != RunStatus.RUNNING:
            return None
        question = question_of(study) if study.kind == StudyKind.DECISION else None
        return Asked(study.kind, question, Snapshot.of(study.plan.run), dict(study.plan.files))


def _fail(engine: Engine, study_id: uuid.UUID, ending: child.Ending, problem: Problem) -> None:
    log.error("study %s ended with %s %s: %s", study_id, ending.status, ending.stopped, ending.said[-4000:])
    with running(engine, study_id) as found:
        if found is not None:
            session, study = found
            studies.fail(session, study, problems.named(session, Snapshot.of(study.plan.run), problem))


def _keep(engine: Engine, study_id: uuid.UUID, answer: Stored) -> None:
    with running(engine, study_id) as found:
        if found is not None:
            studies.succeed(*found, answer)
