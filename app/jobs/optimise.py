"""Takes one run from queued to its end: freeze to files, solve in a child process, explain, keep the plan.

A run that keeps as much as may be of another plan is solved around it; every other one is solved from nothing.

What takes longest, looking for what would bring each left-out need in, comes after the plan is there to read.

Every step may be repeated after a kill: what ended stays as it ended, and a plan is kept once. No transaction stays
open while the solver works.
"""

import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, exists, select

from app.database import reading, sessions
from app.jobs import child, explanations, problems
from app.jobs.task import Task, Tell, Watch
from app.services.engine.snapshots import Snapshot
from app.services.review import plans
from models import Run
from models.lifecycle import RunStatus

PLAN, BASE = "plan", "base"
KEPT = ("plan.csv", "plan.json", "request.json", "policy.toml")
"""With the run's snapshot these make the whole plan directory again."""

PRICES = "prices.json"
"""What a later search around the plan can begin with; the engine writes it where its solve left anything."""

LEAST_SECONDS_TO_EXPLAIN = 10
"""However little the policy gives a run: cities ask why they stayed out, and it ends as soon as nothing is left."""


def work_on(engine: Engine, run_id: uuid.UUID, tell: Tell = lambda _progress: None) -> None:
    """Take the run to its end; does nothing where it has ended. `tell` hears of progress as the run's page does."""
    task = Task(engine, Run, run_id)
    inputs = task.begin(_inputs)
    if inputs is None:
        return
    with plan_folder(inputs.snapshot) as folder:
        if inputs.around is not None:
            write_plan(folder / BASE, *inputs.around)
        watch = Watch(task, tell)
        ending = child.run("matching", arguments(inputs), folder, longest(inputs.snapshot.time_limit), watch)
        if ending.stopped == child.Stopped.ASKED:
            return
        if ending.status != 0:
            task.fail(folder, ending)
            return
        explained, stopped = explanations.write(folder / PLAN, 0, watch)
        if stopped != child.Stopped.ASKED:
            _keep(task, folder / PLAN, explained)


def explain_further(engine: Engine, run_id: uuid.UUID) -> bool:
    """Find what would bring each left-out need in, while reviewers read the plan already.

    Takes the policy's time limit at most, or LEAST_SECONDS_TO_EXPLAIN. Whether it gave way to a run that waits: then
    what was found is kept, and the next call goes on with the needs that are not answered. Does nothing where it was
    done.
    """
    with sessions(reading(engine))() as session:
        run = session.get_one(Run, run_id)
        if run.plan is None or run.plan.explained_at is not None:
            return False
        snapshot, files, answered = Snapshot.of(run), dict(run.plan.files), plans.answered(session, run.plan)
    if _somebody_waits(engine):
        return True
    with plan_folder(snapshot, files) as folder:
        found, stopped = explanations.write(
            folder / PLAN,
            max(snapshot.time_limit, LEAST_SECONDS_TO_EXPLAIN),
            lambda _said: not _somebody_waits(engine),
            answered,
        )
    gave_way = stopped == child.Stopped.ASKED
    with sessions(engine).begin() as session:
        plan = session.get_one(Run, run_id, with_for_update=True).plan
        if plan is not None and plan.explained_at is None:
            plans.explain_further(session, plan, found, to_the_end=not gave_way)
    return gave_way


@contextmanager
def plan_folder(snapshot: Snapshot, files: Mapping[str, str] | None = None) -> Iterator[Path]:
    """A temporary folder with the run's frozen files and, once there is a plan, its directory as the engine left it."""
    with tempfile.TemporaryDirectory(prefix="commonground-run-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        snapshot.write(folder)
        if files is not None:
            write_plan(folder / PLAN, snapshot, files)
        yield folder


def write_plan(folder: Path, snapshot: Snapshot, files: Mapping[str, str]) -> None:
    """A plan directory, from the run's frozen files and those that were kept of its plan."""
    folder.mkdir()
    snapshot.write(folder)
    for file, content in files.items():
        (folder / file).write_text(content, encoding="utf-8")


def _somebody_waits(engine: Engine) -> bool:
    with sessions(reading(engine))() as session:
        return bool(session.scalar(select(exists().where(Run.status == RunStatus.QUEUED))))


@dataclass(frozen=True)
class Inputs:
    """The run's frozen files and, where it keeps what may be kept of another plan, that run's files and its plan's."""

    snapshot: Snapshot
    around: tuple[Snapshot, Mapping[str, str]] | None = None


def _inputs(run: Run) -> Inputs:
    plan = run.base.plan if run.keeps and run.base else None
    return Inputs(Snapshot.of(run), (Snapshot.of(plan.run), dict(plan.files)) if plan else None)


def arguments(inputs: Inputs) -> list[str]:
    """Of the engine: the round as it was frozen, alone or around the plan that is kept."""
    how = ["solve"] if inputs.around is None else ["resolve", "--plan", BASE, "--keep"]
    return [*how, *inputs.snapshot.options(), "--out", PLAN, *problems.OPTION]


def longest(limit: float) -> float:
    """Seconds after which the engine is ended: the limit that it keeps itself, and what it needs to start and write."""
    return limit * 1.2 + 30


def _keep(task: Task[Run], folder: Path, explained: plans.Explanations) -> None:
    names = [*KEPT, PRICES] if (folder / PRICES).exists() else KEPT
    files = {name: (folder / name).read_text(encoding="utf-8") for name in names}
    with task.running() as found:
        if found is not None:
            plans.keep(*found, files, explained)
