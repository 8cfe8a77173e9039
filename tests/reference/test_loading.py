from datetime import date
from decimal import Decimal

import pytest
from babel import Locale
from sqlalchemy import func, inspect, select

from app.reference import load_reference
from app.services.money import exchange
from models import AuditEvent, City, Country, ExchangeRate
from models.vocabulary import IncomeGroup

PEGS = [
    ("EUR", "XOF", 655.957), ("EUR", "XAF", 655.957), ("EUR", "KMF", 491.96775), ("EUR", "BAM", 1.95583),
    ("USD", "SAR", 3.75), ("USD", "XCD", 2.7), ("INR", "NPR", 1.6), ("ZAR", "NAD", 1), ("SGD", "BND", 1),
]  # fmt: skip

COUNTS = {"countries": 249, "cities": 6204, "exchange_rates": 152}


def rows(session, model):
    columns = inspect(model).columns.keys()
    found = session.execute(select(*(getattr(model, column) for column in columns)))
    return sorted((tuple(row) for row in found), key=str)


def test_loading_twice_leaves_the_same_rows(session):
    assert load_reference(session) == COUNTS
    once = [rows(session, model) for model in (Country, City, ExchangeRate)]
    assert load_reference(session) == COUNTS
    session.expire_all()
    assert [rows(session, model) for model in (Country, City, ExchangeRate)] == once
    assert [len(table) for table in once] == list(COUNTS.values())
    session.commit()
    assert session.scalar(select(func.count()).where(AuditEvent.action == "reference.load")) == 2


def test_loading_again_corrects_what_differs_and_keeps_what_the_files_do_not_know(session):
    load_reference(session)
    session.get_one(Country, "KEN").name = "Kenia"
    session.delete(session.get_one(City, 184745))
    earlier = date(2020, 6, 30)
    session.add(ExchangeRate(currency="KES", day=earlier, per_usd_billionths=106_450_000_000, source="an older load"))
    session.flush()
    load_reference(session)
    session.expire_all()
    assert session.get_one(Country, "KEN").name == "Kenya"
    assert session.get_one(City, 184745).name == "Nairobi"
    assert session.get(ExchangeRate, ("KES", earlier)).source == "an older load"


def test_facts_arrive_as_their_sources_give_them(session):
    load_reference(session)
    namibia = session.get_one(Country, "NAM")
    assert (namibia.iso2, namibia.world_region, namibia.region) == ("NA", "Africa", "Sub-Saharan Africa")
    assert namibia.income_group == IncomeGroup.LOWER_MIDDLE
    afghanistan = session.get_one(Country, "AFG")
    assert (afghanistan.slum_share_permille, afghanistan.slum_share_year) == (733, 2020)
    iceland = session.get_one(Country, "ISL")
    assert (iceland.slum_share_permille, iceland.slum_share_year) == (None, None)
    assert session.get_one(Country, "ETH").income_group is None
    assert session.get(Country, "ATA") is None
    assert session.get_one(Country, "ZMB").currency == "ZMW"
    yen, shilling, franc = exchange.newest_of(session, ["KES", "JPY", "XOF"])
    assert (yen.per_usd, yen.source[:21]) == (Decimal("158.455128006"), "European Central Bank")
    assert (shilling.per_usd, shilling.day) == (Decimal("129.35"), date(2026, 6, 30))
    assert shilling.source == "US Treasury, Reporting Rates of Exchange"
    assert franc.source == "Official peg, 655.957 to the euro"
    nairobi = session.get_one(City, 184745)
    assert (nairobi.country.name, nairobi.population, nairobi.size) == ("Kenya", 4_397_073, "500,000 to 5 million")


def test_every_country_counts_in_a_currency_of_today_and_all_but_one_have_a_rate(session):
    load_reference(session)
    assert [code for code, has_rate in exchange.currencies(session).items() if not has_rate] == ["KPW"]
    names = Locale.parse("en").currencies
    assert [code for code in exchange.currencies(session) if code not in names] == []
    gone = {"ANG", "BGL", "BGN", "HRK", "MZM", "SLL", "VEF", "ZMK", "ZWL"}
    assert not gone & set(exchange.currencies(session))


def test_pegs_hold_against_what_they_are_pegged_to(session):
    load_reference(session)
    rates = exchange.newest_rates(session)
    for anchor, currency, units in PEGS:
        there = rates.parities[currency] / rates.parities[anchor]
        assert there == pytest.approx(units, rel=1e-8), currency


def test_every_country_has_a_region_and_every_share_a_year_and_a_sense(session):
    load_reference(session)
    for country in session.scalars(select(Country)):
        assert country.world_region
        assert country.region
        assert (country.slum_share_permille is None) == (country.slum_share_year is None)
        assert 0 <= (country.slum_share_permille or 0) <= 1000
    assert session.scalar(select(func.min(City.population))) >= 100_000
