"""The consensus of a joint ranking: against a reference, by its known properties, and from the command line."""

import json
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.__main__ import main
from matching.consensus import Ballot, by_turns, comparisons, rank, weights_of

REFERENCE = json.loads((Path(__file__).parent / "data" / "ranking_reference.json").read_text("utf-8"))


def ballot_of(levels, name, settlement=""):
    """Levels of candidates, the best first."""
    return Ballot(name, {str(one): n for n, level in enumerate(levels, 1) for one in level}, settlement)


def ballots_of(lists):
    return [ballot_of(levels, f"b{n}") for n, levels in enumerate(lists)]


NAMES = "ABCDE"
orders = st.permutations(NAMES).flatmap(
    lambda order: st.lists(st.integers(0, 2), min_size=5, max_size=5).map(
        lambda steps: {name: 1 + sum(steps[: n + 1]) for n, name in enumerate(order)}
    )
)
some_ballots = st.lists(
    st.tuples(orders, st.sets(st.sampled_from(NAMES), max_size=3)), min_size=1, max_size=9
).map(
    lambda found: [
        Ballot(f"b{n}", {name: place for name, place in places.items() if name not in blank})
        for n, (places, blank) in enumerate(found)
    ]
)  # fmt: skip


def margins(ballots, names=NAMES):
    above, _met = comparisons(ballots, weights_of(ballots), tuple(sorted(names)))
    return above - above.T


def test_the_reference_is_met_case_by_case():
    assert len(REFERENCE["cases"]) == 400
    for case in REFERENCE["cases"]:
        names = [str(one) for one in range(case["settlements"])]
        ballots = ballots_of(case["ballots"])
        found = rank(ballots, names)
        assert margins(ballots, names).tolist() == case["margins"], case
        assert [[int(one) for one in level] for level in found.levels] == case["levels"], case
        assert [int(one) for one in found.levels[0]] == case["first"], case


def test_schulzes_own_example_of_45_voters():
    counted = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}
    ballots = [ballot_of(order, f"{order}{n}") for order, count in counted.items() for n in range(count)]
    assert rank(ballots, NAMES).order == ("E", "A", "C", "B", "D")


def test_a_full_circle_is_one_level():
    found = rank([ballot_of(order, order) for order in ("ABC", "BCA", "CAB")], "ABC")
    assert found.levels == (("A", "B", "C"),)
    assert found.places == dict.fromkeys("ABC", (1, 3))
    assert found.agreement == 0


@given(some_ballots)
def test_who_beats_everybody_one_by_one_is_alone_at_the_top(ballots):
    won = margins(ballots)
    winners = [name for n, name in enumerate(NAMES) if all(won[n, m] > 0 for m in range(5) if m != n)]
    if winners:
        assert rank(ballots, NAMES).levels[0] == tuple(winners)


@given(some_ballots, st.permutations(NAMES))
def test_names_do_not_matter(ballots, renamed):
    name_of = dict(zip(NAMES, renamed, strict=True))
    other = [Ballot(one.id, {name_of[name]: place for name, place in one.places.items()}) for one in ballots]
    expected = [sorted(name_of[name] for name in level) for level in rank(ballots, NAMES).levels]
    assert [list(level) for level in rank(other, NAMES).levels] == expected


@given(some_ballots)
def test_turning_every_ballot_round_turns_every_win_round(ballots):
    other = [Ballot(one.id, {name: 100 - place for name, place in one.places.items()}) for one in ballots]
    places, turned = rank(ballots, NAMES).places, rank(other, NAMES).places
    assert turned == {name: (6 - worst, 6 - best) for name, (best, worst) in places.items()}


@given(some_ballots)
def test_a_settlement_split_in_two_reorders_no_others(ballots):
    """The two halves stand on every ballot where the whole stood."""
    split = [
        Ballot(one.id, one.places | ({"A2": one.places["A"]} if "A" in one.places else {})) for one in ballots
    ]  # fmt: skip
    before, after = rank(ballots, NAMES).places, rank(split, [*NAMES, "A2"])
    levels = [[name for name in level if name not in ("A", "A2")] for level in after.levels]
    alone = [[name for name in level if name != "A"] for level in rank(ballots, NAMES).levels]
    assert [level for level in levels if level] == [level for level in alone if level]
    assert set(after.places) == {*before, "A2"}


def test_what_is_blank_is_not_compared_and_who_nobody_names_is_ranked_too():
    found = rank([Ballot("b", {"A": 1, "C": 2})], "ABC")
    assert found.places == {"A": (1, 2), "B": (1, 3), "C": (2, 3)}
    assert found.thin_pairs == (("A", "B"), ("B", "C"))


def test_each_settlement_weighs_the_same_and_does_not_compare_itself():
    two = [ballot_of("AB", "b1", "X"), ballot_of("AB", "b2", "X")]
    one = [ballot_of("BA", "b3", "Y")]
    assert rank([*two, *one], "AB").levels == (("A", "B"),)
    assert weights_of([*two, *one]) == [1, 1, 2]
    own = [ballot_of("XAB", "b1", "X"), ballot_of("XBA", "b2", "X"), ballot_of("AXB", "b3", "Y")]
    assert rank(own, "ABX").order == ("A", "X", "B")


def test_the_agreement_is_the_part_of_comparisons_that_the_levels_keep():
    found = rank([ballot_of("ABC", "b1"), ballot_of("ABC", "b2"), ballot_of("BAC", "b3")], "ABC")
    assert found.order == ("A", "B", "C")
    assert found.agreement * 9 == 8


def test_turns_go_round_the_zones_by_their_residents():
    zones = {"a": "East", "b": "East", "c": "East", "d": "West", "e": "West"}
    people = {"a": 100, "b": 100, "c": 100, "d": 150, "e": 50}
    order = by_turns("abcde", zones, people)
    assert order == ("a", "d", "b", "e", "c")
    assert sorted(order) == list("abcde")
    for order in permutations("abcde"):
        turned = by_turns(order, zones, people)
        assert [one for one in turned if one in "abc"] == [one for one in order if one in "abc"]


BALLOTS = """ballot_id,settlement_id,candidate_id,place
1,hill,river,1
1,hill,rail,2
2,river,rail,1
2,river,hill,2
3,rail,hill,
3,rail,river,1
"""
SETTLEMENTS = """settlement_id,zone,residents
hill,North,500
river,South,900
rail,South,100
"""


@pytest.fixture
def files(tmp_path):
    def write(ballots=BALLOTS, settlements=SETTLEMENTS):
        (tmp_path / "ballots.csv").write_text(ballots, "utf-8")
        (tmp_path / "settlements.csv").write_text(settlements, "utf-8")
        return ["--ballots", str(tmp_path / "ballots.csv"), "--settlements", str(tmp_path / "settlements.csv")]

    return write


def test_anybody_can_count_again(files, capsys):
    assert main(["rank", *files(), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["order"] == ["river", "rail", "hill"]
    assert found["levels"] == [["river"], ["rail"], ["hill"]]
    assert found["agreement"] == 1
    assert found["places"] == {"hill": [3, 3], "rail": [2, 2], "river": [1, 1]}
    assert main(["rank", *files()]) == 0
    assert "100.0% of all comparisons agree." in capsys.readouterr().out
    assert main(["rank", *files(), "--order", "turns", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["order"] == ["river", "hill", "rail"]


def test_without_settlements_every_ballot_weighs_the_same(files, capsys):
    arguments = files("ballot_id,candidate_id,place\n1,a,1\n1,b,2\n2,b,1\n2,a,2\n")[:2]
    assert main(["rank", *arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["levels"] == [["a", "b"]]
    assert main(["rank", *arguments, "--order", "turns"]) == 2
    assert "--settlements" in capsys.readouterr().err


def test_every_bad_row_is_named_at_once(files, capsys):
    bad = BALLOTS + "4,hill,river,0\n4,river,rail,1\n1,hill,rail,3\n5,hill,sea,1\n"
    few = "".join(f"x{n},hill,river,1\n" for n in range(25))
    assert main(["rank", *files(bad + few, SETTLEMENTS + "hill,North,some\n")]) == 2
    told = capsys.readouterr().err
    for row, column, what in (
        (8, "place", "a whole number of 1 or more"), (10, "ballot_id, candidate_id", "unique (row 3 has it too)"),
        (11, "candidate_id", "the settlement_id of a settlement"),
        (5, "residents", "a whole number of 0 or more"),
    ):  # fmt: skip
        assert any(f"row {row}, column {column}" in line and what in line for line in told.splitlines()), (row, told)
    assert "one of at most 20 ballots of a settlement" in told


def test_a_ballot_is_of_one_settlement(files, capsys):
    assert main(["rank", *files(BALLOTS + "1,river,hill,3\n")]) == 2
    assert "hill, as in row 2: a ballot is of one settlement" in capsys.readouterr().err
