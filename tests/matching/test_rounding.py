"""From floats to hundredths: whatever the solver's crumbs, every rule holds exactly."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import Policy
from matching.amounts import (
    MAX_AMOUNT,
    WHOLE,
    amount_from_text,
    amount_text,
    billionths_from_text,
    share_down,
    share_up,
)
from matching.arrays import shares_down
from matching.case import make_case
from matching.check import check_rules
from matching.generate import generate_round
from matching.greedy import greedy_plan
from matching.inputs import read_pool
from matching.rounding import whole_amounts
from matching.search import lines_of


@given(st.integers(0, MAX_AMOUNT))
def test_an_amount_survives_writing_and_reading(hundredths):
    assert amount_from_text(amount_text(hundredths, 2), 2) == hundredths


@given(share=st.integers(0, WHOLE), amount=st.integers(0, MAX_AMOUNT))
def test_shares_are_exact(share, amount):
    down, up = share_down(share, amount), share_up(share, amount)
    assert down * WHOLE <= share * amount < (down + 1) * WHOLE
    assert (up - 1) * WHOLE < share * amount <= up * WHOLE
    assert shares_down(np.array([share]), np.array([amount]))[0] == down


@pytest.mark.parametrize(("text", "billionths"), [("0.1", 10**8), ("1", WHOLE), ("0.333333333", 333_333_333)])
def test_shares_are_read_exactly(text, billionths):
    assert billionths_from_text(text) == billionths
    assert billionths_from_text("0.3333333333") is None


@pytest.fixture(scope="module")
def case():
    pool = read_pool(*generate_round(80, 30, seed=11))
    return make_case(pool, Policy(fairness=0))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), noise=st.sampled_from([0.0, 1e-9, 1e-7, 1e-3, 0.3]))
def test_any_floats_become_a_plan_that_holds(case, seed, noise):
    """From a valid plan, disturbed a little or a lot; also with choices that fit nothing."""
    random = np.random.default_rng(seed)
    start = greedy_plan(case, random.random(len(case.pairs)))
    assert check_rules(case.pool, lines_of(case, start)) == []
    shares = start / case.needs.amount[case.pairs.need][:, None]
    shares = shares * (1 + noise * random.standard_normal(shares.shape)) + noise * random.random(shares.shape) * (
        shares > 0
    )
    chosen = (shares.sum(axis=1) > 0).astype(float)
    amounts = whole_amounts(case, shares, chosen)
    assert check_rules(case.pool, lines_of(case, amounts)) == []
    if noise <= 1e-7:
        assert abs(amounts - start).sum() <= 1e-5 * start.sum() + len(start)


def test_a_hundredth_lost_below_the_smallest_share_is_found_again(make):
    needs = [make.need("N1", amount="1000000", min_share="1"), make.need("N2", amount="1000000")]
    pool = read_pool(*make.frames(needs, [make.offer(capacity_short="1500000")]), flat_scores=True)
    case = make_case(pool, Policy(fairness=0))
    amounts = whole_amounts(case, _shares(case, {"N1": 1 - 1e-8, "N2": 0.5 + 1e-8}), np.ones(2))
    assert dict(zip(_names(case), amounts[:, 0].tolist(), strict=True)) == {"N1": 1_000_000_00, "N2": 500_000_00}


def _names(case):
    return [case.pool.needs[n].id for n in case.pairs.need]


def _shares(case, given):
    return np.array([[given[name], 0.0, 0.0] for name in _names(case)])
