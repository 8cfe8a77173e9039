"""A plan solved again around decisions: what stays, what moves, what each decision costs."""

import csv
import json

import pandas as pd
import pytest

from matching import (
    ConflictingDecisions,
    InvalidInput,
    Policy,
    account_of,
    around,
    check_plan,
    propose_plan,
    resolve,
    resolve_plan,
    solve,
)
from matching.__main__ import main
from matching.formats.text import csv_text
from matching.generate import generate_round

POLICY = Policy(fairness=0, gap=0)


@pytest.fixture
def rivals(make):
    """Three needs for 100; O1 can serve one, O2 another; N1 counts most, N3 least."""
    needs = [make.need("N1", weight="3"), make.need("N2", weight="2"), make.need("N3", weight="1")]
    return make.frames(needs, [make.offer("O1"), make.offer("O2")])


def resolved(world, said, *, keep, decisions=None, policy=POLICY):
    """A plan, and what these decisions make of it; checked."""
    plan = propose_plan(*world, policy=policy, flat_scores=True, decisions=decisions)
    known = {"fairness": plan.fairness, "prices": plan.prices}
    account = account_of(*world, plan.as_frame(), policy=policy, flat_scores=True, decisions=decisions, **known)
    resolution = resolve_plan(account, said, keep=keep)
    assert check_plan(*world, resolution.plan.as_frame(), decisions=frame_of(resolution.decisions)) == []
    return plan, resolution


def frame_of(decisions):
    columns = ("need_id", "offer_id", "decision", "short", "medium", "long")
    rows = [(d.need, d.offer, d.decision, *(a / 100 if a else "" for a in d.amounts)) for d in decisions]
    return pd.DataFrame(rows, columns=pd.Index(columns), dtype=object)


def given(plan):
    received = {}
    for match in plan.matches:
        received[match.need] = received.get(match.need, 0) + match.amount
    return received


@pytest.mark.parametrize("keep", [True, False])
def test_a_pin_takes_the_place_of_the_need_that_counts_least(make, rivals, keep):
    plan, resolution = resolved(rivals, make.decisions(("pin", "N3", "O1", "100")), keep=keep)
    assert given(plan) == {"N1": 100_00, "N2": 100_00}
    assert resolution.plan.amount("N3", "O1") == 100_00
    assert "N3" in resolution.moved.came_in
    (told,) = resolution.costs
    assert told.at_least <= told.cost <= told.at_most
    if not keep:
        assert given(resolution.plan) == {"N1": 100_00, "N3": 100_00}
        assert told.cost == pytest.approx((2 - 1) * 3 / 6, abs=1e-6)


def test_what_still_fits_stays_as_it_is(make):
    """Another plan would be as good after the pin; the lines that are not concerned do not move."""
    needs = [make.need(f"N{i}", weight=str(9 - i)) for i in range(6)]
    world = make.frames(needs, [make.offer(f"O{i}") for i in range(4)])
    plan, resolution = resolved(world, make.decisions(("forbid", "N0", "O0", "")), keep=True)
    before = {(m.need, m.offer): m.amounts for m in plan.matches if m.need != "N0" and m.offer != "O0"}
    after = {(m.need, m.offer): m.amounts for m in resolution.plan.matches}
    assert before.items() <= after.items()
    assert {line.offer for line in resolution.moved.lines if line.need != "N0"} <= {"O0"}


def test_a_new_decision_wins_over_an_older_one_on_the_same_pair(make, rivals):
    older = make.decisions(("forbid", "N1", "O1", ""), ("forbid", "N1", "O2", ""))
    _, resolution = resolved(rivals, make.decisions(("pin", "N1", "O1", "60")), keep=True, decisions=older)
    assert [(d.decision, d.offer) for d in resolution.decisions] == [("pin", "O1"), ("forbid", "O2")]
    assert resolution.plan.amount("N1", "O1") == 60_00
    assert resolution.plan.amount("N1", "O2") == 0


def test_each_decision_is_costed_with_the_others_kept(make, rivals):
    said = make.decisions(("forbid", "N1", "O1", ""), ("forbid", "N1", "O2", ""))
    _, resolution = resolved(rivals, said, keep=False)
    assert given(resolution.plan) == {"N2": 100_00, "N3": 100_00}
    assert [told.offer for told in resolution.costs] == ["O1", "O2"]
    assert [told.cost for told in resolution.costs] == pytest.approx([1, 1], abs=1e-6), "either alone costs nothing"
    assert all(told.needs_that_lose == ("N1",) for told in resolution.costs)


def test_decisions_that_contradict_each_other_are_refused(make, rivals):
    with pytest.raises(ConflictingDecisions):
        resolved(rivals, make.decisions(("pin", "N1", "O1", "60"), ("pin", "N2", "O1", "60")), keep=True)
    with pytest.raises(ConflictingDecisions):
        resolved(rivals, make.decisions(("pin", "N1", "O1", "60"), ("forbid", "N1", "O1", "")), keep=False)


def test_a_decision_on_what_is_not_there_is_bad_input(make, rivals):
    with pytest.raises(InvalidInput, match="decisions, row 3, column offer_id: 'O9'"):
        resolved(rivals, make.decisions(("forbid", "N1", "O1", ""), ("forbid", "N2", "O9", "")), keep=True)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("fairness", [0, 0.8])
def test_bounds_hold_and_starting_over_is_never_above_them(make, seed, fairness):
    """On small worlds solved to the end: the best plan lies between what was kept and its bound."""
    world = generate_round(25, 8, seed)
    policy = Policy(fairness=fairness, gap=0)
    plan = propose_plan(*world, policy=policy)
    account = account_of(*world, plan.as_frame(), policy=policy, fairness=plan.fairness, prices=plan.prices)
    line = max(plan.matches, key=lambda m: m.share)
    said = make.decisions(("forbid", line.need, line.offer, ""))
    kept, over = (resolve_plan(account, said, keep=keep) for keep in (True, False))
    for resolution in (kept, over):
        assert check_plan(*world, resolution.plan.as_frame(), decisions=said) == []
        assert resolution.plan.amount(line.need, line.offer) == 0
        (told,) = resolution.costs
        assert told.at_least <= told.cost + 1e-9
        assert told.cost <= told.at_most + 1e-9
    if fairness == 0:
        assert kept.plan.objective <= over.plan.objective + 1e-9
        assert over.plan.objective <= kept.plan.bound + 1e-9


@pytest.mark.long
@pytest.mark.parametrize("keep", [True, False])
def test_large_rounds_go_by_the_saved_prices(monkeypatch, make, keep):
    """The way of large rounds, on one small enough to be solved whole beside it."""
    world, policy = generate_round(60, 20, 3), Policy(fairness=0, gap=0)
    for module in (solve, around, resolve):
        monkeypatch.setattr(module, "SOLVED_WHOLE", 0)
    plan = propose_plan(*world, policy=policy, rounds=30)
    assert plan.prices is not None
    account = account_of(*world, plan.as_frame(), policy=policy, fairness=plan.fairness, prices=plan.prices)
    line = max(plan.matches, key=lambda m: m.share)
    said = make.decisions(("forbid", line.need, line.offer, ""))
    resolution = resolve_plan(account, said, keep=keep, rounds=30)
    monkeypatch.undo()
    assert check_plan(*world, resolution.plan.as_frame(), decisions=said) == []
    assert resolution.plan.amount(line.need, line.offer) == 0
    assert resolution.plan.prices is not None
    with_it, without = (propose_plan(*world, policy=policy, decisions=table) for table in (said, None))
    assert resolution.plan.objective <= with_it.bound
    assert with_it.objective <= resolution.plan.bound
    (told,) = resolution.costs
    assert told.at_least <= without.bound - with_it.objective
    assert told.at_most >= without.objective - with_it.bound


def test_the_same_decisions_give_the_same_plan(make, rivals):
    said = make.decisions(("pin", "N3", "O1", "100"))
    (_, one), (_, two) = (resolved(rivals, said, keep=True) for _ in range(2))
    assert one.plan.as_frame().equals(two.plan.as_frame())
    assert one.costs == two.costs


@pytest.fixture
def folder(rivals, tmp_path):
    for name, table in zip(("needs", "offers"), rivals, strict=True):
        (tmp_path / f"{name}.csv").write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
    files = ["--needs", str(tmp_path / "needs.csv"), "--offers", str(tmp_path / "offers.csv")]
    assert main(["solve", *files, "--flat-scores", "--fairness", "0", "--out", str(tmp_path / "plan")]) == 0
    return tmp_path, files


@pytest.mark.parametrize("how", ["--keep", "--over"])
def test_the_command_writes_a_plan_that_can_be_checked_explained_and_resolved(make, folder, capsys, how):
    place, files = folder
    for name, row in (("one", ("pin", "N3", "O1", "100")), ("two", ("forbid", "N1", "O2", ""))):
        table = make.decisions(row)
        (place / f"{name}.csv").write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
    resolve = ["resolve", how, "--plan", str(place / "plan"), "--decisions", str(place / "one.csv")]
    assert main([*resolve, "--out", str(place / "next")]) == 0
    said = capsys.readouterr().out
    assert "Came in: N3." in said
    assert "The decision to pin N3 with O1 costs" in said
    assert main(["check", *files, "--plan", str(place / "next")]) == 0
    assert main(["explain", "--plan", str(place / "next"), "--match", "N3", "O1"]) == 0
    again = ["resolve", how, "--plan", str(place / "next"), "--decisions", str(place / "two.csv")]
    assert main([*again, "--out", str(place / "last")]) == 0
    assert main(["check", *files, "--plan", str(place / "last")]) == 0
    rows = list(csv.DictReader((place / "last" / "decisions.csv").read_text().splitlines()))
    assert [(row["need_id"], row["decision"]) for row in rows] == [("N1", "forbid"), ("N3", "pin")]


def test_the_command_names_conflicts_and_bad_rows_and_writes_nothing(make, folder, capsys):
    place, _ = folder
    cases = [
        (3, make.decisions(("pin", "N1", "O1", "60"), ("pin", "N2", "O1", "60"))),
        (2, make.decisions(("pin", "N9", "O1", "60"))),
    ]
    for status, table in cases:
        (place / "said.csv").write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
        asked = ["resolve", "--keep", "--plan", str(place / "plan"), "--decisions", str(place / "said.csv")]
        assert main([*asked, "--out", str(place / "next")]) == status
        assert not (place / "next").exists()
    assert "said.csv, row 2, column need_id: 'N9'" in capsys.readouterr().err


def test_the_command_goes_by_the_round_as_it_stands_today(make, folder, capsys):
    """A need was withdrawn and another came since; the decisions given are all there are."""
    place, _ = folder
    today, offers = make.frames(
        [make.need("N2", weight="2"), make.need("N3", weight="1"), make.need("N4", weight="9")],
        [make.offer("O1"), make.offer("O2")],
    )
    said = make.decisions(("pin", "N4", "O1", "100"))
    for name, table in (("today", today), ("offers", offers), ("said", said)):
        (place / f"{name}.csv").write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
    files = ["--needs", str(place / "today.csv"), "--offers", str(place / "offers.csv")]
    files += ["--decisions", str(place / "said.csv"), "--flat-scores"]
    asked = ["resolve", "--keep", "--plan", str(place / "plan"), *files, "--json", "--out", str(place / "next")]
    assert main(asked) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["moved"]["came_in"] == ["N4"]
    assert told["moved"]["known_only_before"]["needs"] == ["N1"]
    assert [(cost["need"], cost["decision"]) for cost in told["costs"]] == [("N4", "pin")]
    assert told["plan"]["needs_taken_up"] == 2
    assert main(["check", *files[:4], "--plan", str(place / "next")]) == 0


def test_the_command_wants_decisions_or_the_round_of_today(folder, capsys):
    place, files = folder
    asked = ["resolve", "--keep", "--plan", str(place / "plan"), "--out", str(place / "next")]
    assert main(asked) == 2
    assert main([*asked, *files[:2]]) == 2
    assert main([*asked, "--flat-scores"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in said] == ["--decisions", "--offers", "--flat-scores"]
    assert not (place / "next").exists()
