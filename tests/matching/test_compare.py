"""Two plans side by side: what was added, dropped and changed, who came in, who is covered."""

import json
from dataclasses import replace

import pytest

from matching import Covered, InvalidInput, KnownToOne, Policy, account_of, compare_plans
from matching.__main__ import main

POLICY = Policy(fairness=0, gap=0)


@pytest.fixture
def world(make):
    """Two needs of one theme and one of another, in two regions, and two offers."""
    needs = [
        make.need("N1", region="Africa", weight="3"),
        make.need("N2", region="Asia"),
        make.need("N3", region="Asia", theme="housing", kind="technical", amount="10"),
    ]
    offers = [
        make.offer("O1", capacity_short="60", capacity_medium="90"),
        make.offer("O2", kind="technical", capacity_short="10"),
    ]
    return needs, offers


def plan_of(make, needs, offers, *lines, known=None):
    """An account of these lines (need, offer, short, medium), each at the score 1; `known`: the needs if not these."""
    asked = {need["need_id"]: float(need["amount"]) for need in needs}
    rows = [
        {"need_id": n, "offer_id": o, "short": short, "medium": medium, "long": 0, "amount": short + medium,
         "share": round((short + medium) / asked[n], 6), "score": 1}
        for n, o, short, medium in lines
    ]  # fmt: skip
    columns = ("need_id", "offer_id", "short", "medium", "long", "amount", "share", "score")
    return account_of(*make.frames(known or needs, offers), make.frame(rows, columns), policy=POLICY, flat_scores=True)


def test_lines_are_added_dropped_and_changed(make, world):
    before = plan_of(make, *world, ("N1", "O1", 60, 40), ("N3", "O2", 10, 0))
    after = plan_of(make, *world, ("N1", "O1", 60, 20.5), ("N2", "O1", 0, 50))
    found = compare_plans(before, after)
    assert [(line.change, line.need, line.offer, line.kind, line.before, line.after) for line in found.lines] == [
        ("changed", "N1", "O1", "financial", (60_00, 40_00, 0), (60_00, 20_50, 0)),
        ("added", "N2", "O1", "financial", (0, 0, 0), (0, 50_00, 0)),
        ("dropped", "N3", "O2", "technical", (10_00, 0, 0), (0, 0, 0)),
    ]
    assert (found.came_in, found.fell_out) == (("N2",), ("N3",))
    assert found.before.amount_by_kind == {"financial": 100_00, "technical": 10_00}
    assert (found.after.needs_taken_up, found.after.partnerships) == (2, 2)


def test_totals_are_what_the_lines_are_worth(make, world):
    """Weights 3, 1, 1 with mean 1: N1 counts 1.8, the others 0.6; the medium horizon counts 0.95."""
    nothing, whole = plan_of(make, *world), plan_of(make, *world, ("N1", "O1", 60, 40), ("N3", "O2", 10, 0))
    found = compare_plans(nothing, whole)
    assert found.before.objective == 0
    assert found.after.objective == pytest.approx(1.8 * (0.6 + 0.95 * 0.4) + 0.6 - 2 * 0.01)


def test_coverage_is_told_by_group_theme_and_horizon(make, world):
    before, after = plan_of(make, *world), plan_of(make, *world, ("N1", "O1", 60, 40), ("N3", "O2", 5, 0))
    covered = {(c.by, c.name): c.after for c in compare_plans(before, after).coverage}
    assert covered["all", "all"].share == pytest.approx((3 + 0.5) / 5)
    assert covered["group", "Africa"] == Covered({"financial": 100_00, "technical": 0}, 1.0)
    assert covered["group", "Asia"].share == pytest.approx(0.25)
    assert covered["theme", "housing"] == Covered({"financial": 0, "technical": 5_00}, 0.5)
    assert ("theme", "energy") not in covered, "no need asks for it"
    horizons = [covered["horizon", name].share for name in ("short", "medium", "long")]
    assert horizons == pytest.approx([(3 * 0.6 + 0.5) / 5, 3 * 0.4 / 5, 0])


def test_the_same_plan_differs_in_nothing(make, world):
    plan = plan_of(make, *world, ("N1", "O1", 60, 40))
    found = compare_plans(plan, plan)
    assert (found.lines, found.came_in, found.fell_out) == ((), (), ())
    assert found.before == found.after
    assert all(change.before == change.after for change in found.coverage)


def test_a_need_withdrawn_is_known_to_the_first_input_alone(make, world):
    needs, offers = world
    before = plan_of(make, needs, offers, ("N1", "O1", 60, 40), ("N3", "O2", 10, 0))
    after = plan_of(make, needs[:2], [*offers, make.offer("O3")], ("N1", "O1", 60, 40))
    found = compare_plans(before, after)
    assert found.known_only_before == KnownToOne(("N3",), ())
    assert found.known_only_after == KnownToOne((), ("O3",))
    assert found.fell_out == ("N3",)
    housing = next(c for c in found.coverage if (c.by, c.name) == ("theme", "housing"))
    assert (housing.before.share, housing.after) == (1.0, None)


def test_swapping_the_plans_swaps_the_story(make, world):
    one, two = plan_of(make, *world, ("N1", "O1", 60, 40)), plan_of(make, *world, ("N2", "O1", 60, 0))
    there, back = compare_plans(one, two), compare_plans(two, one)
    opposite = {"added": "dropped", "dropped": "added", "changed": "changed"}
    turned = tuple(replace(c, change=opposite[c.change], before=c.after, after=c.before) for c in back.lines)
    assert turned == there.lines
    assert (there.came_in, there.fell_out, there.before) == (back.fell_out, back.came_in, back.after)


def test_a_line_of_a_need_that_is_not_there_is_refused(make, world):
    needs, offers = world
    with pytest.raises(InvalidInput, match="row 2, column need_id: 'N9'"):
        plan_of(make, [*needs, make.need("N9")], offers, ("N9", "O1", 1, 0), known=needs)


@pytest.fixture
def folders(make, world, tmp_path):
    """Plan directories of two policies, and the world's files."""
    needs, offers = make.frames(*world)
    needs.to_csv(tmp_path / "needs.csv", index=False)
    offers.to_csv(tmp_path / "offers.csv", index=False)
    files = ["--needs", str(tmp_path / "needs.csv"), "--offers", str(tmp_path / "offers.csv"), "--flat-scores"]
    for name, fairness in (("free", "0"), ("fair", "1")):
        assert main(["solve", *files, "--fairness", fairness, "--out", str(tmp_path / name)]) == 0
    return ["--plan", str(tmp_path / "free"), "--with", str(tmp_path / "fair")]


def test_the_command_prints_tables(folders, capsys):
    capsys.readouterr()
    assert main(["compare", *folders]) == 0
    said = capsys.readouterr().out
    assert "Lines: 0 added, 0 dropped, 2 changed." in said
    assert "group" in said
    assert "Africa" in said


def test_the_command_prints_json_in_units(folders, capsys):
    capsys.readouterr()
    assert main(["compare", *folders, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["before"]["amount_by_kind"] == {"financial": 150, "technical": 10}
    changed = {line["need"]: (sum(line["before"]), sum(line["after"])) for line in said["lines"]}
    assert set(changed) == {"N1", "N2"}
    assert changed["N1"][0] == 100
    assert changed["N1"][1] < 100


def test_a_folder_without_a_plan_is_bad_input(folders, tmp_path, capsys):
    assert main(["compare", *folders[:2], "--with", str(tmp_path)]) == 2
    assert "a plan directory written by `solve`" in capsys.readouterr().err
