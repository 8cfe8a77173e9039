"""Plan directories that somebody edited, cut off or mixed up: named by file and place, never a traceback."""

import json
import shutil

import pytest

from matching.__main__ import main


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """A plan directory of two needs and one offer."""
    from .conftest import frames, need, offer

    folder = tmp_path_factory.mktemp("solved")
    for name, table in zip(("needs", "offers"), frames([need("N1"), need("N2")], [offer()]), strict=True):
        table.to_csv(folder / f"{name}.csv", index=False)
    files = ["--needs", str(folder / "needs.csv"), "--offers", str(folder / "offers.csv")]
    assert main(["solve", *files, "--out", str(folder / "plan")]) == 0
    return folder, files


@pytest.fixture
def plan(solved, tmp_path):
    """A copy of it that a test may damage."""
    return shutil.copytree(solved[0] / "plan", tmp_path / "plan")


def edited(**changes):
    def edit(path):
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))

    return edit


def holding(content):
    return lambda path: path.write_bytes(content)


GROUP = {"group": "Africa", "best": "most", "coverage": 1, "floor": 0, "shortfall": 0}

DAMAGES = [
    ("plan.json", edited(fairness={"level": 0.8, "t": "x", "groups": []})),
    ("plan.json", edited(fairness={"level": 0.8, "t": 0.5, "groups": [GROUP]})),
    ("plan.json", edited(fairness="x")),
    ("plan.json", edited(objective="a")),
    ("plan.json", edited(seconds=3)),
    ("plan.json", holding(b"[" * 200_000)),
    ("plan.json", holding(b"\xff\xfe\0")),
    ("plan.json", lambda path: path.unlink()),
    ("request.json", holding(b'{"files": [], "only_pairs": false, "flat_scores": false}')),
    ("request.json", edited(files={"needs": "/etc/passwd", "offers": "offers.csv"})),
    ("request.json", edited(files={"needs": "needs.csv"})),
    ("prices.json", holding(b'{"capacity": 1}')),
    ("prices.json", holding(b'{"capacity": {"O1": 1}}')),
    ("policy.toml", holding(b"a=" + b"[" * 5000)),
    ("plan.csv", holding(b"need_id,offer_id\nN1,O1\n")),
]


@pytest.mark.parametrize(("file", "damage"), DAMAGES)
@pytest.mark.parametrize("command", ["resolve", "stress", "explain"])
def test_a_damaged_plan_directory_is_named_and_nothing_is_written(
    solved, plan, tmp_path, capsys, command, file, damage
):
    damage(plan / file)
    out = tmp_path / "out"
    decisions = tmp_path / "decisions.csv"
    decisions.write_text("need_id,offer_id,decision,short,medium,long\nN1,O1,forbid,,,\n")
    arguments = {
        "resolve": ["--decisions", str(decisions), "--keep", "--out", str(out)],
        "stress": ["--out", str(out)],
        "explain": ["--need", "N1"],
    }
    assert main([command, "--plan", str(plan), *arguments[command]]) == 2
    complaint = capsys.readouterr().err
    assert str(plan / file) in complaint
    assert "Traceback" not in complaint
    assert not out.exists()


@pytest.mark.parametrize("command", ["resolve", "stress"])
@pytest.mark.parametrize("limit", ["-5", "0", "1e9"])
def test_a_time_limit_that_is_none_is_refused(plan, tmp_path, command, limit):
    how = ["--keep", "--decisions", "none"] if command == "resolve" else []
    with pytest.raises(SystemExit) as stopped:
        main([command, "--plan", str(plan), *how, "--time-limit", limit, "--out", str(tmp_path / "out")])
    assert stopped.value.code == 2


@pytest.mark.parametrize("groups", ["x", ["x"], {"a": 1}])
def test_check_names_groups_that_are_none(solved, plan, capsys, groups):
    edited(fairness={"level": 0.8, "t": 0.5, "groups": groups})(plan / "plan.json")
    assert main(["check", *solved[1], "--plan", str(plan)]) == 2
    assert "fairness.groups" in capsys.readouterr().err
