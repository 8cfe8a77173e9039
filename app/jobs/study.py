"""Takes one study from queued to its end: the plan it asks about as files, the engine in a child process, the answer.

Every step may be repeated after a kill: what ended stays as it ended. No transaction stays open while the engine works.
"""

import json
import uuid
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from app.jobs import child, problems
from app.jobs.optimise import PLAN, longest, plan_folder
from app.jobs.task import Task, Watch
from app.services.engine.answers import Question, question_of
from app.services.engine.files import decisions_table, forbid_row, pin_row
from app.services.engine.snapshots import Snapshot
from app.services.record.stored import Stored
from app.services.review import studies
from models import Study, StudyKind

DECISION, SAID, OUT = "decision.csv", "said.json", "answer"

LEAST_SECONDS = 60
"""For what many plans are made, however little the policy gives a run: it shows its progress, and can be cancelled."""
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


@dataclass(frozen=True)
class Asked:
    """All that the engine needs, read before it starts."""

    kind: StudyKind
    question: Question | None
    snapshot: Snapshot
    files: dict[str, str]


def work_on(engine: Engine, study_id: uuid.UUID) -> None:
    """Take the study to its end; does nothing where it has ended."""
    task = Task(engine, Study, study_id)
    asked = task.begin(_asked)
    if asked is None:
        return
    with plan_folder(asked.snapshot, asked.files) as folder:
        if asked.question is not None:
            (folder / DECISION).write_text(decision_file(asked.question, asked.snapshot), encoding="utf-8")
        limit = seconds(asked)
        ending = child.run("matching", arguments(asked, limit), folder, longest(limit), Watch(task), SAID)
        if ending.stopped == child.Stopped.ASKED:
            return
        if ending.status != 0:
            task.fail(folder, ending)
        else:
            _keep(task, answer_in(folder, asked.kind))


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
    """The most that the engine may take, by the policy that the run was frozen with, and enough for an answer."""
    limit = asked.snapshot.time_limit
    if asked.kind != StudyKind.DECISION:
        return max(limit, LEAST_SECONDS)
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


def _asked(study: Study) -> Asked:
    question = question_of(study) if study.kind == StudyKind.DECISION else None
    return Asked(study.kind, question, Snapshot.of(study.plan.run), dict(study.plan.files))


def _keep(task: Task[Study], answer: Stored) -> None:
    with task.running() as found:
        if found is not None:
            studies.answer(*found, answer)
