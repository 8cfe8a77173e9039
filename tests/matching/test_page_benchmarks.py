"""The table of pages beside a bare hello: what it says of figures that are given. Nothing is timed."""

import pytest

from benchmarks import document, pages
from benchmarks.load import Answers


def test_a_page_is_told_as_a_share_of_hello():
    hello = Answers(number=1000, seconds=1.0, median=0.010, p95=0.020, failed=0)
    answers = Answers(number=60, seconds=1.0, median=0.200, p95=0.150, failed=0)
    row = pages.Row("SQLite", "example", "needs", answers, hello, processor=0.008, hello_processor=0.0004, load=2.0)
    report = pages.report([row])
    line = report.splitlines()[2]
    assert line.startswith("| SQLite | example | needs | 60 | 1000 | 0.060 | 0.10 | 200 | 150 | 7.5 | 8.0 | 0.40 |")


def test_the_table_of_a_command_goes_between_its_own_markers(tmp_path):
    page = tmp_path / "performance.md"
    begin, end = "<!-- begin: python -m benchmarks pages -->", "<!-- end: python -m benchmarks pages -->"
    page.write_text(f"before\n{begin}\nold\n{end}\nafter {document.BEGIN}\n", encoding="utf-8")
    document.write_table("pages", "| new |", page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{begin}")
    assert text.endswith(f"| new |\n{end}\nafter {document.BEGIN}\n")
    assert "old" not in text
    with pytest.raises(ValueError, match="no place"):
        document.write_table("review", "| new |", page)
