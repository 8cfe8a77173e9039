"""A command without a result writes why as codes, ids and figures, each error its own."""

import ast
import errno
import json
from pathlib import Path

import pytest

from matching.__main__ import main
from matching.errors import NoPlanInTime
from matching.expectations import EXPECTATIONS, expected
from matching.formats.text import csv_text

ROOT = Path(__file__).parents[2] / "matching"


@pytest.fixture
def solve(make, tmp_path):
    """Solves these needs with these offers; the exit status, and what problem.json holds."""

    def run(needs, offers, decisions=None, policy=""):
        tables = dict(zip(("needs", "offers"), make.frames(needs, offers), strict=True))
        if decisions is not None:
            tables["decisions"] = decisions
        arguments = ["solve", "--out", str(tmp_path / "plan"), "--problem", str(tmp_path / "problem.json")]
        for name, table in tables.items():
            path = tmp_path / f"{name}.csv"
            path.write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
            arguments += [f"--{name}", str(path)]
        if policy:
            (tmp_path / "policy.toml").write_text(policy)
            arguments += ["--policy", str(tmp_path / "policy.toml")]
        status = main(arguments)
        written = tmp_path / "problem.json"
        return status, json.loads(written.read_text()) if written.exists() else None

    return run


def test_a_plan_has_no_problem(make, solve):
    assert solve([make.need()], [make.offer()]) == (0, None)


def test_bad_input_is_named_by_file_row_and_column_with_the_code_of_what_was_expected(make, solve, tmp_path):
    status, problem = solve([make.need("N1", amount="-5"), make.need("N2", theme="roads")], [make.offer()])
    assert (status, problem["code"]) == (2, "bad_input")
    amount, theme = problem["problems"]
    assert amount == {
        "file": str(tmp_path / "needs.csv"), "row": 2, "column": "amount", "value": "-5",
        "expected": {"code": "positive_amount", "figures": {"decimals": 2, "most": 10**13}},
    }  # fmt: skip
    assert (theme["row"], theme["column"], theme["value"]) == (3, "theme", "roads")
    assert theme["expected"]["code"] == "choice"
    assert "water" in theme["expected"]["figures"]["choices"]


def test_a_policy_out_of_bounds_is_bad_input_with_its_bounds(make, solve):
    status, problem = solve([make.need()], [make.offer()], policy="fairness = 2")
    assert status == 2
    assert problem["problems"] == [
        {"file": "policy", "row": None, "column": "fairness", "value": "2",
         "expected": {"code": "number", "figures": {"least": 0, "most": 1}}},
    ]  # fmt: skip


def test_decisions_that_contradict_each_other_are_named_by_their_ids_with_the_figures_of_the_limit(make, solve):
    decisions = make.decisions(("pin", "N1", "O1", "60"), ("pin", "N2", "O1", "60"))
    status, problem = solve([make.need("N1"), make.need("N2")], [make.offer()], decisions)
    assert (status, problem["code"]) == (3, "conflict")
    assert [(one["decision"], one["need"], one["offer"]) for one in problem["conflicts"]] == [
        ("pin", "N1", "O1"), ("pin", "N2", "O1"),
    ]  # fmt: skip
    assert {rule for one in problem["conflicts"] for rule in one["rules"]} == {"capacity:short"}
    assert {"rule": "capacity:short", "need": "", "offer": "O1", "found": 120_00, "limit": 100_00} in (
        problem["violations"]
    )


def test_what_is_too_large_is_told_by_its_numbers(make, solve):
    status, problem = solve([make.need()], [make.offer()], policy="memory_mb = 64")
    assert (status, problem["code"], problem["pairs"], problem["budget_mb"]) == (4, "too_large", 1, 64)
    assert problem["needed_mb"] > 64


@pytest.mark.parametrize(
    ("error", "status", "problem"),
    [
        (NoPlanInTime(3.0), 5, {"code": "no_plan_in_time", "seconds": 3.0}),
        (MemoryError(), 6, {"code": "out_of_memory"}),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), 6, {"code": "out_of_memory"}),
        (OSError(errno.ENOSPC, "No space left on device", "plan"), 2,
         {"code": "unusable_file", "file": "plan", "reason": "No space left on device"}),
    ],
)  # fmt: skip
def test_what_ends_the_work_itself_has_its_code(make, solve, monkeypatch, error, status, problem):
    def fail(*_arguments, **_options):
        raise error

    monkeypatch.setattr("matching.commands.solve.plan_for", fail)
    assert solve([make.need()], [make.offer()]) == (status, problem)


def test_a_fault_of_the_library_keeps_its_traceback(make, solve, monkeypatch):
    monkeypatch.setattr("matching.commands.solve.plan_for", lambda *_arguments, **_options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        solve([make.need()], [make.offer()])


def test_a_problem_file_that_cannot_be_written_changes_no_exit_status(capsys, tmp_path):
    arguments = ["explain", "--plan", str(tmp_path), "--need", "N1", "--problem", str(tmp_path / "none" / "p.json")]
    assert main(arguments) == 2
    assert "No such file or directory" in capsys.readouterr().err


def codes_in_use():
    """The codes that the library's sources name where something is expected."""
    named = {"expected", "Unfit", "Unsafe"}
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in named:
                texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
                yield from texts[-1:]


def test_every_code_has_its_english_and_no_english_is_left_over():
    put_together = {
        "need_of_plan",
        "offer_of_plan",
        "amount",
        "positive_amount",
        "whole_amount",
        "whole_positive_amount",
    }
    assert {*codes_in_use()} | put_together == {*EXPECTATIONS}


def test_the_english_names_the_figures():
    assert str(expected("choice", choices=("a", "b"))) == "one of a, b"
    assert str(expected("number", least=0, most=10)) == "a number from 0 to 10"
