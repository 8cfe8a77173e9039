"""People and their roles, for administrators: found, invited, closed, opened again."""

import pytest
from sqlalchemy import select

from models import Invitation, Membership, Role, User
from models.organisations import OrganisationKind
from tests.web.people.accounts.hands import link_in


@pytest.fixture
def administrator(world):
    world.secretariat = world.organisation(OrganisationKind.SECRETARIAT, name="Secretariat")
    made = world.user(Role.ADMINISTRATOR, world.secretariat, name="Ada Boss", email="boss@example.org")
    world.commit()
    return made


@pytest.fixture
def admin(administrator, browse):
    return browse(administrator)


def test_people_are_found_by_name_address_organisation_and_role(admin, world):
    water = world.organisation(OrganisationKind.PARTNER, name="Água Fund")
    world.user(Role.PARTNER_OFFICER, water, name="José Pérez", email="jp@fund.example")
    world.user(name="Nobody Yet", email="new@example.org", confirmed_at=None)
    world.user(name="Gone", email="gone@example.org", active=False)
    world.commit()
    assert len(admin.get("/users/").rows()) == 4
    for asked, found in (
        ("q=jose", ["José Pérez"]), ("q=jp@fund", ["José Pérez"]), ("q=agua+officer", ["José Pérez"]),
        ("role=administrator", ["Ada Boss"]), ("state=unconfirmed", ["Nobody Yet"]), ("state=closed", ["Gone"]),
        ("q=nobody+agua", []),
    ):  # fmt: skip
        assert admin.get(f"/users/?{asked}").rows() == found, asked
    assert "Água Fund" in admin.get("/users/?q=jose").main()


def test_people_are_for_administrators_alone(world, browse):
    person, reviewer = world.user(name="Private"), world.user(Role.REVIEWER)
    world.commit()
    for url in ("/users/", "/users/invite", "/invitations/"):
        assert browse(reviewer).get(url).status == 403
    assert browse(reviewer).get(f"/users/{person.id}").status == 404
    assert browse(reviewer).get("/organisations/?q=private").rows() == []


def test_who_has_an_account_is_given_a_role_at_once(admin, world, kept, events):
    person, organisation = world.user(email="a@example.org"), world.organisation()
    world.commit()
    page = admin.get(f"/users/{person.id}")
    [give] = {one for one in page.links() if one.startswith("/users/invite")}
    assert admin.get(give).form()["email"] == ["a@example.org"]
    page = admin.fill_in(give, organisation=str(organisation.id), role="reviewer")
    assert (page.status, page.error_links()) == (422, ["#role"])
    page = admin.fill_in(give, organisation=str(organisation.id), role="city_officer")
    assert page.location == f"/users/{person.id}"
    assert kept(lambda s: s.scalars(select(Membership.organisation_id).where(Membership.user_id == person.id)).all())
    assert events() == ["membership.add"]


def test_who_has_none_is_sent_a_letter(admin, world, kept, mails, browse):
    organisation = world.organisation()
    world.commit()
    for fields, wrong in (({}, ["#email", "#organisation", "#role"]), ({"email": "x"}, ["#email"])):
        asked = {"organisation": str(organisation.id), "role": "city_officer"} if fields else {}
        assert admin.fill_in("/users/invite", **asked, **fields).error_links() == wrong
    asked = {"email": "N@example.org", "organisation": str(organisation.id), "role": "city_officer"}
    assert "n@example.org" in admin.fill_in("/users/invite", **asked).location.replace("%40", "@")
    assert browse().get(link_in(mails()[-1])).status == 200
    assert kept(lambda s: s.scalars(select(Invitation.email)).all()) == ["n@example.org"]
    assert "1 invitation not answered" in admin.get("/users/").main()


def test_a_closed_account_is_out_at_once_and_comes_back_with_its_roles(admin, world, browse, kept, events):
    officer = world.user(Role.CITY_OFFICER)
    world.commit()
    browser = browse(officer)
    assert browser.get("/settlements/new").status == 200
    assert "Nobody else acts" in admin.get(f"/users/{officer.id}/close").main()
    assert admin.fill_in(f"/users/{officer.id}/close").location == f"/users/{officer.id}"
    assert "/sign-in" in browser.get("/settlements/new").location
    assert "Closed" in admin.get(f"/users/{officer.id}").main()
    admin.press(f"/users/{officer.id}", f"/users/{officer.id}/reopen")
    again = kept(lambda session: session.get(User, officer.id))
    assert browse(again).get("/settlements/new").status == 200
    assert events() == ["account.close", "account.reopen"]


def test_nobody_closes_their_own_account(admin, administrator, browse, world, kept):
    page = admin.fill_in(f"/users/{administrator.id}/close")
    assert (page.status, "another administrator" in page.errors()[0]) == (409, True)
    assert "/close" not in " ".join(admin.get(f"/users/{administrator.id}").links())
    assert kept(lambda session: session.get(User, administrator.id).active)


def test_the_page_of_a_person_tells_their_roles_and_invitations(admin, world):
    person = world.user(Role.CITY_OFFICER, email="p@example.org")
    world.invitation(email="p@example.org", role=Role.CITY_OFFICER)
    world.commit()
    page = admin.get(f"/users/{person.id}")
    assert person.memberships[0].organisation.name in page.rows()
    assert "Invited" in page.main()
