"""A child ends when it is told to, when it is late, when it wants too much, and when its parent is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.config import ROOT
from app.jobs import child
from app.jobs.child import Stopped

from .conftest import eventually, is_alive

SLEEP = "import subprocess, sys, time; subprocess.Popen(['sleep', '99']); open('begun', 'w'); time.sleep(99)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


def script(folder: Path, text: str) -> str:
    path = folder.parent / "script.py"
    path.write_text(text)
    return str(path)


def sleepers(folder: Path) -> list[int]:
    """Every process that works in the folder."""
    found = [Path(link).parent.name for link in Path("/proc").glob("[0-9]*/cwd") if _points_to(link, folder)]
    return [int(pid) for pid in found if is_alive(int(pid))]


def _points_to(link: Path, folder: Path) -> bool:
    try:
        return os.readlink(link).startswith(str(folder))
    except OSError:
        return False


def test_its_exit_status_and_words_are_told(folder):
    ended = child.run(script(folder, "import sys; sys.exit('bad news')"), [], folder, 30, lambda said: True)
    assert (ended.status, ended.said, ended.stopped) == (1, "bad news\n", Stopped.NO)


def test_it_is_ended_with_all_that_it_started(folder):
    ended = child.run(script(folder, SLEEP), [], folder, 30, lambda said: not (folder / "begun").exists())
    assert ended.stopped == Stopped.ASKED
    assert not sleepers(folder)


def test_it_is_ended_when_its_time_is_up(folder):
    begun = time.monotonic()
    assert child.run(script(folder, SLEEP), [], folder, 0.5, lambda said: True).stopped == Stopped.LATE
    assert time.monotonic() - begun < 3
    assert not sleepers(folder)


def test_it_gets_no_more_memory_than_it_may_use(folder):
    greedy = f"bytearray({child.MEMORY_MB + 1} * 1024 * 1024)"
    ended = child.run(script(folder, greedy), [], folder, 30, lambda said: True)
    assert ended.status == 1
    assert "MemoryError" in ended.said


def test_it_is_asked_with_what_it_said_so_far(folder):
    heard: list[str] = []
    talk = "import sys, time; sys.stderr.write('phase=solve seconds=1\\n'); sys.stderr.flush(); time.sleep(1)"
    child.run(script(folder, talk), [], folder, 30, lambda said: not heard.append(said))
    assert heard[-1] == "phase=solve seconds=1\n"


def test_nothing_is_left_of_it_when_its_parent_is_killed(folder):
    parent = subprocess.Popen(
        [sys.executable, "-c", "import sys; from pathlib import Path; from app.jobs import child;"
         "child.run(sys.argv[1], [], Path(sys.argv[2]), 99, lambda said: True)", script(folder, SLEEP), str(folder)],
        cwd=ROOT,
    )  # fmt: skip
    eventually((folder / "begun").exists)
    assert len(sleepers(folder)) == 2
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    eventually(lambda: not sleepers(folder), seconds=2)
    eventually(lambda: not folder.exists(), seconds=2)
