"""Runs a module or a script within a memory limit, and never longer than the process that started it.

    python -P leash.py MEGABYTES MODULE [ARGUMENT …]      in a session and a working folder of its own

The leash is standard input: a pipe whose other end only the parent holds. However the parent ends, `kill -9` included,
the kernel closes that end, and whatever runs here ends with its whole process group and its folder. A signal asked of
the kernel (PR_SET_PDEATHSIG) is Linux's alone, comes when the parent's *thread* ends, and must be asked for between
fork and exec, where a process with threads may not run Python. This file imports nothing of the platform, so that a
solve does not load the site.
"""

import os
import resource
import runpy
import shutil
import signal
import sys
import threading


def main(megabytes: str, program: str, *arguments: str) -> None:
    limit = int(megabytes) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.argv = [program, *arguments]
    if program.endswith(".py"):
        runpy.run_path(program, run_name="__main__")
    else:
        runpy.run_module(program, run_name="__main__", alter_sys=True)


def end_with_parent() -> None:
    while os.read(0, 1024):
        pass
    shutil.rmtree(os.getcwd(), ignore_errors=True)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
