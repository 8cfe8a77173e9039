"""Starts one child a measurement, one after another, and notes what each says, how long it took and its peak memory."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent

Result = dict[str, Any]


def run(job: Mapping[str, Any], patience: float) -> Result:
    """The job with what came of it. After `patience` seconds the child is killed, and the result says so."""
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as wrong:
        child = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            [sys.executable, "-m", "benchmarks.child", json.dumps(job)], cwd=ROOT, stdout=said, stderr=wrong
        )
        timer = threading.Timer(patience, child.kill)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        wrong.seek(0)
        lines, problem = said.read().splitlines(), wrong.read()
    used = {"peak_mb": usage.ru_maxrss / 1024, "cpu": usage.ru_utime + usage.ru_stime, "load": os.getloadavg()[0]}
    if child.returncode == 0:
        return {**job, **used, **json.loads(lines[-1])}
    return {**job, **used, "failed": _failure(child.returncode, patience, lines, problem)}


def _failure(code: int, patience: float, lines: list[str], problem: str) -> str:
    last = f"; last word: {lines[-1]}" if lines else ""
    if code == -signal.SIGKILL:
        return f"killed after {patience:.0f} s{last}"
    return f"ended with {code}: {(problem.strip().splitlines() or [''])[-1]}{last}"
