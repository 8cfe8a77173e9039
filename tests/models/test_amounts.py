from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.money.exchange import NoRate, Rates
from models.amounts import LARGEST, HorizonAmounts, from_minor, minor_digits, to_minor

CURRENCIES = [None, "USD", "JPY", "KWD"]
amounts = st.integers(0, LARGEST)


@given(amounts, st.sampled_from(CURRENCIES))
def test_an_amount_survives_the_way_out_and_back(amount, currency):
    assert to_minor(from_minor(amount, currency), currency) == amount


@pytest.mark.parametrize(("currency", "digits"), [("JPY", 0), ("USD", 2), ("KWD", 3), (None, 2)])
def test_each_currency_has_its_own_fractions(currency, digits):
    assert minor_digits(currency) == digits
    with pytest.raises(ValueError, match=str(digits)):
        to_minor(Decimal(1).scaleb(-digits - 1), currency)


@given(amounts, st.integers(1, 10**12), st.integers(1, 10**12))
def test_converting_there_and_back_never_adds(amount, one, other):
    rates = Rates({"USD": one, "JPY": other})
    there = rates.convert(amount, "USD", "JPY")
    assert rates.convert(there, "JPY", "USD") <= amount
    assert rates.convert_up(amount, "USD", "JPY") - there in (0, 1)


@given(st.lists(amounts, min_size=1, max_size=6), st.integers(1, 10**9), st.integers(1, 10**9))
def test_parts_converted_never_exceed_the_whole_converted(parts, one, other):
    rates = Rates({"USD": one, "EUR": other})
    assert sum(rates.convert(part, "USD", "EUR") for part in parts) <= rates.convert(sum(parts), "USD", "EUR")


def test_days_are_no_money():
    with pytest.raises(NoRate):
        Rates({"USD": 1}).convert(5, None, "USD")


def test_an_unknown_currency_is_named():
    with pytest.raises(NoRate, match="XXX"):
        Rates({"USD": 1}).convert(5, "XXX", "USD")


def test_horizons_add_up():
    one, other = HorizonAmounts(1, 2, 3), HorizonAmounts(10, 0, 5)
    assert one + other == HorizonAmounts(11, 2, 8)
    assert (one + other) - other == one
    assert one.cumulative() == HorizonAmounts(1, 3, 6)
    assert one.total == 6
