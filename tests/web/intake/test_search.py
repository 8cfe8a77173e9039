"""Search: each word somewhere in what a person would look by, however it is spelt, and nothing that one may not see."""

import pytest

from app.forms.finding import forms, words
from models import Role
from models.lifecycle import PartnershipStatus, SubmissionStatus
from models.organisations import OrganisationKind
from models.vocabulary import Theme


@pytest.fixture
def medellin(world):
    """A city with a programme for one settlement, which has one need."""
    country = world.country("COL", name="Colombia")
    city = world.city("Medellín", country)
    government = world.organisation(name="Alcaldía", city=city)
    settlement = world.settlement(government, name="Moravia", about="Junto al río")
    programme = world.programme(government, title="Barrios mejores", settlements=[settlement], themes=[Theme.HOUSING])
    world.need(programme, title="Storm drains", description="For the bench by the water", theme=Theme.SANITATION)
    return programme


def test_every_word_finds_wherever_it_stands(world, medellin, browse):
    world.need(title="Another")
    world.commit()
    for asked in (
        "medellin", "MEDELLÍN", "colombia", "alcaldia", "moravia", "barrios", "drain", "water drains", "drains water",
        "sanitation", "Medellín, Colombia", "benches", "sanit col alcald",
    ):  # fmt: skip
        assert browse().get(f"/needs/?q={asked}").rows() == ["Storm drains"], asked
    for asked in ("medellin energy", "drains nothing", "junto"):
        assert browse().get(f"/needs/?q={asked}").rows() == [], asked


def test_every_list_finds_by_city_without_accents(world, medellin, browse):
    partner = world.organisation(OrganisationKind.PARTNER, name="Fundação Água")
    offer = world.offer(partner, title="Loans", conditions="Só para bairros", countries=["COL"], themes=["energy"])
    world.partnership(world.match(medellin.needs[0], offer), status=PartnershipStatus.ACTIVE)
    administrator = world.user(Role.ADMINISTRATOR)
    world.commit()
    browser = browse(administrator)
    for name, asked, found in (
        ("programmes", "medellin moravia", ["Barrios mejores"]), ("programmes", "housing", ["Barrios mejores"]),
        ("settlements", "medellin rio", ["Moravia"]), ("settlements", "alcaldia", ["Moravia"]),
        ("organisations", "medellin", ["Alcaldía"]), ("organisations", "fundacao", ["Fundação Água"]),
        ("organisations", "foundation", ["Fundação Água"]), ("offers", "agua so", ["Loans"]),
        ("offers", "colombia energy", ["Loans"]), ("partnerships", "medellin agua", ["Storm drains"]),
        ("partnerships", "moravia bench", ["Storm drains"]),
    ):  # fmt: skip
        assert browser.get(f"/{name}/?q={asked}").rows() == found, (name, asked)


def test_a_theme_is_found_by_its_name(world, browse):
    world.need(title="Theirs", theme=Theme.DRAINAGE_AND_FLOODING)
    world.need(title="Ours", theme=Theme.HOUSING)
    world.commit()
    for asked in ("floods", "flooding", "DRAINAGE"):
        assert browse().get(f"/needs/?q={asked}").rows() == ["Theirs"]


def test_what_one_may_not_see_is_not_found(world, medellin, browse):
    hidden = world.need(medellin, title="Secret works", description="hush", status=SubmissionStatus.DRAFT)
    withdrawn = world.need(medellin, title="Old works", description="whisper", status=SubmissionStatus.WITHDRAWN)
    world.partnership(world.match(withdrawn), status=PartnershipStatus.ACTIVE)
    world.offer(title="Draft offer", status=SubmissionStatus.DRAFT)
    officer, city_officer = world.user(Role.PARTNER_OFFICER), world.user(Role.CITY_OFFICER, hidden.organisation)
    world.commit()
    for user in (None, officer):
        assert browse(user).get("/needs/?q=secret").rows() == []
        assert browse(user).get("/needs/?q=whisper").rows() == []
        assert browse(user).get("/partnerships/?q=whisper").rows() == []
        assert browse(user).get("/partnerships/?q=old+works+medellin").rows() == ["Old works"]
    assert browse(officer).get("/offers/?q=draft").rows() == []
    assert browse(city_officer).get("/needs/?q=secret").rows() == ["Secret works"]
    assert browse(city_officer).get("/partnerships/?q=whisper").rows() == ["Old works"]


def test_a_plural_finds_the_singular():
    assert {word: forms(word) for word in ("drains", "cities", "latrines", "access", "gas", "ciudades")} == {
        "drains": ("drain",), "cities": ("city", "citie"), "latrines": ("latrin",), "access": ("access",),
        "gas": ("gas",), "ciudades": ("ciudad",),
    }  # fmt: skip


def test_a_search_takes_few_words_and_no_sign_after_them():
    assert words("Medellín, Colombia.") == [("medellin",), ("colombia",)]
    assert len(words("a b c d e f g h i j k l")) == 8
    assert words("water WATER wáter") == [("water",)]
    assert words(" ,  ") == [(",",)]
    assert words("") == []
