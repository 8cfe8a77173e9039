"""A small round that can be run, and real worker processes that can be killed."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Executable

from app import jobs
from app.config import ROOT
from app.database import connect, reading, sessions
from app.services.record.actor import PLATFORM
from app.services.review import runs
from factories import Make
from models import Run
from models.lifecycle import RoundStatus

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what the database has no part in, or no part that another test does not have."""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = connect(database_url)
    jobs.prepare(made)
    yield made
    made.dispose()


@pytest.fixture
def queued(engine: Engine) -> Iterator[Callable[..., uuid.UUID]]:
    """Queues a run on two needs that one offer can serve and one that none can; `alter` may change the world first."""

    def queue(alter: Callable[[Make, Run], None] = lambda _make, _run: None, enqueue: bool = False) -> uuid.UUID:
        with sessions(engine)() as session:
            make = Make(session)
            make.need(title="Wells"), make.need(title="Pipes"), make.need(title="Lamps", theme="energy")
            make.offer(title="Water fund")
            make.commit()
            run = runs.queue(session, make.round(status=RoundStatus.OPEN), "", date.today(), PLATFORM)  # noqa: DTZ011
            alter(make, run)
            if enqueue:
                jobs.enqueue(session, run)
            make.commit()
            return run.id

    return queue


class Worker:
    """`python -m app work` in a process of its own."""

    def __init__(self, database_url: str, folder: Path) -> None:
        environment = {**os.environ, "DATABASE_URL": database_url, "COMMONGROUND_EXAMPLE": "1", "TMPDIR": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "work", "--name", "tested"],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def child(self) -> int:
        """The process that solves or explains, once there is one."""
        return eventually(lambda: next(iter(children(self.process.pid)), None))

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def worker(database_url: str, engine: Engine, tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """Starts a worker; its temporary files are in `tmp_path / "temporary"`."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(database_url, folder))
        return started[-1]

    yield start
    for one in started:
        one.kill()


def kept(engine: Engine, statement: Executable) -> Sequence[Any]:
    """As it is at this moment; no worker waits for who only reads."""
    with sessions(reading(engine))() as session:
        return session.scalars(statement).all()


def children(pid: int) -> list[int]:
    """Those on the leash: a library that looks around may start another one for a moment."""
    listed = subprocess.run(["pgrep", "-P", str(pid), "-f", "leash.py"], capture_output=True, text=True)
    return [int(line) for line in listed.stdout.split()]


def is_alive(pid: int) -> bool:
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return bool(listed.stdout.strip()) and not listed.stdout.strip().startswith("Z")


def eventually[T](ask: Callable[[], T], seconds: float = 60) -> T:
    """The first true answer."""
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
    return answer
