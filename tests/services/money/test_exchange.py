"""What an amount comes to in another currency, for people to read: near enough, and never finer than three figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.money import exchange
from app.services.money.exchange import NoRate, Rates
from models.amounts import LARGEST, MINOR_DIGITS, minor_digits

SOME = st.sampled_from(["USD", "JPY", "KWD", "XOF", "KES", "BHD"])
PARITY = st.integers(1, 10**18 - 1)


@given(st.integers(0, LARGEST), SOME, SOME, PARITY, PARITY)
def test_an_estimate_is_the_nearest_of_three_figures(amount, source, target, one, other):
    rates = Rates({source: one, target: other} if source != target else {source: one})
    worth = amount * rates.parities[target] / (rates.parities[source] * 10 ** minor_digits(source))
    about = rates.about(amount, source, target)
    if worth < 1:
        assert about <= 1
        return
    assert len(str(about).rstrip("0")) <= 3
    assert abs(about - worth) <= max(0.5, worth * 0.00501)


@given(st.integers(0, LARGEST), st.integers(0, LARGEST), PARITY, PARITY)
def test_of_two_amounts_the_larger_never_looks_smaller(amount, more, one, other):
    rates = Rates({"USD": one, "JPY": other})
    assert rates.about(amount, "USD", "JPY") <= rates.about(amount + more, "USD", "JPY")


@pytest.mark.parametrize(
    ("amount", "source", "target", "about"),
    [
        (95_000_00, "USD", "KES", 12_300_000),  # 12,288,250
        (999_50, "USD", "USD", 1_000),
        (99_94, "USD", "USD", 100),
        (99, "USD", "USD", 0),
        (1, "USD", "KES", 1),
        (655_957, "XOF", "USD", 1_150),
        (1_000, "KWD", "KES", 420),
    ],
)
def test_estimates_as_people_would_round_them(amount, source, target, about):
    rates = Rates({"USD": 10**9, "KES": 129_350_000_000, "XOF": 571_500_000_000, "KWD": 308_000_000})
    assert rates.about(amount, source, target) == about


def test_nothing_is_guessed_without_a_rate():
    with pytest.raises(NoRate):
        Rates({"USD": 1}).about(5, "USD", "KES")


def test_minor_units_are_those_of_iso_4217():
    """Of all currencies of countries; those not named have two."""
    none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()  # noqa: SIM905
    three = "BHD IQD JOD KWD LYD OMR TND".split()  # noqa: SIM905
    assert dict.fromkeys(none, 0) | dict.fromkeys(three, 3) == MINOR_DIGITS


def test_currencies_are_those_of_the_countries_and_what_has_a_rate(session, make):
    make.country("KEN", currency="KES")
    make.country("ATA", currency=None)
    make.rate("USD")
    session.flush()
    assert exchange.currencies(session) == {"KES": False, "USD": True}
    assert exchange.currencies_with_a_rate(session) == ["USD"]
    assert [exchange.has_rate(session, one) for one in ("USD", "KES", None)] == [True, False, True]
