"""A run or a study that this process works on: what it does to the row, each time in a transaction of its own."""

import logging
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from app.database import AuditedSession, reading, sessions
from app.jobs import problems, progress
from app.jobs.child import Ending
from app.services.engine.progress import Progress
from app.services.engine.snapshots import Snapshot
from app.services.review import work
from models import Run, Study
from models.lifecycle import RunStatus

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_BETWEEN_REPORTS = 1.0
NOTHING_KNOWN = Progress()

Tell = Callable[[Progress], None]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task[W: (Run, Study)]:
    engine: Engine
    model: type[W]
    id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.model.__name__.lower()} {self.id}"

    def begin[T](self, read: Callable[[W], T]) -> T | None:
        """What the engine needs of it, read as it begins or goes on; nothing where it has ended."""
        with sessions(self.engine).begin() as session:
            found = session.get_one(self.model, self.id, with_for_update=True)
            if found.status == RunStatus.QUEUED:
                work.begin(session, found)
            return read(found) if found.status == RunStatus.RUNNING else None

    @contextmanager
    def running(self) -> Iterator[tuple[AuditedSession, W] | None]:
        """The row, locked, committed at the end; nothing where it has ended meanwhile."""
        with sessions(self.engine).begin() as session:
            found = session.get_one(self.model, self.id, with_for_update=True)
            yield (session, found) if found.status == RunStatus.RUNNING else None

    def is_running(self) -> bool:
        with sessions(reading(self.engine))() as session:
            status = session.scalar(select(self.model.status).where(self.model.id == self.id))
        return status == RunStatus.RUNNING

    def report(self, known: Progress) -> bool:
        """Whether it is still running."""
        with self.running() as found:
            if found is not None:
                work.report(*found, known)
        return found is not None

    def fail(self, folder: Path, ending: Ending) -> None:
        """`folder` is where the engine worked."""
        log.error("%s ended with %s %s: %s", self, ending.status, ending.stopped, ending.said[-4000:])
        problem = problems.of_ending(folder, ending)
        with self.running() as found:
            if found is not None:
                session, row = found
                work.fail(session, row, problems.named(session, Snapshot.of(work.run_of(row)), problem))


@dataclass
class Watch[W: (Run, Study)]:
    """Asked while a child works: keeps the progress it tells, and says no once the task is no longer running."""

    task: Task[W]
    tell: Tell = lambda _progress: None
    known: Progress = NOTHING_KNOWN
    looked: float = 0.0
    reported: float = 0.0

    def __call__(self, said: str) -> bool:
        now = time.monotonic()
        if now - self.looked < SECONDS_BETWEEN_LOOKS:
            return True
        self.looked = now
        found = progress.latest(said, self.known)
        if found != self.known and now - self.reported >= SECONDS_BETWEEN_REPORTS:
            self.known, self.reported = found, now
            self.tell(found)
        try:
            return self.task.report(self.known) if self.reported == now else self.task.is_running()
        except DBAPIError:
            log.warning("%s: the database did not answer; solving goes on", self.task, exc_info=True)
            return True
