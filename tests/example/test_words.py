"""Every word of the example world is a word of the platform, and each of them is used."""

from sqlalchemy import select

from models import City, Country, Need, NeedFlag, Offer, Organisation, Programme, Settlement
from models.organisations import OrganisationKind, PartnerType
from models.vocabulary import (
    SDG_TARGETS,
    DeprivationKind,
    Flag,
    Hazard,
    Horizon,
    IncomeGroup,
    Instrument,
    LandOwner,
    Language,
    SettlementCategory,
    Stage,
    Tenure,
    Theme,
)


def used(world, column):
    """The words in a column, whether it holds one or a list."""
    found = set()
    for value in world.scalars(select(column)):
        found |= set(value) if isinstance(value, list) else {value}
    return found - {None}


def test_settlements_show_every_category_and_situation(world):
    assert used(world, Settlement.category) == set(SettlementCategory)
    assert used(world, Settlement.land_owner) == set(LandOwner)
    assert used(world, Settlement.tenure) == set(Tenure)
    assert used(world, Settlement.hazards) == set(Hazard)


def test_programmes_show_every_stage_and_name_known_targets(world):
    assert used(world, Programme.stage) == set(Stage)
    assert used(world, Programme.themes) <= set(Theme)
    assert used(world, Programme.sdg_targets) <= set(SDG_TARGETS)


def test_needs_and_offers_between_them_use_every_theme_instrument_and_flag(world):
    assert used(world, Need.theme) == set(Theme)
    assert used(world, Offer.themes) == set(Theme)
    assert used(world, Need.instruments) == set(Instrument)
    assert used(world, Offer.instruments) == set(Instrument)
    assert used(world, NeedFlag.flag) == set(Flag)
    assert used(world, Offer.required_flags) == set(Flag)
    assert used(world, Need.first_horizon) | used(world, Need.last_horizon) == set(Horizon)


def test_offers_name_places_and_languages_that_exist(world):
    assert used(world, Offer.countries) <= used(world, Country.iso3)
    assert used(world, Offer.regions) <= used(world, Country.region)
    assert used(world, Offer.income_groups) <= set(IncomeGroup)
    assert used(world, Offer.stages) <= set(Stage)
    assert used(world, Offer.languages) == set(Language)


def test_every_kind_of_organisation_is_there_and_every_world_region(world):
    assert used(world, Organisation.kind) == set(OrganisationKind)
    assert used(world, Organisation.partner_type) == set(PartnerType)
    cities = world.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.CITY_GOVERNMENT)).all()
    assert {city.city.country.world_region for city in cities} == used(world, Country.world_region)


def test_no_real_organisation_seems_to_have_promised_anything(world):
    for organisation in world.scalars(select(Organisation)):
        assert "example" in organisation.name.lower(), organisation.name
    for thing in [*world.scalars(select(Need)), *world.scalars(select(Offer))]:
        assert thing.contact_email.endswith("@example.org")
    letters = world.scalars(select(NeedFlag).where(NeedFlag.flag == Flag.NATIONAL_NO_OBJECTION)).all()
    assert letters
    assert all(letter.evidence.startswith("Example ") for letter in letters)


def test_settlements_are_plausible_and_none_bears_a_citys_name(world):
    names = used(world, City.name)
    for settlement in world.scalars(select(Settlement)):
        assert settlement.name not in names
        assert {one.kind for one in settlement.deprivations} == set(DeprivationKind)
        assert 2 <= settlement.residents / settlement.households <= 10, settlement.name
        assert 30 <= settlement.residents / settlement.area_square_metres * 10_000 <= 2_500, settlement.name
        assert abs(settlement.latitude - settlement.city.latitude) < 0.2, settlement.name
        assert abs(settlement.longitude - settlement.city.longitude) < 0.2, settlement.name
