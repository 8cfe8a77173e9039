"""No form of the site takes a file: one sent in place of a text is refused, and nothing is kept."""

import io

import pytest

from models import AuditEvent, Role

FORMS = {
    "/needs/new/{programme}": (Role.CITY_OFFICER, "title"),
    "/programmes/new": (Role.CITY_OFFICER, "vision"),
    "/settlements/new": (Role.CITY_OFFICER, "residents"),
    "/offers/new": (Role.PARTNER_OFFICER, "title"),
    "/organisations/new": (Role.ADMINISTRATOR, "city"),
    "/rounds/new": (Role.REVIEWER, "start_year"),
    "/messages/by-mail": (Role.REVIEWER, "digest"),
    "/account": (Role.REVIEWER, "language"),
    "/sign-in": (None, "email"),
    "/register": (None, "name"),
}


@pytest.mark.parametrize("address", FORMS)
def test_a_file_in_place_of_a_text_is_refused(world, browse, kept, address):
    role, field = FORMS[address]
    programme = world.programme()
    user = world.user(role, programme.organisation if role == Role.CITY_OFFICER else None) if role else None
    world.commit()
    browser = browse(user)
    token = browser.get("/account" if user else "/sign-in").hidden("csrf_token")
    answer = browser.client.post(
        address.format(programme=programme.id),
        data={"csrf_token": token, field: (io.BytesIO(b"Words"), "words.txt")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 415
    assert "takes text alone" in answer.text
    assert kept(lambda session: session.query(AuditEvent).count()) == 0


@pytest.mark.parametrize("address", FORMS)
def test_another_kind_of_body_in_place_of_a_form_is_refused(world, browse, kept, address):
    role, _field = FORMS[address]
    programme = world.programme()
    user = world.user(role, programme.organisation if role == Role.CITY_OFFICER else None) if role else None
    world.commit()
    browser = browse(user)
    token = browser.get("/account" if user else "/sign-in").hidden("csrf_token")
    answer = browser.client.post(
        address.format(programme=programme.id), json={"title": 5, "name": ["x"]}, headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 415
    assert kept(lambda session: session.query(AuditEvent).count()) == 0
