"""The command line as another program meets it: exit statuses, what is written, what is said."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matching.__main__ import main
from matching.commands import solve
from matching.formats.text import csv_text
from matching.generate import generate_round

ROOT = Path(__file__).parents[2]


@pytest.fixture
def world(make, tmp_path):
    """Two needs and one offer as files, and a function that writes any frame beside them."""

    def write(name, table):
        path = tmp_path / f"{name}.csv"
        path.write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
        return str(path)

    needs, offers = make.frames([make.need("N1"), make.need("N2")], [make.offer()])
    arguments = ["--needs", write("needs", needs), "--offers", write("offers", offers)]
    return arguments, write, tmp_path / "plan"


def test_solve_check_and_explain(world, capsys):
    arguments, _, out = world
    assert main(["solve", *arguments, "--flat-scores", "--fairness", "0", "--out", str(out)]) == 0
    assert main(["check", *arguments, "--plan", str(out)]) == 0
    capsys.readouterr()
    assert main(["explain", "--plan", str(out), "--need", "N1"]) == 0
    assert main(["explain", "--plan", str(out), "--offer", "O1"]) == 0
    assert main(["explain", "--plan", str(out), "--match", "N1", "O1"]) == 0
    assert "O1 gives 100 of 100" in capsys.readouterr().out
    assert main(["explain", "--plan", str(out), "--need", "N9"]) == 2
    said = json.loads((out / "plan.json").read_text())
    assert said["amount_by_kind"] == {"financial": 100, "technical": 0}
    assert set(said["seconds"]) == {"read", "eligibility", "build", "solve", "check", "total"}


def test_bad_input_is_named_and_nothing_is_written(make, world, capsys):
    arguments, write, out = world
    bad, _ = make.frames([make.need("N1", amount="-5"), make.need("N2", theme="roads")], [])
    assert main(["solve", *arguments, "--needs", write("bad", bad), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert re.search(r"bad\.csv, row 2, column amount: '-5' is not", said)
    assert re.search(r"bad\.csv, row 3, column theme: 'roads' is not one of water", said)
    assert not out.exists()


def test_contradictory_decisions_are_named_and_nothing_is_written(make, world, capsys):
    arguments, write, out = world
    said = make.decisions(("pin", "N1", "O1", "60"), ("pin", "N2", "O1", "60"), ("forbid", "N2", "O1", ""))
    assert main(["solve", *arguments, "--decisions", write("decisions", said), "--out", str(out)]) == 3
    assert "cannot stand together" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    "option",
    [["--fairness", "nan"], ["--fairness", "2"], ["--gap", "-1"], ["--time-limit", "inf"], ["--rounds", "-1"],
     ["--rounds", "1_0"], ["--colour", "red"], ["--only-pairs"]],
)  # fmt: skip
def test_impossible_options_are_refused(world, option):
    arguments, _, out = world
    try:
        status = main(["solve", *arguments, *option, "--out", str(out)])
    except SystemExit as stopped:
        status = stopped.code
    assert status == 2
    assert not out.exists()


def test_a_policy_file_is_used_and_kept(world):
    arguments, _, out = world
    policy = out.parent / "policy.toml"
    policy.write_text("partnership_cost = 0.5\nfairness = 0\n[score_weights]\ntheme = 1\n")
    assert main(["solve", *arguments, "--policy", str(policy), "--out", str(out)]) == 0
    assert json.loads((out / "plan.json").read_text())["fairness"]["level"] == 0
    policy.write_text("partnership_costs = 0.5")
    assert main(["solve", *arguments, "--policy", str(policy), "--out", str(out)]) == 2


def test_what_does_not_fit_in_memory_is_refused_with_the_number(world, capsys):
    arguments, _, out = world
    policy = out.parent / "policy.toml"
    policy.write_text("memory_mb = 64")
    assert main(["solve", *arguments, "--policy", str(policy), "--out", str(out)]) == 4
    assert re.search(r"need about \d+ MB; the memory budget is 64 MB", capsys.readouterr().err)
    assert not out.exists()


def a_file(out):
    out.write_text("a file, not a folder")
    return out


def below_a_file(out):
    return a_file(out) / "plan"


def a_folder_in_the_place_of_a_file(out):
    (out / "plan.csv").mkdir(parents=True)
    return out


def where_nobody_can_write(_out):
    return Path("/proc/none/plan")


@pytest.mark.parametrize("place", [a_file, below_a_file, a_folder_in_the_place_of_a_file, where_nobody_can_write])
def test_a_place_that_cannot_be_written_is_named_before_the_work(world, capsys, monkeypatch, place):
    def too_late(*_args, **_options):
        raise AssertionError("noticed after the work")

    arguments, _, out = world
    target = place(out)
    before = sorted(out.parent.rglob("*"))
    monkeypatch.setattr("matching.commands.solve.plan_for", too_late)
    assert main(["solve", *arguments, "--out", str(target)]) == 2
    assert re.search(rf"--out: '{target}.*' is not a place that can be written", capsys.readouterr().err)
    assert sorted(out.parent.rglob("*")) == before


@pytest.mark.parametrize("command", ["solve", "resolve", "stress", "frontier", "generate"])
def test_every_command_that_writes_looks_at_the_place_first(world, capsys, monkeypatch, command):
    def too_late(*_args, **_options):
        raise AssertionError("noticed after the work")

    arguments, _, out = world
    for work in ("resolve.open_account", "frontier.frontier_of", "stress.stress_of", "generate.generate_round"):
        monkeypatch.setattr(f"matching.commands.{work}", too_late)
    options = {"resolve": ["--plan", str(out.parent), "--keep"], "generate": ["--needs", "3", "--offers", "3"]}
    assert main([command, *options.get(command, arguments), "--out", str(a_file(out))]) == 2
    assert f"--out: '{out}' is not a place that can be written" in capsys.readouterr().err


def test_a_plan_is_kept_with_the_input_it_was_made_from(world, monkeypatch):
    arguments, _, out = world
    needs = out.parent / "needs.csv"
    before, plan_for = needs.read_bytes(), solve.plan_for

    def while_somebody_saves(*args, **options):
        needs.write_text("half a")
        return plan_for(*args, **options)

    monkeypatch.setattr(solve, "plan_for", while_somebody_saves)
    assert main(["solve", *arguments, "--out", str(out)]) == 0
    assert (out / "needs.csv").read_bytes() == before


def test_generate_is_the_same_every_time(tmp_path):
    for name in ("one", "two"):
        assert main(["generate", "--needs", "30", "--offers", "10", "--seed", "7", "--out", str(tmp_path / name)]) == 0
    for file in ("needs.csv", "offers.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


@pytest.fixture
def long_run(tmp_path):
    """A solve in a process of its own that would go on for a minute."""
    for name, table in zip(("needs", "offers"), generate_round(350, 120, 1), strict=True):
        (tmp_path / f"{name}.csv").write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
    files = ["--needs", str(tmp_path / "needs.csv"), "--offers", str(tmp_path / "offers.csv")]
    command = [sys.executable, "-m", "matching", "solve", *files, "--gap", "0", "--out", str(tmp_path / "plan")]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    yield process, tmp_path
    process.kill()
    process.communicate()


def first_progress(process):
    """Waits until there is a plan; the line that said so."""
    lines = []
    while not lines or "objective=" not in lines[-1]:
        lines.append(process.stderr.readline())
        assert lines[-1], "the solve ended before it could be stopped"
    return lines[-1]


def test_a_signal_to_end_ends_it_within_two_seconds_with_nothing_written(long_run):
    process, folder = long_run
    assert re.fullmatch(r"phase=\w+ seconds=[\d.]+( \w+=[-+\d.e]+)*\n", first_progress(process))
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) != 0
    assert time.monotonic() - asked < 2
    assert {path.name for path in folder.iterdir()} == {"needs.csv", "offers.csv"}


def test_an_interrupt_leaves_the_best_plan_so_far_and_no_process(long_run):
    process, folder = long_run
    first_progress(process)
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert time.monotonic() - asked < 10, "it would have gone on for a minute"
    assert subprocess.run(["pgrep", "-g", str(process.pid)], capture_output=True).stdout == b""
    files = ["--needs", str(folder / "needs.csv"), "--offers", str(folder / "offers.csv")]
    assert main(["check", *files, "--plan", str(folder / "plan")]) == 0
    assert json.loads((folder / "plan" / "plan.json").read_text())["status"] == "time_limit"
