"""The real round, through the command line: proved, checked, and the same bytes every time."""

import json

import pytest

from matching.__main__ import main
from matching.files import read_frame
from matching.formats.text import csv_text


def solve(needs, offers, out):
    return main(["solve", "--needs", str(needs), "--offers", str(offers), "--gap", "0.001", "--out", str(out)])


@pytest.fixture
def solved(make, tmp_path):
    needs, offers, out = make.real_round / "needs.csv", make.real_round / "offers.csv", tmp_path / "plan"
    assert solve(needs, offers, out) == 0
    return needs, offers, out


def test_it_is_proved_and_passes_the_checker(solved):
    needs, offers, out = solved
    said = json.loads((out / "plan.json").read_text())
    assert said["status"] in ("optimal", "within_gap")
    assert said["gap"] <= 0.001
    assert said["partnerships"] == len(read_frame(out / "plan.csv"))
    assert main(["check", "--needs", str(needs), "--offers", str(offers), "--plan", str(out)]) == 0


def test_a_second_run_and_shuffled_rows_give_the_same_bytes(make, solved, tmp_path):
    needs, offers, out = solved
    assert solve(needs, offers, tmp_path / "again") == 0
    assert (tmp_path / "again" / "plan.csv").read_bytes() == (out / "plan.csv").read_bytes()
    for name, path in (("needs", needs), ("offers", offers)):
        rows = make.shuffled(read_frame(path), 5)
        (tmp_path / f"{name}.csv").write_text(csv_text(list(rows.columns), rows.to_numpy().tolist()))
    assert solve(tmp_path / "needs.csv", tmp_path / "offers.csv", tmp_path / "shuffled") == 0
    assert (tmp_path / "shuffled" / "plan.csv").read_bytes() == (out / "plan.csv").read_bytes()
    timeless = [_without_timings(folder / "plan.json") for folder in (out, tmp_path / "again", tmp_path / "shuffled")]
    assert timeless[0] == timeless[1] == timeless[2]


def _without_timings(path):
    said = json.loads(path.read_text())
    return {name: said[name] for name in said if name not in ("seconds", "peak_rss_mb", "versions")}


@pytest.mark.parametrize(
    ("column", "value"), [("short", "1"), ("score", "0.999"), ("share", "0.5"), ("offer_id", "O00032")]
)
def test_a_tampered_plan_is_caught(solved, column, value, capsys):
    needs, offers, out = solved
    rows = read_frame(out / "plan.csv")
    rows.loc[0, column] = value
    if column == "short":
        rows.loc[0, ["medium", "long", "amount"]] = ["0", "0", value]
    (out / "plan.csv").write_text(csv_text(list(rows.columns), rows.to_numpy().tolist()))
    assert main(["check", "--needs", str(needs), "--offers", str(offers), "--plan", str(out)]) == 1
    assert "violation" in capsys.readouterr().out


@pytest.mark.parametrize("figure", ["objective", "bound", "partnerships", "fingerprint"])
def test_a_tampered_figure_is_caught(solved, figure):
    needs, offers, out = solved
    said = json.loads((out / "plan.json").read_text())
    said[figure] = 1
    (out / "plan.json").write_text(json.dumps(said))
    assert main(["check", "--needs", str(needs), "--offers", str(offers), "--plan", str(out)]) == 1
