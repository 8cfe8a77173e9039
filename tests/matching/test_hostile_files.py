"""Files made to keep a machine busy, or to say something else than they show: refused at once, by file, row and column.

None of them is kept: each is made here.
"""

import io
import random
import time
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pytest

from matching import InvalidInput
from matching.__main__ import main
from matching.files import read_frame
from matching.inputs.limits import LONGEST_CELL

SECONDS = 10.0
"""Of the processor: what is refused takes less than two, and took more than sixty."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
HEADER = '<row r="1"><c r="A1" t="inlineStr"><is><t>need_id</t></is></c></row>'
DOCTYPE = '<?xml version="1.0" encoding="{0}"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'


def workbook(cells="", **parts):
    """A workbook as Excel would write one, with these rows below the header `need_id` and these parts in place of its
    own."""
    raw = io.BytesIO()
    pd.DataFrame({"need_id": []}).to_excel(raw, index=False)
    with ZipFile(raw) as plain:
        contents = {name: plain.read(name) for name in plain.namelist()}
    contents[SHEET] = f'<worksheet xmlns="{MAIN}"><sheetData>{HEADER}{cells}</sheetData></worksheet>'
    return archive({**contents, **parts})


def archive(parts, packing=ZIP_DEFLATED):
    raw = io.BytesIO()
    with ZipFile(raw, "w", packing) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return raw.getvalue()


def noise(count, seed=0):
    return random.Random(seed).randbytes(count).hex()


def texts(content):
    return {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{content}</sst>'}


WORKBOOKS = {
    "a cell at the far corner": (
        lambda: workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        r"row 1048576, column XFD: '1' is not"),
    "a cell below all others": (
        lambda: workbook('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), r"row 2: '\(blank\)' is not a row"),
    "a row below any sheet": (
        lambda: workbook('<row r="99999999999"><c r="A2"><v>1</v></c></row>'), r"row 1048577"),
    "a cell right of its header": (
        lambda: workbook('<row r="2"><c r="C2"><v>1</v></c></row>'), r"row 2, column C: '1'"),
    "a cell of 200 million characters": (
        lambda: workbook(**texts(f"<si><t>{'a' * 200_000_000}</t></si>")), r"bytes unpacked' is not at most"),
    "a part packed a thousand to one": (
        lambda: workbook(**texts(f"<si><t>{'a' * 20_000_000}</t></si>")), r"packed at most 100 to 1"),
    "a cell of 4 million characters": (
        lambda: workbook(f'<row r="2"><c r="A2" t="inlineStr"><is><t>{noise(2_000_000)}</t></is></c></row>'),
        r"row 2, column A: '4000000 characters' is not a cell of at most 32767"),
    "three million cells in a row": (
        lambda: workbook(f'<row r="2">{"<c/>" * 3_000_000}{noise(1_000_000)}</row>'), r"tags' is not"),
    "two million cells": (
        lambda: workbook(f'<row r="2">{"<c/>" * 2_000_000}{noise(1_000_000)}</row>'), r"cells' is not a workbook"),
    "sixty thousand formats": (
        lambda: workbook(**{"xl/styles.xml": f"<styleSheet>{'<xf/>' * 60_000}</styleSheet>"}), r"formats, links"),
    "elements in elements": (lambda: workbook(**{"xl/styles.xml": "<a>" * 1000}), r"nested at most 100 deep"),
    "thousands of parts": (lambda: workbook(**{f"xl/{i}.xml": "<a/>" for i in range(2000)}), r"at most 1000 parts"),
    "a document type": (lambda: workbook(**{SHEET: DOCTYPE.format("utf-8")}), r"<!DOCTYPE"),
    "a document type in UTF-16": (
        lambda: workbook(**{"xl/theme/theme1.xml": DOCTYPE.format("utf-16").encode("utf-16")}), r"<!DOCTYPE"),
    "a number of a million digits": (
        lambda: workbook(f'<row r="2"><c r="A2"><v>{"12345678" * 125_000}</v></c></row>' + f"<!--{noise(50_000)}-->"),
        r"readable XLSX"),
    "a text that is not there": (
        lambda: workbook('<row r="2"><c r="A2" t="s"><v>7</v></c></row>'), r"readable XLSX"),
    "no sheet": (lambda: archive({"[Content_Types].xml": "<Types/>"}), r"readable XLSX"),
    "an archive cut off": (lambda: workbook()[:-40], r"readable XLSX"),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_hostile_workbook_is_refused_at_once(tmp_path, name, capsys):
    made, expected = WORKBOOKS[name]
    path = tmp_path / "needs.xlsx"
    path.write_bytes(made())
    started = time.process_time()
    with pytest.raises(InvalidInput, match=rf"needs\.xlsx.*{expected}"):
        read_frame(path)
    assert time.process_time() - started < SECONDS


def csv_of(*rows):
    return "\n".join(["need_id,city", *rows, ""]).encode()


CSV_FILES = {
    "a huge cell": (csv_of("N1,A", f"N2,{'a' * (LONGEST_CELL + 1)}"), r"row 3, column city: '32768 characters'"),
    "a cell larger still": (csv_of("N1,A", f"N2,{'a' * 500_000}"), r"row 3: 'field larger than field limit"),
    "a quote that never ends": (csv_of("N1,A", '"' + "a\n" * 1_000_000), r"row 3: "),
    "a row without end": (csv_of("N1,A", "," * 50_000_000), r"row 3: 'more than 1000000 characters in a row'"),
    "a row over many lines": (csv_of("N1,A", '"\n",' * 5_000_000), r"row 3: 'more than 1000000 characters in a row'"),
    "a thousand cells": (csv_of("N1,A", "," * 999), r"row 3: '1000 cells' is not a row of at most 256 cells"),
    "a NUL": (csv_of("N1,A", "N2,B\0"), r"row 3: '\(a NUL character\)'"),
    "bytes of another encoding": (csv_of("N1,A") + b"N2,\xe9", r"row 3: 'byte 21' is not UTF-8"),
    "UTF-16": ("need_id,city\n".encode("utf-16"), r"row 1: 'UTF-16' is not UTF-8"),
    "rows without end": (b"a\n" + b"1\n" * 2_000_001, r"row 2000002: '\(one row more\)' is not within"),
}


@pytest.mark.parametrize("name", CSV_FILES)
def test_a_hostile_csv_file_is_refused_at_once_with_its_row(tmp_path, name):
    raw, expected = CSV_FILES[name]
    path = tmp_path / "needs.csv"
    path.write_bytes(raw)
    started = time.process_time()
    with pytest.raises(InvalidInput, match=rf"needs\.csv, {expected}"):
        read_frame(path)
    assert time.process_time() - started < SECONDS


def test_a_file_that_never_ends_is_not_read_to_its_end():
    with pytest.raises(InvalidInput, match="/dev/zero: '\\(too large\\)'"):
        read_frame("/dev/zero")


def test_of_a_million_mistakes_a_thousand_are_named(make, tmp_path, capsys):
    needs, offers = make.frames([make.need(f"N{i}", amount="x") for i in range(1500)], [make.offer()])
    needs.to_csv(tmp_path / "needs.csv", index=False)
    offers.to_csv(tmp_path / "offers.csv", index=False)
    files = ["--needs", str(tmp_path / "needs.csv"), "--offers", str(tmp_path / "offers.csv")]
    assert main(["solve", *files, "--out", str(tmp_path / "plan")]) == 2
    lines = capsys.readouterr().err.splitlines()[1:]
    assert len(lines) == 1001
    assert "row 1002: '(this row and those below)' is not looked at" in lines[-1]


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_hostile_file_ends_the_command_with_a_sentence_and_nothing_written(tmp_path, capsys, suffix):
    path = tmp_path / f"needs.{suffix}"
    path.write_bytes(workbook(**{SHEET: DOCTYPE.format("utf-8")}) if suffix == "xlsx" else csv_of("N1,\0"))
    out = tmp_path / "plan"
    assert main(["solve", "--needs", str(path), "--offers", str(path), "--out", str(out)]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [path]


def cell(content, kind="n", style=""):
    return f'<row r="2"><c r="A2" t="{kind}"{style}>{content}</c></row>'


@pytest.mark.parametrize(
    ("content", "value"),
    [("<v>5000.0</v>", 5000), ("<v>5E3</v>", 5000), ("<v>0.30000000000000004</v>", 0.3), ("<f>1+1</f><v>2</v>", 2),
     ("<v>12.5</v>", 12.5)],
)  # fmt: skip
def test_numbers_of_a_workbook_are_read_as_it_shows_them(tmp_path, content, value):
    path = tmp_path / "needs.xlsx"
    path.write_bytes(workbook(cell(content)))
    [[found]] = read_frame(path).to_numpy().tolist()
    assert (found, type(found)) == (value, type(value))


def test_dates_of_a_workbook_are_read_as_dates(tmp_path):
    path = tmp_path / "needs.xlsx"
    days = pd.DataFrame({"need_id": [pd.Timestamp(2026, 3, 1), pd.Timestamp(2026, 3, 1, 12, 30)]})
    days.to_excel(path, index=False)
    assert read_frame(path)["need_id"].tolist() == ["2026-03-01", "2026-03-01T12:30:00"]


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [("<f>B2+1</f>", "n", r"\(a formula\)' is not a value"), ("<f>B2+1</f><v></v>", "str", r"\(a formula\)"),
     ("<f>1/0</f><v>#DIV/0!</v>", "e", r"#DIV/0!' is not a value"), ("<v>#N/A</v>", "e", r"#N/A")],
)  # fmt: skip
def test_a_formula_without_a_result_is_never_taken_for_a_blank_cell(tmp_path, content, kind, said):
    path = tmp_path / "needs.xlsx"
    path.write_bytes(workbook(cell(content, kind)))
    with pytest.raises(InvalidInput, match=rf"row 2, column A: '{said}"):
        read_frame(path)


def test_cells_that_are_only_formatted_say_nothing(tmp_path):
    path = tmp_path / "needs.xlsx"
    formatted = "".join(f'<row r="{n}"><c r="A{n}"/><c r="D{n}"/></row>' for n in range(3, 3000))
    path.write_bytes(workbook(cell("<v>7</v>") + formatted))
    assert read_frame(path).to_dict("records") == [{"need_id": 7}]


def test_pictures_and_other_parts_of_a_workbook_do_no_harm(tmp_path):
    path = tmp_path / "needs.xlsx"
    path.write_bytes(workbook(cell("<v>7</v>"), **{"xl/media/image1.png": bytes.fromhex(noise(1000))}))
    assert read_frame(path).to_dict("records") == [{"need_id": 7}]
