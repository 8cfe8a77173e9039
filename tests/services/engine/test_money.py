"""A yen is a yen: a round's files hold money with the decimals of its currency, and are read as they were frozen."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.services.engine import snapshots
from app.services.engine.files import as_cell, from_cell, snapshot
from app.services.engine.pool import gather
from app.services.engine.snapshots import Part, Snapshot
from app.services.intake.fit import count_fits
from app.services.record.actor import Actor
from app.services.review import decisions, plans, round_pool, runs
from models import Match, Role
from models.amounts import HorizonAmounts
from models.errors import BeyondLimits, Figures
from models.lifecycle import RunStatus
from models.rounds import DecisionKind
from models.vocabulary import Kind

TODAY = date.today()  # noqa: DTZ011
DAYS = {"kind": Kind.TECHNICAL, "currency": None, "instruments": ["training"]}
RATES = {"USD": 1_000_000, "JPY": 150_000_000, "KWD": 300_000}

FILES = [
    # currency, money of the need, its offer's capacity, its smallest and largest partnership, the pin, decimals
    ("JPY", "123456", "200001", "15000", "180000", "50001", 0),
    ("USD", "1234.56", "2000.01", "150.00", "1800.00", "500.01", 2),
    ("KWD", "123.456", "200.001", "15.000", "180.000", "50.001", 3),
]


@pytest.fixture
def world(session, make):
    """A need and an offer in the round's currency, and two of expert-days; one pin of each kind."""

    def in_currency(currency):
        for name, rate in RATES.items():
            make.rate(name, rate)
        round_ = make.round(currency=currency)
        money = make.need(currency=currency, amount=123_456)
        capacity = HorizonAmounts(200_001, 0, 0)
        offer = make.offer(currency=currency, capacity=capacity, min_amount=15_000, max_amount=180_000)
        days = make.need(amount=12_50, **DAYS), make.offer(capacity=HorizonAmounts(7_25, 0, 0), **DAYS)
        plan = make.plan(make.run(round_))
        for both, amount in (((money, offer), 50_001), (days, 1_25)):
            match = make.match(*both, plan, amounts=HorizonAmounts(amount, 0, 0))
            make.decision(match, kind=DecisionKind.PIN)
        session.flush()
        return round_, (money, offer), days

    return in_currency


def rows(text, key):
    return {row[key]: row for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize(("currency", "asked", "held", "least", "most", "pinned", "decimals"), FILES)
def test_a_rounds_files_hold_money_as_its_currency_has_it(
    session, world, currency, asked, held, least, most, pinned, decimals
):
    round_, (need, offer), (days, days_offer) = world(currency)
    files = snapshot(session, round_, gather(session, TODAY))
    needs, offers = rows(files["needs.csv"], "need_id"), rows(files["offers.csv"], "offer_id")
    decisions = rows(files["decisions.csv"], "need_id")
    found = offers[str(offer.id)]
    assert needs[str(need.id)]["amount"] == asked
    assert [found[name] for name in ("capacity_short", "min_amount", "max_amount")] == [held, least, most]
    assert decisions[str(need.id)]["short"] == pinned
    assert needs[str(days.id)]["amount"] == "12.50"
    assert offers[str(days_offer.id)]["capacity_short"] == "7.25"
    assert decisions[str(days.id)]["short"] == "1.25"
    assert f"money_decimals = {decimals}\n" in files["policy.toml"]


def test_a_run_keeps_the_rates_it_counts_by_of_which_day_and_whose(session, make):
    for day, rate in ((date(2026, 3, 31), 130_000_000), (date(2026, 6, 30), 129_350_000)):
        make.rate("KES", rate, day=day, source="A bank, of the end of the month")
    make.rate("SEK")  # in which nothing is counted
    make.need(currency="KES", amount=123_456)
    make.offer()
    round_ = make.round()
    session.flush()
    run = runs.queue(session, round_, "", TODAY, Actor(None))
    frozen = Snapshot.of(run).rates
    assert [(one.currency, one.per_usd, one.day, one.source) for one in frozen] == [
        ("KES", Decimal("129.35"), date(2026, 6, 30), "A bank, of the end of the month"),
        ("USD", Decimal(1), date(2026, 1, 1), "a test"),
    ]
    assert run.rates["KES"] * 100 == run.rates["USD"] * 12935
    make.rate("KES", 140_000_000, day=date(2026, 9, 30))
    later = runs.queue(session, round_, "", TODAY, Actor(None))
    assert snapshots.only(session, run.id, Part.RATES).rates == frozen
    assert Part.RATES in Snapshot.of(run).differing(Snapshot.of(later))


def test_an_older_run_of_which_the_rates_are_not_known_does_not_differ_in_them():
    known = Snapshot({"rates.csv": "currency,per_usd,date,source\nUSD,1,2026-06-30,A bank\n"})
    assert Snapshot({}).rates == []
    assert Snapshot({}).differing(known) == known.differing(Snapshot({})) == []


HEADER = "need_id,offer_id,short,medium,long,amount,share,score"


@pytest.mark.parametrize(
    ("currency", "knob", "money"), [("JPY", True, "50001"), ("KWD", True, "50.001"), ("JPY", False, "500.01")]
)
def test_the_plan_kept_has_the_amounts_of_the_run_that_was_frozen(session, make, world, currency, knob, money):
    """A run from before there was the knob holds hundredths, whatever its currency."""
    round_, (need, offer), (days, days_offer) = world(currency)
    files = snapshot(session, round_, gather(session, TODAY))
    if not knob:
        lines = files["policy.toml"].splitlines(keepends=True)
        files["policy.toml"] = "".join(line for line in lines if not line.startswith("money_decimals"))
    run = make.run(round_, status=RunStatus.RUNNING, snapshot=files)
    lines = [
        HEADER,
        f"{need.id},{offer.id},{money},0,0,{money},0.4,0.5",
        f"{days.id},{days_offer.id},1.25,0,0,1.25,0.1,0.5",
    ]
    plan = plans.keep(session, run, {"plan.json": "{}", "plan.csv": "\n".join(lines)}, plans.Explanations({}, {}))
    kept = session.scalars(select(Match).where(Match.plan_id == plan.id)).all()
    assert {one.need_id: one.amounts.short for one in kept} == {need.id: 50_001, days.id: 1_25}


@pytest.mark.parametrize("currency", RATES)
def test_what_no_plan_could_hold_is_refused_with_the_figures_of_the_currency(session, make, world, currency):
    round_, (need, offer), (days, days_offer) = world(currency)
    by = Actor(make.user(Role.REVIEWER))
    for both, amount, figures in (
        ((need, offer), 123_457, Figures(123_457, 123_456, currency)),
        ((days, days_offer), 12_51, Figures(12_51, 12_50, None)),
    ):
        pinned = HorizonAmounts(amount, 0, 0)
        with pytest.raises(BeyondLimits) as refused:
            decisions.decide_pair(session, round_, *both, DecisionKind.PIN, "They know each other.", TODAY, by, pinned)
        assert figures in {one.rule: one.figures for one in refused.value.broken}["need_amount"]


@pytest.mark.parametrize("currency", RATES)
def test_what_fits_is_counted_in_the_currency(session, world, currency):
    round_, (need, offer), _days = world(currency)
    offer.amounts_disclosed = True
    for least, fits in ((123_456, 1), (123_457, 0)):
        offer.min_amount = least
        session.flush()
        assert count_fits(session, need, TODAY).fits == fits
        assert round_pool.survey(session, round_, TODAY).eligible_pairs == fits + 1


def test_a_need_in_a_currency_of_other_decimals_is_counted_in_its_own(session, make, world):
    """150 yen a dollar: 123,456 yen are 823.04 dollars, and 823.05 are more."""
    _round, (_need, offer), _days = world("USD")
    need = make.need(currency="JPY", amount=123_456)
    offer.amounts_disclosed = True
    for least, fits in ((823_04, 1), (823_05, 0)):
        offer.min_amount = least
        session.flush()
        assert count_fits(session, need, TODAY).fits == fits


@pytest.mark.parametrize("places", [0, 2, 3])
def test_what_is_written_is_read_back(places):
    for amount in (0, 1, 999, 1_000, 10**15):
        assert from_cell(str(as_cell(amount, places)), places) == amount
        assert from_cell(float(as_cell(amount, places)), places) == amount
