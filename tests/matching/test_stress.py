"""Every partner's withdrawal from the plan: what is lost, who falls out, who stands in."""

import csv
import json

import pytest

from matching import InvalidInput, Policy, StandIn, around, check_plan, propose_plan, solve, stress_partners
from matching import stress as stress_module
from matching.__main__ import main
from matching.amounts import USUAL_DECIMALS
from matching.clock import Clock
from matching.formats.text import csv_text
from matching.generate import generate_round

POLICY = Policy(fairness=0, gap=0, partnership_cost=0)


@pytest.fixture
def world(make):
    """A gives to N1 and could be replaced in part by B; only C can serve N2; D is never called on."""
    needs = [make.need("N1"), make.need("N2", theme="housing", kind="technical", amount="10")]
    offers = [
        make.offer("O1", partner="A", max_amount="60", themes="water"),
        make.offer("O2", partner="A", max_amount="40", themes="water"),
        make.offer("O3", partner="B", capacity_short="30"),
        make.offer("O4", partner="C", kind="technical", capacity_short="10"),
        make.offer("O5", partner="D", themes="energy"),
    ]
    scores = make.pairs(("N1", "O1", "1"), ("N1", "O2", "1"), ("N1", "O3", "0.5"), ("N2", "O4", "1"))
    return make.frames(needs, offers), {"pairs": scores, "policy": POLICY}


def by_partner(stress):
    return {withdrawal.partner: withdrawal for withdrawal in stress.withdrawals}


def test_each_partner_is_missed_for_what_nobody_else_gives(world):
    frames, options = world
    stress = stress_partners(*frames, **options)
    assert stress.plan.objective == pytest.approx(2)
    told = by_partner(stress)
    assert {name: w.impact_lost for name, w in told.items()} == pytest.approx({"A": 0.85, "C": 1, "B": 0, "D": 0})
    assert [w.partner for w in stress.withdrawals][:2] == ["C", "A"], "the costliest first"
    assert (told["A"].offers, told["A"].fall_out, told["A"].lose_part) == (("O1", "O2"), (), ("N1",))
    assert told["A"].lost_by_kind == {"financial": 70_00, "technical": 0}
    assert told["A"].stand_ins == (StandIn("B", {"financial": 30_00, "technical": 0}),)
    assert (told["C"].fall_out, told["C"].stand_ins) == (("N2",), ())
    assert told["C"].lost_by_kind == {"financial": 0, "technical": 10_00}
    for withdrawal in stress.withdrawals:
        assert withdrawal.at_least <= withdrawal.impact_lost + 1e-9
        assert withdrawal.impact_lost <= withdrawal.at_most + 1e-9


def test_single_partners_can_be_asked_for(world):
    frames, options = world
    assert set(by_partner(stress_partners(*frames, partners=["C", "A", "C"], **options))) == {"A", "C"}
    with pytest.raises(InvalidInput, match="'Z' is not the partner of an offer"):
        stress_partners(*frames, partners=["A", "Z"], **options)


def test_an_offer_without_a_partner_stands_for_itself(make):
    frames = make.frames([make.need()], [make.offer("O1", partner=""), make.offer("O2", partner="")])
    assert set(by_partner(stress_partners(*frames, policy=POLICY))) == {"O1", "O2"}


def test_a_pin_that_waits_for_what_the_partner_gave_falls_with_it(make):
    needs = [make.need("first", theme="housing"), make.need("then", requires="first", weight="9")]
    offers = [make.offer("O1", partner="A", themes="housing"), make.offer("O2", partner="B", themes="water")]
    said = make.decisions(("pin", "then", "O2", "80"))
    told = by_partner(stress_partners(*make.frames(needs, offers), decisions=said, policy=POLICY))
    assert told["A"].pins_fall
    assert set(told["A"].fall_out) == {"first", "then"}
    assert not told["B"].pins_fall, "its own pins go with it"


def test_a_time_too_short_for_all_names_those_not_reached(world, monkeypatch):
    """The clock stops when the plan is there: nobody is withdrawn, and nobody is left untold."""
    frames, options = world
    monkeypatch.setattr(stress_module, "plan_for", stopping_the_clock(stress_module.plan_for, monkeypatch))
    stress = stress_partners(*frames, **options)
    assert (stress.withdrawals, stress.not_reached) == ((), ("A", "B", "C", "D"))
    assert stress.plan.partnerships == 3


def stopping_the_clock(plan_for, monkeypatch):
    def then_stop(*args, **options):
        plan = plan_for(*args, **options)
        monkeypatch.setattr(Clock, "left", lambda clock, part=1.0: 0.0)
        return plan

    return then_stop


@pytest.mark.parametrize("seed", range(3))
def test_what_is_lost_lies_between_its_bounds(seed):
    """Against the best plan without the partner, solved to the end from nothing."""
    needs, offers = generate_round(25, 8, seed)
    policy = Policy(fairness=0, gap=0)
    stress = stress_partners(needs, offers, policy=policy)
    for told in stress.withdrawals:
        rest = offers[~offers["offer_id"].isin(told.offers)].reset_index(drop=True)
        best = propose_plan(needs, rest, policy=policy)
        lost = stress.plan.objective - best.objective
        assert told.at_least - 1e-4 <= lost <= told.at_most + 1e-4
        assert lost <= told.impact_lost + 1e-4, "a plan that keeps the rest is not better than the best"
    assert check_plan(needs, offers, stress.plan.as_frame()) == []


def test_large_rounds_go_by_the_saved_prices(monkeypatch):
    needs, offers = generate_round(60, 20, 3)
    policy = Policy(fairness=0, gap=0)
    for module in (solve, around):
        monkeypatch.setattr(module, "SOLVED_WHOLE", 0)
    stress = stress_partners(needs, offers, policy=policy, rounds=30)
    monkeypatch.undo()
    assert stress.plan.prices is not None
    told = stress.withdrawals[0]
    rest = offers[~offers["offer_id"].isin(told.offers)].reset_index(drop=True)
    best, now = propose_plan(needs, rest, policy=policy), propose_plan(needs, offers, policy=policy)
    assert told.at_least <= now.bound - best.objective
    assert told.at_most >= now.objective - best.bound


def test_the_order_of_rows_makes_no_difference(make):
    needs, offers = generate_round(30, 10, 1)
    policy = Policy(gap=0)
    one = stress_partners(needs, offers, policy=policy)
    two = stress_partners(make.shuffled(needs, 1), make.shuffled(offers, 2), policy=policy)
    first, second = ([w.as_dict(USUAL_DECIMALS) for w in each.withdrawals] for each in (one, two))
    assert first == second


def test_the_command_writes_a_table_and_the_plan(world, make, tmp_path, capsys):
    frames, options = world
    tables = {"needs": frames[0], "offers": frames[1], "pairs": options["pairs"]}
    for name, table in tables.items():
        (tmp_path / f"{name}.csv").write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
    files = ["--needs", str(tmp_path / "needs.csv"), "--offers", str(tmp_path / "offers.csv")]
    asked = ["stress", *files, "--pairs", str(tmp_path / "pairs.csv"), "--fairness", "0"]
    assert main([*asked, "--partner", "Z", "--out", str(tmp_path / "none")]) == 2
    assert "offers.csv, column partner: 'Z'" in capsys.readouterr().err
    assert main([*asked, "--out", str(tmp_path / "out")]) == 0
    assert main(["check", *files, "--plan", str(tmp_path / "out" / "plan")]) == 0
    assert not (tmp_path / "none").exists()
    rows = {r["partner"]: r for r in csv.DictReader((tmp_path / "out" / "stress.csv").read_text().splitlines())}
    assert (rows["A"]["financial_lost"], rows["A"]["stand_ins"]) == ("70", "B: 30 financial")
    assert (rows["C"]["fall_out"], rows["C"]["technical_lost"]) == ("N2", "10")
    told = json.loads((tmp_path / "out" / "stress.json").read_text())
    assert [w["partner"] for w in told] == list(rows)
    assert {w["partner"]: w["lost_by_kind"]["financial"] for w in told}["A"] == 70


def test_the_command_asks_a_plan_that_is_there_already(world, make, tmp_path, capsys):
    frames, options = world
    tables = {"needs": frames[0], "offers": frames[1], "pairs": options["pairs"]}
    for name, table in tables.items():
        (tmp_path / f"{name}.csv").write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
    files = [part for name in tables for part in (f"--{name}", str(tmp_path / f"{name}.csv"))]
    knobs = ["--fairness", "0", "--gap", "0"]
    assert main(["solve", *files, *knobs, "--out", str(tmp_path / "plan")]) == 0
    assert main(["stress", *files, *knobs, "--out", str(tmp_path / "anew")]) == 0
    assert main(["stress", "--plan", str(tmp_path / "plan"), "--out", str(tmp_path / "there")]) == 0
    anew, there = ((tmp_path / name / "stress.csv").read_text() for name in ("anew", "there"))
    assert anew == there
    assert main(["stress", "--plan", str(tmp_path / "plan"), *files, "--out", str(tmp_path / "no")]) == 2
    assert "--needs: '(given)' is not used beside --plan" in capsys.readouterr().err
