from sqlalchemy import func, inspect, select

from app.reference import load_reference
from models import AuditEvent, City, Country, ExchangeRate
from models.vocabulary import IncomeGroup

COUNTS = {"countries": 249, "cities": 6204, "exchange_rates": 30}


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
    session.add(ExchangeRate(currency="USD", year=2020, per_euro_millionths=1_142_196, source="an older load"))
    session.flush()
    load_reference(session)
    session.expire_all()
    assert session.get_one(Country, "KEN").name == "Kenya"
    assert session.get_one(City, 184745).name == "Nairobi"
    assert session.get(ExchangeRate, ("USD", 2020)).source == "an older load"


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
    assert session.get_one(ExchangeRate, ("EUR", 2026)).per_euro_millionths == 1_000_000
    assert session.get_one(ExchangeRate, ("JPY", 2026)).per_euro_millionths == 183_304_695
    nairobi = session.get_one(City, 184745)
    assert (nairobi.country.name, nairobi.population, nairobi.size) == ("Kenya", 4_397_073, "500,000 to 5 million")


def test_every_country_has_a_region_and_every_share_a_year_and_a_sense(session):
    load_reference(session)
    for country in session.scalars(select(Country)):
        assert country.world_region
        assert country.region
        assert (country.slum_share_permille is None) == (country.slum_share_year is None)
        assert 0 <= (country.slum_share_permille or 0) <= 1000
    assert session.scalar(select(func.min(City.population))) >= 100_000
