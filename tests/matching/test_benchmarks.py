"""The benchmarks at a size for toys: whole tables, with the figures that the checker computes. Nothing is timed."""

import json

import pytest

from benchmarks import document, tables
from benchmarks.__main__ import main, read
from benchmarks.approaches import APPROACHES
from benchmarks.run import run
from benchmarks.worlds import World
from matching import Policy
from matching.case import make_case
from matching.check import check_rules, impact_of
from matching.inputs import read_pool

pytestmark = pytest.mark.long

WORLD = World("30x20", 1)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Every way, on one small world; the warm-up is taken as done."""
    path = tmp_path_factory.mktemp("results") / "results.jsonl"
    path.write_text(json.dumps({"what": "warm up", "command": "before", "seconds": 1.0}) + "\n")
    ways = ",".join(way.replace(",", "") for way in APPROACHES)
    size = ["--sizes", WORLD.size, "--seeds", "1", "--limits", "20"]
    assert main(["engine", *size, "--ways", ways, "--results", str(path)]) == 0
    return [result for result in read(path) if result["what"] != "warm up"]


def cells(table):
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    assert {len(row) for row in rows} == {len(header)}
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_way_gives_a_plan_that_keeps_every_rule_within_every_bound(results):
    assert [result["what"] for result in results] == list(APPROACHES)
    assert all(result["broken"] == 0 and result["partnerships"] > 0 for result in results)
    assert all(result["peak_mb"] > 50 and result["cpu"] > 0 for result in results)
    assert tables.disproved(results) == []


def test_exact_ways_agree_and_greedy_is_no_better(results):
    found = {result["what"]: result["objective"] for result in results}
    assert found["PuLP + HiGHS"] == pytest.approx(found["raw HiGHS"], rel=1e-4)
    assert found["ours"] == pytest.approx(found["raw HiGHS"], rel=1e-4)
    assert found["greedy"] <= found["ours"] + 1e-9


@pytest.mark.parametrize("way", ["ours", "raw HiGHS", "greedy"])
def test_its_figures_are_those_of_the_checker(results, way):
    """The same answer once more, in this process, and checked by hand."""
    policy = Policy(fairness=0, gap=1e-5, time_limit=20)
    answer = APPROACHES[way](*WORLD.frames(), policy, lambda line: None)
    case = make_case(read_pool(*WORLD.frames()), policy)
    (said,) = (result for result in results if result["what"] == way)
    assert check_rules(case.pool, answer.lines) == []
    assert said["objective"] == pytest.approx(impact_of(case.pool, policy, answer.lines, case.scores), rel=1e-9)
    assert said["partnerships"] == len(answer.lines)


def test_the_table_has_a_row_for_each_way_with_ratios_against_ours(results):
    rows = cells(tables.side_by_side(results))
    assert [row["way"] for row in rows] == list(tables.NAMES.values())
    assert rows[0]["objective / ours"] == "1"
    ours, greedy = (next(r for r in results if r["what"] == way) for way in ("ours", "greedy"))
    assert float(rows[-1]["objective / ours"]) == pytest.approx(greedy["objective"] / ours["objective"], rel=1e-2)
    assert rows[-1]["bound"] == "–"


def test_a_bound_below_a_checked_plan_is_named(results):
    lie = [{**result, "bound": 1e-3} if result["what"] == "raw HiGHS" else result for result in results]
    assert len(tables.disproved(lie)) == 1


def test_what_a_killed_child_said_last_is_kept():
    job = {"what": "raw HiGHS", "size": "300x100", "seed": 1, "limit": 60, "gap": 0.0}
    result = run(job, patience=0.05)
    assert "killed after" in result["failed"]
    row = cells(tables.side_by_side([result]))[0]
    assert "killed after" in row["remark"]
    assert row["objective"] == "–"


def test_parts_are_measured(tmp_path):
    path = tmp_path / "results.jsonl"
    path.write_text(json.dumps({"what": "warm up", "command": "before", "seconds": 1.0}) + "\n")
    size = ["--sizes", "40x25", "--seeds", "1", "--limits", "1", "--growing", "40x25,60x40", "--chains", "20x3,40x3"]
    assert main(["parts", *size, "--results", str(path)]) == 0
    found = read(path)[1:]
    assert not [result for result in found if "failed" in result]
    report = document.report(found)
    for title in (
        "Building",
        "Growth with the pairs",
        "Chains of needs",
        "Solving again after one forbid",
        "Explaining a need",
    ):
        assert f"### {title}" in report
    resolved = next(result for result in found if result["what"] == "resolve")
    assert all(again["held"] and again["bound"] >= again["objective"] for again in resolved["tries"])


def test_the_tables_go_between_the_markers_of_the_page(results, tmp_path):
    page = tmp_path / "performance.md"
    page.write_text(f"# Title\n\nbefore\n{document.BEGIN}\nold\n{document.END}\nafter\n", encoding="utf-8")
    document.write(results, page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Title\n\nbefore\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "### Side by side" in text
    assert "python -m benchmarks engine --sizes 30x20" in text
    page.write_text("# Title\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no place"):
        document.write(results, page)


def test_of_a_measurement_taken_again_the_last_counts(tmp_path):
    path = tmp_path / "results.jsonl"
    job = {"what": "growth", "size": "40x25", "seed": 1, "limit": 1.0}
    path.write_text("".join(json.dumps({**job, "sweeps": sweeps}) + "\n" for sweeps in (2.0, 1.0)))
    assert [result["sweeps"] for result in read(path)] == [1.0]


def test_growth_is_an_exponent():
    small, large = {"pairs": 100, "sweeps": 1.0}, {"pairs": 10_000, "sweeps": 100.0}
    assert tables.exponent(small, large, "sweeps") == "1.00"
