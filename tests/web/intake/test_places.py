"""Settlements and programmes, and what residents say of them."""

import pytest
from sqlalchemy import select

from models import AuditEvent, Programme, Role, Settlement, SettlementStatement
from models.settlements import Figure, Verdict
from models.vocabulary import DeprivationKind

FULL = {
    "name": "By the river", "category": "basic_services_first", "latitude": "-1.312", "longitude": "36.789",
    "residents": "1 200", "households": "300", "area_hectares": "12.5", "land_owner": "state", "tenure": "communal",
    "hazards": ["flood", "fire"], "about": "Old.", "deprivations-1-share_percent": "40", "deprivations-1-year": "2024",
    "deprivations-1-source": "City survey",
}  # fmt: skip


@pytest.fixture
def city(world):
    return world.organisation()


@pytest.fixture
def officer(world, city, browse):
    user = world.user(Role.CITY_OFFICER, city)
    world.commit()
    return browse(user)


@pytest.fixture
def resident(world, city, browse):
    from models.organisations import OrganisationKind

    user = world.user(
        Role.COMMUNITY_REPRESENTATIVE, world.organisation(OrganisationKind.COMMUNITY_ORGANISATION, city=city.city)
    )
    world.commit()
    return browse(user)


def the_settlement(session):
    return session.scalars(select(Settlement)).one()


def test_a_settlement_is_kept_and_shown_again(officer, kept):
    page = officer.fill_in("/settlements/new", **FULL)
    one = kept(the_settlement)
    assert page.location == f"/settlements/{one.id}"
    assert (one.residents, one.area_square_metres, one.latitude) == (1200, 125_000, -1.312)
    assert one.figures == {DeprivationKind.SANITATION: Figure(40, 2024, "City survey")}
    form = officer.get(f"/settlements/{one.id}/edit").form()
    assert form["residents"] == ["1200"]
    assert form["area_hectares"] == ["12.5"]
    assert {name: form[name] for name in FULL if name.startswith("depr")} == {
        name: [value] for name, value in FULL.items() if name.startswith("depr")
    }
    officer.fill_in(f"/settlements/{one.id}/edit")
    again = kept(the_settlement)
    assert again.figures == one.figures
    assert (again.area_square_metres, again.latitude, again.hazards) == (125_000, -1.312, ["flood", "fire"])


def test_bad_figures_are_refused_where_they_stand(officer, kept):
    for field, text in (
        ("name", ""), ("name", "  "), ("latitude", "91"), ("latitude", "NaN"), ("longitude", "1e2"),
        ("residents", "-5"), ("households", "1_0"), ("area_hectares", "Infinity"),
        ("deprivations-0-share_percent", "101"),
        ("deprivations-2-year", "0"), ("deprivations-3-source", "only a source"), ("category", "none"),
    ):  # fmt: skip
        page = officer.fill_in("/settlements/new", **FULL | {field: text})
        assert page.status == 422, (field, text)
        assert page.error_links(), (field, text)
        assert page.error_links()[0].startswith(f"#{field.rsplit('-', 1)[0]}"), (field, page.error_links())
        assert page.form()["about"] == ["Old."]
    assert kept(lambda session: session.scalars(select(Settlement)).all()) == []


def test_a_city_names_a_settlement_once_however_often_the_form_is_sent(officer, kept):
    form = officer.get("/settlements/new").form() | FULL
    assert officer.send("/settlements/new", form).status == officer.send("/settlements/new", form).status == 302
    page = officer.fill_in("/settlements/new", **FULL)
    assert (page.status, page.error_links()) == (422, ["#name"])
    assert kept(lambda session: len(session.scalars(select(Settlement)).all())) == 1


def test_a_change_of_one_figure_is_told_and_makes_other_forms_stale(officer, kept):
    officer.fill_in("/settlements/new", **FULL)
    url = f"/settlements/{kept(the_settlement).id}/edit"
    stale = officer.get(url).form()
    officer.fill_in(url, **{"deprivations-1-share_percent": "45"})
    page = officer.send(url, stale, about="Mine")
    assert page.status == 409
    assert page.form()["about"] == ["Mine"]
    assert "45" in " ".join(page.errors())
    told = kept(lambda session: session.scalars(select(AuditEvent).order_by(AuditEvent.at.desc())).first())
    assert told.changes["figures"][1] == {"sanitation": [45, 2024, "City survey"]}


def test_residents_confirm_or_contest_and_are_asked_again_after_a_change(
    officer, resident, kept, events, browse, world
):
    officer.fill_in("/settlements/new", **FULL)
    one = kept(the_settlement)
    url, action = f"/settlements/{one.id}", f"/settlements/{one.id}/statement"
    assert "1 waits for you" in resident.get("/").main()
    assert resident.press(url, action).error_links() == ["#verdict-0"]
    page = resident.press(url, action, verdict="contested", text=" ")
    assert (page.status, page.error_links()) == (422, ["#text"])
    resident.press(url, action, verdict="contested", text="We are 3,000 people.")
    assert "We are 3,000 people." in officer.get(url).main()
    assert "Nothing waits" in resident.get("/").main()
    assert resident.get("/settlements/?mine=1&unstated=1").rows() == []
    form = resident.get(url).form(action)
    officer.fill_in(f"{url}/edit", residents="3000")
    assert "before the city changed its description" in officer.get(url).main()
    assert resident.get("/settlements/?mine=1&unstated=1").rows() == ["By the river"]
    page = resident.send(action, form, verdict="confirmed", text="Right now.")
    assert page.status == 409
    assert "Right now." in page.text
    assert resident.send(action, page.form(action)).status == 302
    said = kept(lambda session: [one.verdict for one in session.scalars(select(SettlementStatement))])
    assert sorted(said) == [Verdict.CONFIRMED, Verdict.CONTESTED]
    assert events()[-3:] == ["settlement.contested", "settlement.revise", "settlement.confirmed"]


def test_only_residents_of_the_city_speak_of_its_settlements(world, city, browse, kept):
    one = world.settlement(city)
    world.need(world.programme(city, settlements=[one]))
    others = [world.user(role) for role in Role]
    world.commit()
    for user in others:
        browser = browse(user)
        page = browser.get(f"/settlements/{one.id}")
        token = page.hidden("csrf_token")
        assert "Is what the city says here right?" not in page.main()
        answer = browser.send(f"/settlements/{one.id}/statement", {"csrf_token": token, "verdict": "confirmed"})
        assert answer.status == 403
    assert kept(lambda session: session.scalars(select(SettlementStatement)).all()) == []


def test_a_programme_is_kept_with_its_settlements(officer, world, city, kept):
    first, second = world.settlement(city, name="A"), world.settlement(city, name="B")
    world.commit()
    assert officer.fill_in("/programmes/new", title=" ").error_links() == ["#title"]
    officer.fill_in("/programmes/new", title="Water for all", settlements=[str(first.id)], sdg_targets=["6.1"])
    programme = kept(lambda session: session.scalars(select(Programme)).one())
    url = f"/programmes/{programme.id}/edit"
    stale = officer.get(url).form()
    assert stale["settlements"] == [str(first.id)]
    officer.fill_in(url, settlements=[str(second.id)])
    page = officer.send(url, stale, vision="Mine")
    assert (page.status, page.error_links()) == (409, ["#settlements-0"])
    assert page.form()["vision"] == ["Mine"]


def test_an_officer_of_two_cities_does_not_mix_their_settlements(world, city, browse, kept):
    from models import Membership

    user = world.user(Role.CITY_OFFICER, city)
    other = world.organisation()
    world.session.add(Membership(user=user, organisation=other, role=Role.CITY_OFFICER))
    theirs = world.settlement(other)
    world.commit()
    page = browse(user).fill_in(
        "/programmes/new", title="Mixed", organisation=str(city.id), settlements=[str(theirs.id)]
    )
    assert (page.status, page.error_links()) == (422, ["#settlements-0"])
