"""A copy of the database in one file, made and checked while the site goes on writing; see docs/operations.md."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, make_url


class NoBackup(Exception):
    """There is no copy at the place asked for, or still the one before; the message says why."""


def write_backup(database_url: str, target: Path, *, replace: bool = False) -> None:
    """A whole, checked copy at `target`, which its owner alone can read.

    Raises NoBackup, also where there is a file already that nobody asked to replace.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and target.exists() and target.samefile(_file_of(url)):
        raise NoBackup(f"{target} is the database itself. Name another file.")
    if os.path.lexists(target) and not replace:
        raise NoBackup(f"{target} is there already. Name another file, or add --replace.")
    try:
        with _beside(target) as fresh:
            (_copy_sqlite if url.get_backend_name() == "sqlite" else _dump_postgresql)(url, fresh)
            _put_in_place(fresh, target)
    except OSError as error:
        raise NoBackup(f"{target} cannot be written ({error.strerror}).") from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """An empty file of our own in the same folder; gone afterwards unless it was moved."""
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    os.close(number)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _put_in_place(fresh: Path, target: Path) -> None:
    """First to the disk, then to its place: after a power cut there is a whole copy there, or none."""
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _file_of(url: URL) -> Path:
    path = Path(url.database or "")
    if not path.is_file():
        raise NoBackup(f"There is no database at {path}. Look at DATABASE_URL.")
    return path


def _copy_sqlite(url: URL, fresh: Path) -> None:
    source = _file_of(url)
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=30)) as database,
            closing(sqlite3.connect(fresh)) as copy,
        ):
            database.backup(copy, pages=-1)  # in one step: a copy made in several begins anew at every write
            copy.execute("PRAGMA journal_mode = DELETE")  # all in the one file
            found = [row[0] for row in copy.execute("PRAGMA integrity_check(3)")]
    except sqlite3.Error as error:
        raise NoBackup(f"{source} cannot be copied ({error}).") from error
    if found != ["ok"]:
        raise NoBackup(f"{source} is damaged ({found[0].splitlines()[-1]}): a copy of it would be, too.")


def _dump_postgresql(url: URL, fresh: Path) -> None:
    """The archive is read again to its end: what was cut off would show."""
    password = url.password or ""
    address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    _run(["pg_dump", "--format=custom", f"--file={fresh}", f"--dbname={address.render_as_string()}"], password)
    _run(["pg_restore", f"--file={os.devnull}", str(fresh)], password)


def _run(command: list[str], password: str) -> None:
    """The password goes by the environment: everybody on the machine can read a command line."""
    program = shutil.which(command[0])
    if program is None:
        raise NoBackup(f"{command[0]} is not on the PATH. Install the client programs of PostgreSQL.")
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(  # noqa: S603 - a program that was looked up, and no shell
        [program, *command[1:]], stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        first = next(iter(done.stderr.strip().splitlines()), f"exit status {done.returncode}")
        raise NoBackup(f"{command[0]} did not make it: {first}")
