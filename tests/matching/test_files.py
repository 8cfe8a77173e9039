"""Files as people save them: what is not plain comma-separated UTF-8 is refused by name, never guessed."""

from pathlib import Path

import pandas as pd
import pytest

from matching import InvalidInput, Policy
from matching.canonical import fingerprint
from matching.files import read_frame, write_folder
from matching.formats.text import csv_text
from matching.inputs import read_pool

REAL_ROUND = Path(__file__).parent / "data" / "real_round"


def refused(path, raw):
    path.write_bytes(raw)
    with pytest.raises(InvalidInput) as error:
        read_frame(path)
    assert all(problem.file == str(path) for problem in error.value.problems)
    return str(error.value)


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ("need_id,kind\n".encode("utf-16"), "UTF-16"),
        ("need_id,kind\n".encode("utf-16-le"), "NUL"),
        ('need_id,city\nN1,"two\nlines"\nN2,Curaçao\n'.encode("cp1252"), "row 3: 'byte"),
        (b"need_id;kind\nN1;financial\n", "commas"),
        (b"need_id\tkind\n", "commas"),
        (b"", "header"),
        (b'need_id,kind\n"N1,financial\n', "well-formed"),
        (b"need_id,kind\nN1\nN2,a,b\n", "cells"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, raw, word):
    assert word in refused(tmp_path / "needs.csv", raw)


def test_a_row_of_the_wrong_length_is_named_by_its_number(tmp_path):
    assert "row 4" in refused(tmp_path / "needs.csv", b"need_id,kind\nN1,financial\nN2,technical\nN3\n\n")


def test_a_byte_order_mark_as_excel_writes_it_says_nothing(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("need_id,city\r\nN1,Curaçao\r\n".encode("utf-8-sig"))
    assert read_frame(path).to_dict("records") == [{"need_id": "N1", "city": "Curaçao"}]


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="No such file"):
        read_frame(tmp_path / "none.csv")


def test_nothing_is_guessed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'country,id,note\r\nNA,007,"two\nlines, and ""quotes"""\r\n')
    assert read_frame(path).to_numpy().tolist() == [["NA", "007", 'two\nlines, and "quotes"']]


def test_text_survives_writing_and_reading(tmp_path):
    rows = [["Cần Thơ", 'a "b", c'], ["", "NA"]]
    (tmp_path / "a.csv").write_text(csv_text(["x", "y"], rows), encoding="utf-8")
    assert read_frame(tmp_path / "a.csv").to_numpy().tolist() == rows


def test_a_folder_appears_whole_or_not_at_all(tmp_path):
    with pytest.raises(TypeError):
        write_folder(tmp_path / "out", {"a.csv": "fine", "b.csv": 3})
    assert list(tmp_path.iterdir()) == []
    write_folder(tmp_path / "out", {"a.csv": "fine"})
    (tmp_path / "out" / "notes.txt").write_text("mine")
    write_folder(tmp_path / "out", {"a.csv": "better"})
    assert {p.name: p.read_text() for p in (tmp_path / "out").iterdir()} == {"a.csv": "better", "notes.txt": "mine"}


def test_a_workbook_gives_the_same_plan_as_its_csv_files(tmp_path):
    frames = {name: read_frame(REAL_ROUND / f"{name}.csv") for name in ("needs", "offers")}
    for name, frame in frames.items():
        typed = pd.read_csv(REAL_ROUND / f"{name}.csv", keep_default_na=True, na_values=[])
        typed.to_excel(tmp_path / f"{name}.xlsx", index=False)
        assert len(typed) == len(frame)
    sheets = {name: read_frame(tmp_path / f"{name}.xlsx") for name in frames}
    assert fingerprint(read_pool(**sheets), Policy()) == fingerprint(read_pool(**frames), Policy())


@pytest.mark.parametrize("content", [b"nonsense", b"PK\x03\x04 cut off", b""])
def test_a_workbook_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "needs.xlsx"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"needs\.xlsx.*readable XLSX"):
        read_frame(path)
