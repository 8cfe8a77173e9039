import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from models import Offer
from models.amounts import NOTHING, HorizonAmounts
from models.lifecycle import SubmissionStatus
from models.offers import FRESH_FOR, HORIZONS, within_capacity

TODAY = date(2026, 6, 1)
amounts = st.builds(HorizonAmounts, *[st.integers(0, 50)] * 3)


def offer(capacity, reserved=NOTHING, *, carry_over):
    return Offer(capacity=capacity, reserved=reserved, committed=NOTHING, carry_over=carry_over)


def fits(capacity, used, carry_over):
    if carry_over:
        capacity, used = capacity.cumulative(), used.cumulative()
    return all(a <= b for a, b in zip(used, capacity, strict=True))


@given(amounts, amounts, amounts, st.booleans())
def test_what_fits_the_remaining_capacity_is_what_fits_beside_what_is_used(capacity, used, more, carry_over):
    assume(fits(capacity, used, carry_over))
    remaining = offer(capacity, used, carry_over=carry_over).remaining()
    assert min(remaining) >= 0
    assert fits(remaining, more, carry_over) == fits(capacity, used + more, carry_over)


@given(amounts, amounts, amounts, st.booleans())
def test_an_offer_can_hold_what_the_database_lets_it_hold(capacity, used, more, carry_over):
    held = offer(capacity, used, carry_over=carry_over)
    rule = within_capacity(":used_{h}", ":capacity").replace("carry_over", ":carry_over")
    given_to_both = {f"used_{one}": used[one] + more[one] for one in HORIZONS}
    given_to_both |= {f"capacity_{one}": capacity[one] for one in HORIZONS} | {"carry_over": carry_over}
    with closing(sqlite3.connect(":memory:")) as database:
        [(holds,)] = database.execute(f"SELECT {rule}", given_to_both)
    assert held.can_hold(more) == bool(holds)
    assert held.can_hold(more) == fits(capacity, used + more, carry_over)


@given(amounts, amounts, st.booleans())
def test_the_least_that_a_horizon_must_hold_is_just_enough(capacity, used, carry_over):
    least = offer(capacity, used, carry_over=carry_over).below_used()
    assert bool(least) != fits(capacity, used, carry_over)
    for horizon, amount in least.items():
        enough = offer(replace(capacity, **{horizon: amount}), used, carry_over=carry_over)
        too_little = offer(replace(capacity, **{horizon: amount - 1}), used, carry_over=carry_over)
        assert (enough.excess()[horizon], too_little.excess()[horizon]) == (0, 1)


def published(**values):
    return Offer(status=SubmissionStatus.PUBLISHED, **({"verified_on": TODAY} | values))


def test_an_offer_leaves_the_pool_by_itself():
    assert published().in_pool(TODAY)
    assert published(verified_on=TODAY - FRESH_FOR).in_pool(TODAY)
    assert not published(verified_on=TODAY - FRESH_FOR - timedelta(1)).in_pool(TODAY)
    assert published(open_until=TODAY).in_pool(TODAY)
    assert not published(open_until=TODAY - timedelta(1)).in_pool(TODAY)
    assert not Offer(status=SubmissionStatus.SUBMITTED, verified_on=TODAY).in_pool(TODAY)
