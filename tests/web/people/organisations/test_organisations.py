"""Organisations and members: rights come and go with the next request, and nobody gives them to themselves."""

import pytest
from sqlalchemy import select

from models import Membership, Organisation, Role
from models.organisations import OrganisationKind


@pytest.fixture
def administrator(world):
    world.secretariat = world.organisation(OrganisationKind.SECRETARIAT)
    made = world.user(Role.ADMINISTRATOR, world.secretariat)
    world.commit()
    return made


@pytest.fixture
def admin(administrator, browse):
    return browse(administrator)


def test_each_kind_asks_for_its_place(admin, world, kept):
    city = world.city(name="Port-au-Exemple")
    world.city(name="Largeville", population=5_000_000)
    world.commit()
    for fields, errors in (
        ({"kind": "partner"}, ["#partner_type"]), ({"kind": "national_government"}, ["#country"]),
        ({"kind": "city_government"}, ["#city"]), ({"kind": "community_organisation", "city": "X"}, ["#city"]),
        ({"kind": "partner", "partner_type": "ngo", "name": " "}, ["#name"]), ({"kind": "club"}, ["#kind-0"]),
        ({"kind": "city_government", "country": "KEN", "city": "Port\x00"}, ["#city"]),
    ):  # fmt: skip
        page = admin.fill_in("/organisations/new", **{"name": "Kept", **fields})
        assert (page.status, page.error_links()) == (422, errors), fields
    page = admin.fill_in("/organisations/new", name="Kept", kind="city_government", country="KEN", city="port")
    assert city.name in page.errors()[0]
    page = admin.fill_in(
        "/organisations/new", name="City", kind="city_government", country="KEN", city=city.name.lower()
    )
    assert page.status == 302
    assert kept(lambda s: s.scalars(select(Organisation).where(Organisation.name == "City")).one()).city_id == city.id
    page = admin.fill_in("/organisations/new", name="City", kind="secretariat")
    assert (page.status, page.error_links()) == (422, ["#name"])


def test_changing_an_organisation_leaves_it_in_its_city(admin, world, kept):
    small = world.city(population=100_000)
    large = world.city(population=9_000_000)
    large.name = small.name
    organisation = world.organisation(city=small)
    world.commit()
    url = f"/organisations/{organisation.id}/edit"
    stale = admin.get(url).form()
    assert admin.fill_in(url, about="Changed").status == 302
    assert kept(lambda session: session.get(Organisation, organisation.id).city_id) == small.id
    page = admin.send(url, stale, name="Mine")
    assert page.status == 409
    assert "#about" in page.error_links()
    assert page.form()["name"] == ["Mine"]


def test_rights_come_and_go_with_the_next_request(admin, world, browse, events):
    organisation, person = world.organisation(), world.user()
    need = world.need(world.programme(organisation), status="draft")
    world.commit()
    browser, url = browse(person), f"/organisations/{organisation.id}"
    assert browser.get(f"/needs/{need.id}").status == 404
    page = admin.press(url, f"{url}/members", email=person.email.upper())
    assert page.location == url
    form = browser.get(f"/needs/{need.id}/edit")
    assert form.status == 200
    [end] = [one for one in admin.get(url).links() if one.endswith("/remove")]
    assert "Nobody else acts" in admin.get(end).main()
    assert admin.fill_in(end).location == f"/users/{person.id}"
    assert browser.get(f"/needs/{need.id}").status == 404
    assert browser.send(f"/needs/{need.id}/edit", form.form()).status in (403, 404)
    assert events() == ["membership.add", "membership.remove", "access.refuse"]


def test_a_member_is_refused_with_a_reason(admin, administrator, world):
    organisation, person = world.organisation(), world.user()
    world.commit()
    url = f"/organisations/{organisation.id}"
    for email in ("", "nobody", administrator.email, "\x00", "x" * 500):
        page = admin.press(url, f"{url}/members", email=email)
        assert (page.status, page.error_links()) == (422, ["#email"]), email
    admin.press(url, f"{url}/members", email=person.email)
    assert "role already" in admin.press(url, f"{url}/members", email=person.email).errors()[0]
    assert admin.press(url, f"{url}/members", email=person.email, role="administrator").status == 422


def test_the_last_administrator_stays(admin, administrator, kept, world, browse):
    url = f"/organisations/{world.secretariat.id}"
    [end] = [one for one in admin.get(url).links() if one.endswith("/remove")]
    world.user(Role.ADMINISTRATOR, world.secretariat, active=False)
    world.commit()
    assert "your own membership" in admin.get(end).main()
    page = admin.fill_in(end)
    assert page.status == 409
    assert "last administrator" in page.errors()[0]
    assert kept(lambda session: len(session.scalars(select(Membership)).all())) == 2


def test_members_are_shown_to_their_own_and_to_administrators(world, browse, admin):
    person = world.user(Role.PARTNER_OFFICER, name="Only Ours")
    organisation = person.memberships[0].organisation_id
    other = world.user(Role.CITY_OFFICER)
    world.commit()
    assert "Only Ours" in browse(person).get(f"/organisations/{organisation}").main()
    assert "Only Ours" in admin.get(f"/organisations/{organisation}").main()
    assert "Only Ours" not in browse(other).get(f"/organisations/{organisation}").main()


def test_a_closed_organisation_acts_no_more(world, browse, admin):
    officer = world.user(Role.CITY_OFFICER)
    organisation = officer.memberships[0].organisation_id
    world.commit()
    browser = browse(officer)
    assert browser.get("/settlements/new").status == 200
    assert admin.fill_in(f"/organisations/{organisation}/edit", active=None).status == 302
    assert browser.get("/settlements/new").status == 403
    assert world.session.get(Organisation, organisation).kind == OrganisationKind.CITY_GOVERNMENT
    world.session.rollback()
