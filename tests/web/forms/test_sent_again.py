"""A form sent again: with the same words nothing more is made; with others no word is lost."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.forms import writing
from models import Need, Offer, Organisation, Programme, Role, Settlement
from models.organisations import OrganisationKind

NEED = {"title": "Drains", "kind": "technical"}
OFFER = {"title": "Grants", "kind": "technical"}
SETTLEMENT = {
    "name": "By the river", "latitude": "-1.312", "longitude": "36.789", "area_hectares": "12.34567", "residents": "7",
    "hazards": ["fire", "flood"], "deprivations-1-share_percent": "40", "deprivations-1-year": "2024",
    "deprivations-1-source": "City survey",
}  # fmt: skip
PROGRAMME = {"title": "Hills", "vision": "Green.\nDry.", "themes": ["water", "housing"], "sdg_targets": ["11.1", "6.1"]}
ORGANISATION = {"name": "A fund", "kind": "partner", "partner_type": "foundation", "about": "Old."}
FORMS = {
    Need: ("/needs/new/{programme}", NEED, "title"), Offer: ("/offers/new", OFFER, "title"),
    Settlement: ("/settlements/new", SETTLEMENT, "about"), Programme: ("/programmes/new", PROGRAMME, "vision"),
    Organisation: ("/organisations/new", ORGANISATION, "about"),
}  # fmt: skip


@pytest.fixture(params=FORMS, ids=lambda model: model.__name__.lower())
def sending(request, world, browse):
    """The model, the address of its form, and somebody who may send it, with a form filled in."""
    world.rate()
    programme = world.programme()
    here = world.settlement(programme.organisation)
    people = {
        Offer: world.user(Role.PARTNER_OFFICER, world.organisation(OrganisationKind.PARTNER)),
        Organisation: world.user(Role.ADMINISTRATOR),
    }
    user = people.get(request.param) or world.user(Role.CITY_OFFICER, programme.organisation)
    world.commit()
    url, fields, words = FORMS[request.param]
    more = {Programme: {"settlements": [str(here.id)]}}.get(request.param, {})
    browser, url = browse(user), url.format(programme=programme.id)
    return request.param, browser, url, browser.get(url).form() | fields | more, words


def count(kept, model):
    return kept(lambda session: session.scalar(select(func.count()).select_from(model)))


def newest(kept, model):
    return kept(lambda session: session.scalar(select(model).order_by(model.created_at.desc()).limit(1)))


def test_the_same_words_are_saved_once(sending, kept):
    model, browser, url, form, _words = sending
    before = count(kept, model)
    answers = [browser.send(url, form) for _ in range(3)]
    assert [(one.status, one.location) for one in answers] == [(302, answers[0].location)] * 3
    assert count(kept, model) == before + 1


def test_other_words_stay_on_the_page_and_save_as_a_change(sending, kept):
    model, browser, url, form, words = sending
    assert browser.send(url, form).status == 302
    made, before = newest(kept, model), count(kept, model)
    noun = f"{model.__name__.lower()}s"
    page = browser.send(url, form | {words: "Second thoughts"})
    assert page.status == 409
    assert f"/{noun}/{made.id}" in page.error_links()
    assert "was saved before" in page.errors()[0]
    change = f"/{noun}/{made.id}/edit" + "/what" * (model in (Need, Offer))
    again = page.form(change)
    assert again[words] == ["Second thoughts"]
    assert getattr(newest(kept, model), words) != "Second thoughts"
    assert browser.send(change, again).status == 302
    assert getattr(newest(kept, model), words) == "Second thoughts"
    assert count(kept, model) == before


def test_a_form_sent_twice_at_the_same_moment_is_saved_once(sending, kept, monkeypatch):
    model, browser, url, form, _words = sending
    first = browser.send(url, form)
    before, known, asked = count(kept, model), writing.made_before, []

    def too_early(*arguments):
        asked.append(arguments)
        if len(asked) > 1:
            return known(*arguments)
        return db.session.expunge(known(*arguments))

    monkeypatch.setattr(writing, "made_before", too_early)
    assert browser.send(url, form).location == first.location
    assert len(asked) == 2
    assert count(kept, model) == before
