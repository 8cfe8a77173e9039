"""What the platform keeps in files is readable to the user who runs it, and to nobody else."""

import os
import stat

import pytest
from sqlalchemy import text

from app import mail
from app.config import private
from app.database import connect


@pytest.fixture(autouse=True)
def _open_handed():
    """The rights that most machines give to new files."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def rights(path):
    return oct(stat.S_IMODE(path.stat().st_mode))


def write(path):
    """Writes to the database, and gives the rights of its files while it is open."""
    engine = connect(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS things (name TEXT)"))
    found = {one.name: rights(one) for one in path.parent.glob("private.sqlite*")}
    engine.dispose()
    return found


PRIVATE = {f"private.sqlite{ending}": "0o600" for ending in ("", "-wal", "-shm")}


def test_a_new_database_is_private_with_the_files_beside_it(tmp_path):
    assert write(tmp_path / "private.sqlite") == PRIVATE


def test_a_database_of_before_becomes_private(tmp_path):
    path = tmp_path / "private.sqlite"
    path.touch(mode=0o644)
    assert write(path) == PRIVATE


def test_a_missing_folder_is_not_made(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/missing/private.sqlite")
    with pytest.raises(Exception, match="unable to open"):
        engine.connect()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_a_database_keeps_its_rights(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o755)
    with pytest.raises(Exception, match="unable to open"):
        connect(f"sqlite:///{folder}").connect()
    assert rights(folder) == "0o755"


def test_letters_are_private(tmp_path, monkeypatch):
    monkeypatch.setattr(mail, "INSTANCE", tmp_path)
    assert rights(mail._file("letter").parent) == "0o700"


@pytest.mark.parametrize("made_before", [True, False])
def test_a_folder_becomes_private(tmp_path, made_before):
    folder = tmp_path / "instance"
    if made_before:
        folder.mkdir(mode=0o755)
    assert rights(private(folder)) == "0o700"
