"""The price of fairness as a curve: one plan a level, none of which another level's plan would better."""

import csv
import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from matching import InvalidInput, Policy, check_plan, fairness_frontier, frontier, propose_plan
from matching.__main__ import main
from matching.case import make_case
from matching.clock import Clock
from matching.fairness import Targets
from matching.formats.text import csv_text
from matching.frontier import share_what_was_found
from matching.generate import generate_round
from matching.inputs import read_pool
from matching.search import Search


def rivals(make):
    """Two regions want the same 100; one counts three times as much."""
    needs = [make.need("A", region="Africa", weight="3"), make.need("B", region="Asia")]
    return make.frames(needs, [make.offer()])


def assert_honest(points):
    """Less fairness never shows less impact, unless it misses less of its own floors."""
    for looser, stricter in pairwise(points):
        floors = {group.group: group.floor for group in looser.plan.fairness.groups}
        missed = sum(max(floors[g.group] - g.coverage, 0) for g in stricter.plan.fairness.groups)
        assert looser.plan.objective >= stricter.plan.objective or looser.shortfall < missed


def test_each_level_is_what_solving_at_it_gives(make):
    needs, offers = rivals(make)
    policy = Policy(gap=0, fairness=0.3)
    points = fairness_frontier(needs, offers, levels=(1, 0, 0.5), policy=policy, flat_scores=True)
    assert [point.level for point in points] == [0, 0.5, 1]
    for point in points:
        alone = propose_plan(needs, offers, policy=replace(policy, fairness=point.level), flat_scores=True)
        assert point.plan.objective == pytest.approx(alone.objective)
        assert point.plan.status == alone.status == "optimal"
        assert point.plan.fingerprint == alone.fingerprint
        assert point.plan.price_of_fairness == pytest.approx(alone.price_of_fairness, abs=1e-9)
    assert [point.plan.amount("B", "O1") for point in points] == [0, 25_00, 50_00]


def test_all_levels_know_what_can_be_reached(make):
    points = fairness_frontier(*rivals(make), policy=Policy(gap=0), flat_scores=True)
    assert [point.plan.fairness.t for point in points] == [pytest.approx(0.5)] * 6
    assert [point.lowest_fraction for point in points] == pytest.approx([0.5 * point.level for point in points])
    objectives = [point.plan.objective for point in points]
    assert objectives == sorted(objectives, reverse=True)


def test_floors_out_of_reach_are_told_as_shortfall(make):
    """Whole partnerships serve one region or the other; the relaxation could serve half of both."""
    needs = [make.need("A", region="Africa", min_share="1"), make.need("B", region="Asia", min_share="1")]
    points = fairness_frontier(*make.frames(needs, [make.offer()]), levels=(0, 1), policy=Policy(gap=0))
    assert [point.shortfall for point in points] == [0, pytest.approx(0.5)]
    assert points[1].lowest_fraction == 0


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("whole", [0, 1000])
def test_the_curve_is_honest_at_any_size(monkeypatch, seed, whole):
    """Both ways of solving: the whole model, and (with 0) rounds of the engine."""
    monkeypatch.setattr(frontier, "SOLVED_WHOLE", whole)
    world = generate_round(60, 20, seed)
    points = fairness_frontier(*world, levels=(0, 0.4, 0.8, 1), rounds=3)
    assert_honest(points)
    for point in points:
        assert check_plan(*world, point.plan.as_frame()) == []
        assert point.plan.bound >= point.plan.objective > 0


def test_so_many_rounds_give_the_same_curve_whatever_the_time():
    world = generate_round(60, 20, 4)
    curves = [
        fairness_frontier(*world, levels=(0, 1), rounds=2, policy=Policy(time_limit=limit, gap=0)) for limit in (60, 90)
    ]
    for one, other in zip(*curves, strict=True):
        assert one.as_dict() == other.as_dict()
        assert one.plan.as_frame().equals(other.plan.as_frame())


def test_the_order_of_rows_makes_no_difference(make):
    needs, offers = generate_round(40, 15, 1)
    one = fairness_frontier(needs, offers, levels=(0, 1), rounds=2)
    two = fairness_frontier(make.shuffled(needs, 1), make.shuffled(offers, 2), levels=(0, 1), rounds=2)
    assert [point.as_dict() for point in one] == [point.as_dict() for point in two]
    assert all(a.plan.as_frame().equals(b.plan.as_frame()) for a, b in zip(one, two, strict=True))


def test_the_time_limit_is_for_the_whole():
    points = fairness_frontier(*generate_round(200, 60, 2), policy=Policy(time_limit=3, gap=0))
    assert sum(point.plan.seconds["solve"] for point in points) <= 1.2 * 3 + 2


def searches_at(make, *levels):
    """Searches for the rivals' plan at these levels, the strictest first; t* is 0.5 and both could have all."""
    policy = Policy(fairness=1, partnership_cost=0)
    case = make_case(read_pool(*rivals(make), flat_scores=True), policy)
    targets = Targets(1.0, 0.5, {0: 1.0, 1: 1.0}, price=100.0)
    return [
        Search(replace(case, policy=replace(policy, fairness=level)), replace(targets, level=level), Clock(60))
        for level in levels
    ]


def amounts_for(search, **received):
    """Amounts in the short horizon by need."""
    amounts = np.zeros_like(search.amounts)
    for name, amount in received.items():
        (k,) = search.case.of_need[search.case.pool.need_index[name]]
        amounts[k, 0] = amount
    return amounts


def test_a_better_plan_of_another_level_is_carried_over(make):
    strict, middle, free = searches_at(make, 1, 0.5, 0)
    middle.consider(amounts_for(middle, A=75_00, B=25_00))
    free.consider(amounts_for(free, A=50_00, B=50_00))
    strict.consider(amounts_for(strict, B=100_00))
    share_what_was_found([strict, middle, free])
    assert np.array_equal(strict.amounts, amounts_for(strict, A=50_00, B=50_00)), "found at a looser level"
    assert np.array_equal(free.amounts, middle.amounts), "found at a stricter level"


def test_a_bound_holds_at_every_stricter_level(make):
    strict, middle, free = searches_at(make, 1, 0.5, 0)
    for search in (strict, middle, free):
        search.consider(amounts_for(search, A=50_00, B=50_00))
    middle.tighten_bound(1.3)
    free.tighten_bound(1.6)
    share_what_was_found([strict, middle, free])
    assert strict.impact_bound == pytest.approx(1.3, abs=1e-5)
    assert middle.impact_bound == pytest.approx(1.3, abs=1e-5)
    assert free.impact_bound == pytest.approx(1.6, abs=1e-5)
    assert strict.cap == pytest.approx(1.6, abs=1e-5), "without floors it bounds the impact of every plan"


def test_impossible_levels_are_refused(make):
    for levels in ((), (0.5, 1.5)):
        with pytest.raises(InvalidInput):
            fairness_frontier(*rivals(make), levels=levels)


@pytest.fixture
def files(make, tmp_path):
    for name, table in zip(("needs", "offers"), rivals(make), strict=True):
        (tmp_path / f"{name}.csv").write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
    return ["--needs", str(tmp_path / "needs.csv"), "--offers", str(tmp_path / "offers.csv")]


def test_the_command_writes_a_plan_for_each_level_and_a_table(files, tmp_path, capsys):
    out = tmp_path / "curve"
    asked = ["frontier", *files, "--flat-scores", "--levels", "0", "0.25", "1", "--gap", "0", "--out", str(out)]
    assert main(asked) == 0
    assert {path.name for path in out.iterdir()} == {"0.0", "0.25", "1.0", "frontier.csv", "frontier.json"}
    for level in ("0.0", "0.25", "1.0"):
        assert main(["check", *files, "--plan", str(out / level)]) == 0
    points = json.loads((out / "frontier.json").read_text())
    rows = list(csv.DictReader((out / "frontier.csv").read_text().splitlines()))
    assert [float(row["level"]) for row in rows] == [0, 0.25, 1] == [point["level"] for point in points]
    assert [float(row["objective"]) for row in rows] == [point["objective"] for point in points]
    assert "3 plans written" in capsys.readouterr().out


def test_a_level_that_cannot_be_is_bad_input_and_nothing_is_written(files, tmp_path, capsys):
    assert main(["frontier", *files, "--levels", "0", "2", "--out", str(tmp_path / "curve")]) == 2
    assert "'2.0' is not a number from 0 to 1" in capsys.readouterr().err
    assert not (tmp_path / "curve").exists()
