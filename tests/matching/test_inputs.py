"""Hostile and mistaken input: every problem named by file, row, column, value and what was expected, all in one go."""

import math

import numpy as np
import pandas as pd
import pytest

from matching import InvalidInput, propose_plan
from matching.inputs import read_pool

BAD_AMOUNTS = ["NaN", "nan", "inf", "-inf", "1e308", "1e-30", "-1", "1_000", "1,000", "0x10", "1.234", "+5", "5.",
               "٣", "", "10000000000000.01", "1 000", "TRUE", "9" * 400]  # fmt: skip


def problems(make, needs, offers, **options):
    with pytest.raises(InvalidInput) as refused:
        read_pool(*make.frames(needs, offers), **options)
    return [(p.file, p.row, p.column) for p in refused.value.problems]


@pytest.mark.parametrize("bad", [*BAD_AMOUNTS, "0"])
def test_no_bad_amount_reaches_the_model(make, bad):
    assert problems(make, [make.need("N1"), make.need("N2", amount=bad)], []) == [("needs", 3, "amount")]


@pytest.mark.parametrize("bad", [b for b in BAD_AMOUNTS if b])
@pytest.mark.parametrize("column", ["capacity_medium", "min_amount", "max_amount"])
def test_no_bad_limit_reaches_the_model(make, column, bad):
    assert problems(make, [], [make.offer(**{column: bad})]) == [("offers", 2, column)]


@pytest.mark.parametrize("bad", [math.inf, -math.inf, 1e308, 1e-30, -1, np.float64("inf"), 0.1 + 0.2, True, math.nan])
def test_numbers_in_frames_are_judged_like_text(make, bad):
    assert problems(make, [make.need(amount=bad)], []) == [("needs", 2, "amount")]


@pytest.mark.parametrize("good", [100, 100.0, np.int64(100), np.float64(100), "100.00", " 100 ", "100.0000"])
def test_plain_numbers_of_any_type_are_read(make, good):
    assert read_pool(*make.frames([make.need(amount=good)], [])).needs[0].amount == 100_00


@pytest.mark.parametrize("blank", [None, math.nan, pd.NA, pd.NaT, "", "  "])
def test_blank_means_no_limit(make, blank):
    pool = read_pool(*make.frames([], [make.offer(max_amount=blank, max_share=blank, themes=blank)]))
    assert (pool.offers[0].max_amount, pool.offers[0].max_share, pool.offers[0].themes) == (None, None, frozenset())


@pytest.mark.parametrize(
    ("column", "bad"),
    [("need_id", ""), ("need_id", "a;b"), ("need_id", "a\x00b"), ("country", "Kenya"), ("country", "ke"), ("kind", ""),
     ("kind", "Financial"), ("theme", "roads"), ("theme", ""), ("instruments", "gift"), ("min_share", "1.01"),
     ("min_share", "-0.1"), ("min_share", "50%"), ("max_partners", "1.5"), ("max_partners", "-1"), ("weight", "0"),
     ("weight", "-1"), ("weight", "nan"), ("first_horizon", "now"), ("last_horizon", "2030"), ("flags", "ready"),
     ("city", "a\nb")],
)  # fmt: skip
def test_each_field_of_a_need_is_checked(make, column, bad):
    assert problems(make, [make.need(**{column: bad})], []) == [("needs", 2, column)]


@pytest.mark.parametrize(
    ("column", "bad"),
    [("kind", "money"), ("themes", "water;roads"), ("instruments", "training"), ("countries", "KEN;Uganda"),
     ("required_flags", "ok"), ("carry_over", "yes"), ("max_partnerships", "many"), ("max_share", "2"),
     ("max_country_share", "-1")],
)  # fmt: skip
def test_each_field_of_an_offer_is_checked(make, column, bad):
    assert problems(make, [], [make.offer(**{column: bad})]) == [("offers", 2, column)]


def test_a_window_that_ends_before_it_begins(make):
    window = {"first_horizon": "long", "last_horizon": "short"}
    assert problems(make, [make.need(**window)], []) == [("needs", 2, "last_horizon")]


def test_repeated_ids(make):
    needs, offers = [make.need(), make.need()], [make.offer(), make.offer(), make.offer()]
    found = problems(make, needs, offers)
    assert found == [("needs", 3, "need_id"), ("offers", 3, "offer_id"), ("offers", 4, "offer_id")]


def test_a_need_cannot_wait_for_itself_a_stranger_or_in_a_circle(make):
    assert problems(make, [make.need(requires="N1")], []) == [("needs", 2, "requires")]
    assert problems(make, [make.need(requires="N9")], []) == [("needs", 2, "requires")]
    circle = [make.need("N1", requires="N3"), make.need("N2", requires="N1"), make.need("N3", requires="N2")]
    bystanders = [make.need("N0"), make.need("N4", requires="N3"), make.need("N5", requires="N0;N1")]
    assert problems(make, circle + bystanders, []) == [("needs", row, "requires") for row in (2, 3, 4)]


def test_columns_missing_unknown_or_repeated(make):
    needs, offers = make.frames([make.need()], [make.offer()])
    short = needs.drop(columns=["amount", "theme"]).rename(columns={"max_partners": "max_partner"})
    with pytest.raises(InvalidInput) as refused:
        propose_plan(short, pd.concat([offers, offers[["kind"]]], axis=1))
    found = [(p.file, p.row, p.column, p.value) for p in refused.value.problems]
    assert ("needs", None, "amount", "(missing)") in found
    assert ("needs", None, "theme", "(missing)") in found
    assert ("needs", None, "max_partner", "(unknown)") in found
    assert ("offers", None, "kind", "(repeated)") in found
    assert "is it max_partners?" in str(refused.value)


def test_every_problem_of_every_frame_is_named_in_one_go(make):
    needs = [make.need("N1", amount="x", theme="y"), make.need("N2"), make.need("N3", country="z")]
    said = make.decisions(("pin", "N2", "O9", "5"), ("pin", "N2", "O1", ""), ("ban", "N2", "O1", ""))
    known = make.pairs(("N2", "O1", "1.5"), ("N9", "O1", "0.5"))
    found = problems(make, needs, [make.offer(carry_over="perhaps")], pairs=known, decisions=said)
    assert set(found) >= {
        ("needs", 2, "amount"), ("needs", 2, "theme"), ("needs", 4, "country"), ("offers", 2, "carry_over"),
        ("pairs", 2, "score"), ("pairs", 3, "need_id"), ("decisions", 2, "offer_id"), ("decisions", 4, "decision"),
    }  # fmt: skip


def test_amounts_to_pin_and_only_then(make):
    said = make.decisions(("pin", "N1", "O1", "0"), ("forbid", "N1", "O2", "5"))
    found = problems(make, [make.need()], [make.offer("O1"), make.offer("O2")], decisions=said)
    assert found == [("decisions", 2, "short, medium, long"), ("decisions", 3, "short, medium, long")]


def test_the_same_decision_twice(make):
    said = make.decisions(("pin", "N1", "O1", "5"), ("pin", "N1", "O1", "5.00"))
    assert problems(make, [make.need()], [make.offer()], decisions=said) == [("decisions", 3, "decision")]


@pytest.mark.parametrize("bad", ["0", "1.01", "-1", "nan", "1e-3", "high"])
def test_scores_lie_above_0_and_up_to_1(make, bad):
    found = problems(make, [make.need()], [make.offer()], pairs=make.pairs(("N1", "O1", bad)))
    assert found == [("pairs", 2, "score")]
