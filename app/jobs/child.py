"""A child process for what takes long: watched, limited in time and memory, and ended with all that it started."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.config import ROOT

LEASH = Path(__file__).with_name("leash.py")
MEMORY_MB = 6144
"""The engine's own budget is 4096 and it refuses what would need more; this is the net below it."""

TICK = 0.2
"""Seconds between two looks at the child."""


class Stopped(StrEnum):
    """Why a child did not come to its own end."""

    NO = ""
    ASKED = "asked"
    LATE = "late"


@dataclass(frozen=True)
class Ending:
    """`status` is the exit status, below 0 the signal; `said` all that came on standard error."""

    status: int
    said: str
    stopped: Stopped


def run(
    program: str,
    arguments: Sequence[str],
    folder: Path,
    seconds: float,
    go_on: Callable[[str], bool],
    answer: str = os.devnull,
) -> Ending:
    """Run a module, or a script by its path, in the folder, which is the child's: if this process dies, it is removed.

    `go_on` is asked all the time, with all that was said so far; its no ends the child. `answer` is the file of the
    folder that takes standard output.
    """
    log = folder / f"{Path(program).stem}.log"
    with (
        log.open("wb") as stderr,
        (folder / answer).open("wb") as stdout,
        subprocess.Popen(  # noqa: S603 - our own interpreter, script and file names
            [sys.executable, "-P", str(LEASH), str(MEMORY_MB), program, *arguments],
            stdin=subprocess.PIPE, stdout=stdout, stderr=stderr, cwd=folder, start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        ) as child,
    ):  # fmt: skip
        try:
            stopped = _attend(child, log, time.monotonic() + seconds, go_on)
        finally:
            _end(child)
    return Ending(child.returncode, _read(log), stopped)


def _attend(child: "subprocess.Popen[bytes]", log: Path, end: float, go_on: Callable[[str], bool]) -> Stopped:
    while True:
        try:
            child.wait(TICK)
        except subprocess.TimeoutExpired:
            if time.monotonic() > end:
                return Stopped.LATE
            if not go_on(_read(log)):
                return Stopped.ASKED
        else:
            return Stopped.NO


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _read(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")
