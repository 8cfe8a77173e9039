"""A yen is a yen: files hold amounts of money with the decimals that it has, and the search never knows it."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import (
    InvalidInput,
    Policy,
    account_of,
    check_plan,
    compare_plans,
    explain_need,
    explain_offer,
    propose_plan,
    read_policy,
)
from matching.__main__ import main
from matching.amounts import MAX_AMOUNT, MONEY_DECIMALS, amount_from_text, amount_text, decimals_by_kind, units
from matching.fit import eligibility_tests
from matching.formats import columns
from matching.formats.text import csv_text
from matching.inputs import read_pool
from matching.policy import policy_from_text

SETTINGS = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
AMOUNTS = {"amount", "min_amount", "max_amount", "capacity_short", "capacity_medium", "capacity_long"}

NEEDS = [
    {"need_id": "N1", "kind": "financial", "amount": 120_005, "weight": "2"},
    {"need_id": "N2", "kind": "financial", "amount": 80_000},
    {"need_id": "N3", "kind": "technical", "amount": 1_250},
]
OFFERS = [
    {"offer_id": "O1", "partner": "A", "kind": "financial", "capacity_short": 130_011, "capacity_medium": 20_000},
    {"offer_id": "O2", "partner": "B", "kind": "financial", "capacity_short": 40_001, "min_amount": 7},
    {"offer_id": "O3", "partner": "C", "kind": "technical", "capacity_short": 725},
]
"""Amounts in smallest units."""


def policy(decimals):
    return Policy(fairness=0, gap=0, money_decimals=decimals)


def text(decimals, row):
    """The row as a file has it, where money has so many decimals."""
    places = decimals_by_kind(decimals)[row["kind"]]
    return row | {name: amount_text(value, places) for name, value in row.items() if name in AMOUNTS}


def frames(make, decimals, needs=NEEDS, offers=OFFERS):
    rows = [make.need() | text(decimals, row) for row in needs]
    return make.frames(rows, [text(decimals, row) for row in offers])


@given(amount=st.integers(0, MAX_AMOUNT), decimals=st.sampled_from(MONEY_DECIMALS))
def test_an_amount_survives_writing_and_reading(amount, decimals):
    assert amount_from_text(amount_text(amount, decimals), decimals) == amount
    assert amount_from_text(str(units(amount, decimals)), decimals) == amount or units(amount, decimals) >= 2**53


@pytest.mark.parametrize(
    ("cell", "decimals", "amount"),
    [("12", 0, 12), ("12.0", 0, 12), ("12.5", 0, None), ("12.345", 3, 12_345), ("12.3450", 3, 12_345),
     ("12.3456", 3, None), ("12.345", 2, None), ("1000000000000000", 0, MAX_AMOUNT), ("1000000000000001", 0, None),
     ("1000000000000", 3, MAX_AMOUNT), ("1000000000000.001", 3, None)],
)  # fmt: skip
def test_a_text_is_read_by_the_decimals_of_its_unit(cell, decimals, amount):
    assert amount_from_text(cell, decimals) == amount


def test_what_is_finer_than_its_unit_is_named(make):
    needs, offers = frames(make, 0)
    needs.loc[0, "amount"], offers.loc[0, "capacity_short"] = "12.5", "0.01"
    needs.loc[2, "amount"], offers.loc[2, "min_amount"] = "12.5", "0.001"
    with pytest.raises(InvalidInput) as refused:
        read_pool(needs, offers, decimals=decimals_by_kind(0))
    named = [(one.file, one.row, one.column, one.value) for one in refused.value.problems]
    assert named == [
        ("needs", 2, "amount", "12.5"),
        ("offers", 2, "capacity_short", "0.01"),
        ("offers", 4, "min_amount", "0.001"),
    ]
    yen, _, days = (str(one.expected) for one in refused.value.problems)
    assert yen.startswith("a plain amount above 0 without decimals")
    assert "at most 2 decimals" in days


def test_a_decision_is_read_by_the_kind_of_its_need(make):
    said = make.decisions(("pin", "N1", "O1", "7"), ("pin", "N3", "O3", "1.25"))
    pool = read_pool(*frames(make, 0), decisions=said, decimals=decimals_by_kind(0))
    assert {one.need: one.amounts[0] for one in pool.decisions} == {"N1": 7, "N3": 125}
    said.loc[0, "short"] = "7.5"
    with pytest.raises(InvalidInput, match=r"decisions, row 2, column short: '7.5' is not .* without decimals"):
        read_pool(*frames(make, 0), decisions=said, decimals=decimals_by_kind(0))


@pytest.mark.parametrize("wrong", [1, 4, -2, 2.0, "2", True])
def test_no_other_number_of_decimals_is_taken(wrong):
    with pytest.raises(InvalidInput) as refused:
        Policy(money_decimals=wrong)
    assert [one.column for one in refused.value.problems] == ["money_decimals"]


def test_what_a_policy_does_not_say_stays_unsaid(tmp_path):
    """A file from before there was the knob is read with two decimals, and written as it was."""
    assert "money_decimals" not in Policy().as_toml()
    assert policy_from_text("").decimals == policy_from_text("money_decimals = 2").decimals
    for decimals in MONEY_DECIMALS:
        (tmp_path / "policy.toml").write_text(policy(decimals).as_toml())
        assert read_policy(tmp_path / "policy.toml") == policy(decimals)


SOME = st.integers(1, 3_000)


@SETTINGS
@given(asked=st.lists(SOME, min_size=1, max_size=4), held=st.lists(SOME, min_size=1, max_size=3), pinned=st.booleans())
def test_the_same_whole_numbers_make_the_same_plan(make, asked, held, pinned):
    kinds = ("financial", "technical")
    needs = [{"need_id": f"N{i}", "kind": kinds[i % 2], "amount": amount} for i, amount in enumerate(asked)]
    offers = [
        {"offer_id": f"O{i}", "kind": kinds[i % 2], "capacity_short": amount, "max_amount": amount // 2 + 1}
        for i, amount in enumerate(held)
    ]
    most = min(asked[0], held[0] // 2 + 1, held[0])
    plans = {}
    for decimals in (None, *MONEY_DECIMALS):
        world = frames(make, decimals, needs, offers)
        pin = make.decisions(("pin", "N0", "O0", amount_text(most, decimals_by_kind(decimals)["financial"])))
        said = pin if pinned else None
        plans[decimals] = propose_plan(*world, decisions=said, policy=policy(decimals), flat_scores=True)
        known = {"decisions": said, "decimals": decimals_by_kind(decimals)}
        assert check_plan(*world, plans[decimals].as_frame(), **known) == []
    first = plans[None]
    for decimals, plan in plans.items():
        same = ("matches", "objective", "bound", "gap", "status", "fairness", "amount_by_kind", "fingerprint", "prices")
        assert [getattr(plan, name) for name in same] == [getattr(first, name) for name in same]
        places = decimals_by_kind(decimals)["financial"]
        assert plan.as_dict()["amount_by_kind"]["financial"] == units(first.amount_by_kind["financial"], places)


def test_what_fits_is_found_in_the_decimals_of_the_round(make):
    needs, offers = frames(make, 0)
    offers.loc[1, "min_amount"] = "80001"
    fit = eligibility_tests(needs, offers, decimals=decimals_by_kind(0))
    assert fit.failed("N2", "O2") == ("size",)


def test_one_more_unit_is_one_of_the_currency(make):
    """What a thousand thousandths of a dinar are worth is what one dinar is worth; a yen is the smallest there is."""
    worth = {}
    for decimals in MONEY_DECIMALS:
        world = frames(make, decimals)
        plan = propose_plan(*world, policy=policy(decimals), flat_scores=True)
        account = account_of(*world, plan.as_frame(), policy=policy(decimals), flat_scores=True)
        worth[decimals] = [explain_offer(account, offer).value_of_capacity[0] for offer in ("O1", "O3")]
    assert worth[2][0] == pytest.approx(100 * worth[0][0]) == pytest.approx(worth[3][0] / 10)
    assert worth[0][0] > 0
    assert worth[0][1] == worth[2][1] == worth[3][1]


def test_plans_in_other_money_are_not_held_against_each_other(make):
    known = {}
    for decimals in (None, 0, 2):
        world = frames(make, decimals)
        plan = propose_plan(*world, policy=policy(decimals), flat_scores=True)
        known[decimals] = account_of(*world, plan.as_frame(), policy=policy(decimals), flat_scores=True)
    with pytest.raises(InvalidInput, match="money_decimals: '0' is not 2, as in the plan before"):
        compare_plans(known[2], known[0])
    unsaid = compare_plans(known[None], known[0])
    assert unsaid.lines == ()
    told = unsaid.as_dict()
    kept = known[0].matches
    money = sum(match.amount for match in kept if match.need != "N3")
    assert told["before"]["amount_by_kind"]["financial"] == money / 100
    assert told["after"]["amount_by_kind"]["financial"] == money


@pytest.fixture(params=MONEY_DECIMALS)
def folder(request, make, tmp_path):
    """A plan directory whose money has so many decimals."""
    for name, table in zip(("needs", "offers"), frames(make, request.param), strict=True):
        (tmp_path / f"{name}.csv").write_text(csv_text(list(table.columns), table.to_numpy().tolist()))
    (tmp_path / "policy.toml").write_text(policy(request.param).as_toml())
    files = ["--needs", str(tmp_path / "needs.csv"), "--offers", str(tmp_path / "offers.csv")]
    options = ["--flat-scores", "--policy", str(tmp_path / "policy.toml")]
    assert main(["solve", *files, *options, "--out", str(tmp_path / "plan")]) == 0
    return request.param, tmp_path, files


def written(path: Path, decimals: int) -> dict[tuple[str, str], tuple[int, ...]]:
    """The amounts of plan.csv or decisions.csv, in smallest units."""
    rows = csv.DictReader(path.read_text().splitlines())
    return {
        (row["need_id"], row["offer_id"]): tuple(
            amount_from_text(row[when] or "0", 2 if row["need_id"] == "N3" else decimals)
            for when in ("short", "medium", "long")
        )
        for row in rows
    }


def test_a_plan_directory_holds_money_as_its_policy_says(folder, capsys):
    decimals, place, files = folder
    assert main(["check", *files, "--plan", str(place / "plan")]) == 0
    lines = written(place / "plan" / "plan.csv", decimals)
    assert sum(map(sum, lines.values())) == 130_011 + 20_000 + 40_001 + 725
    money = {0: 190_012, 2: 1_900.12, 3: 190.012}[decimals]
    assert json.loads((place / "plan" / "plan.json").read_text())["amount_by_kind"] == {
        "financial": money,
        "technical": 7.25,
    }
    assert f"money_decimals = {decimals}" in (place / "plan" / "policy.toml").read_text()
    capsys.readouterr()
    assert main(["explain", "--plan", str(place / "plan"), "--offer", "O2"]) == 0
    assert main(["explain", "--plan", str(place / "plan"), "--need", "N3"]) == 0
    assert main(["explain", "--plan", str(place / "plan"), "--match", "N3", "O3"]) == 0
    told = capsys.readouterr().out
    assert f"O2 gives {amount_text(40_001, decimals)} of {amount_text(40_001, decimals)}" in told
    assert "N3 is met in part: 7.25 of 12.5" in told
    assert "O3 gives N3 7.25 " in told


def test_a_plan_is_resolved_and_compared_in_its_own_money(folder, make, capsys):
    decimals, place, files = folder
    said = make.decisions(("pin", "N2", "O1", amount_text(50_003, decimals)), ("pin", "N3", "O3", "1.25"))
    (place / "said.csv").write_text(csv_text(columns.DECISIONS, said.to_numpy().tolist()))
    resolve = ["resolve", "--plan", str(place / "plan"), "--decisions", str(place / "said.csv")]
    for how in ("--keep", "--over"):
        out = place / how.strip("-")
        capsys.readouterr()
        assert main([*resolve, how, "--json", "--out", str(out)]) == 0
        told = json.loads(capsys.readouterr().out)
        moved = {(line["need"], line["offer"]): line["after"] for line in told["moved"]["lines"]}
        assert moved["N2", "O1"] == [units(50_003, decimals), 0, 0]
        assert moved["N3", "O3"] == [1.25, 0, 0]
        assert main(["check", *files, "--plan", str(out)]) == 0
        pins = written(out / "decisions.csv", decimals)
        assert pins == {("N2", "O1"): (50_003, 0, 0), ("N3", "O3"): (125, 0, 0)}
        assert written(out / "plan.csv", decimals).items() >= pins.items()
    capsys.readouterr()
    compare = ["compare", "--plan", str(place / "plan"), "--with", str(place / "over")]
    assert main([*compare, "--json"]) == 0
    before, after = (json.loads((place / name / "plan.json").read_text()) for name in ("plan", "over"))
    told = json.loads(capsys.readouterr().out)
    assert told["before"]["amount_by_kind"] == before["amount_by_kind"]
    assert told["after"]["amount_by_kind"] == after["amount_by_kind"]
    everybody = next(one for one in told["coverage"] if one["by"] == "all")
    assert everybody["after"]["amount_by_kind"] == after["amount_by_kind"]
    assert main(compare) == 0
    assert amount_text(190_012, decimals) in capsys.readouterr().out


def test_the_stress_of_a_plan_is_told_in_its_own_money(folder, capsys):
    decimals, place, _files = folder
    assert main(["stress", "--plan", str(place / "plan"), "--out", str(place / "stress")]) == 0
    told = {one["partner"]: one for one in json.loads((place / "stress" / "stress.json").read_text())}
    assert told["B"]["lost_by_kind"] == {"financial": units(40_001, decimals), "technical": 0}
    assert told["C"]["lost_by_kind"] == {"financial": 0, "technical": 7.25}
    rows = {row["partner"]: row for row in csv.DictReader((place / "stress" / "stress.csv").read_text().splitlines())}
    assert rows["B"]["financial_lost"] == amount_text(40_001, decimals)
    assert rows["C"]["technical_lost"] == "7.25"


def test_a_change_of_the_amount_is_told_in_the_money_of_the_round(make):
    """The offer gives nothing to a need of which it can serve no useful share; to one that asks for a tenth it does."""
    need = {"need_id": "N1", "kind": "financial", "amount": 1_000_001, "min_share": "1"}
    offer = {"offer_id": "O1", "kind": "financial", "capacity_short": 100_001}
    for decimals, value in ((0, "100000"), (2, "1000"), (3, "100")):
        world = frames(make, decimals, [need], [offer])
        account = account_of(*world, propose_plan(*world, policy=policy(decimals)).as_frame(), policy=policy(decimals))
        changes = {one.field: one for one in explain_need(account, "N1", seconds=10).changes}
        assert (changes["amount"].value, changes["amount"].received) == (value, 100_000)
