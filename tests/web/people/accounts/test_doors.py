"""Ways in and out that nobody should find open."""

import re

import pytest
from flask_security import hash_password

from models import Role


def token(client) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)[1]


def test_the_site_answers_to_its_own_name_alone(site):
    client = site.test_client()
    assert client.get("/reset", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/reset").status_code == 200


def test_a_copied_cookie_is_worth_nothing_after_signing_out(site, given, sign_in):
    user = given.user(Role.CITY_OFFICER)
    given.commit()
    here, elsewhere = sign_in(user), sign_in(user)
    given.session.rollback()
    assert elsewhere.get("/account").status_code == 200
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', here.get("/account").text)[1]
    assert here.post("/sign-out", data={"csrf_token": csrf}).status_code == 302
    assert elsewhere.get("/account").status_code == 302


@pytest.mark.parametrize("path", ["/sign-in", "/register", "/reset", "/confirm"])
def test_no_form_of_accounts_takes_json(site, path):
    client = site.test_client()
    assert client.post(path, json="x", headers={"X-CSRFToken": token(client)}).status_code == 415


@pytest.mark.parametrize(
    "arguments", ["endpoint=x", "_anchor=x", "_scheme=x", "_method=GET", "_external=1", "need_id=1"]
)
def test_no_argument_of_an_address_can_break_the_links_of_a_list(site, given, arguments):
    given.need()
    given.commit()
    assert site.test_client().get(f"/needs/?{arguments}").status_code == 200


ELSEWHERE = ["//evil.example", "https://evil.example/x", "javascript:alert(1)"]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("place", ["address", "field"])
def test_a_right_sign_in_lands_at_home_where_its_address_leads_elsewhere(site, given, elsewhere, place):
    with site.app_context():
        given.user(email="somebody@example.org", password=hash_password("a long passphrase"))
    given.commit()
    client = site.test_client()
    answer = client.post(
        "/sign-in",
        query_string={"next": elsewhere} if place == "address" else {},
        data={
            "email": "somebody@example.org",
            "password": "a long passphrase",
            "csrf_token": token(client),
            "next": elsewhere if place == "field" else "",
        },
    )
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/account").status_code == 200


def test_a_sign_in_leads_to_the_page_that_asked_for_it(site, given):
    with site.app_context():
        given.user(email="somebody@example.org", password=hash_password("a long passphrase"))
    given.commit()
    client = site.test_client()
    form = {"email": "somebody@example.org", "password": "a long passphrase", "csrf_token": token(client)}
    assert client.post("/sign-in?next=/account", data=form).location == "/account"
