"""Every answer has its number and keeps itself to itself, also where a request is refused before any page is asked."""

import pytest

from models import Role

ALWAYS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Request-Id",
)


def check(answer):
    assert [one for one in ALWAYS if not answer.headers.get(one)] == []
    return answer.headers["X-Request-Id"]


@pytest.fixture
def client(sign_in, given):
    user = given.user(Role.CITY_OFFICER)
    given.commit()
    made = sign_in(user)
    given.session.rollback()  # reading began a transaction, and on SQLite the site would wait for its end
    return made


def test_a_request_that_is_too_large_has_a_number(client):
    too_large = b"language=" + b"x" * 3 * 1024 * 1024
    answer = client.post("/account", data=too_large, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert check(answer) in answer.text


def test_a_form_without_its_token_has_a_number(client):
    answer = client.post("/account", data={"language": "en"})
    assert answer.status_code == 400
    assert check(answer) in answer.text


def test_an_unknown_name_of_the_site_has_a_number(client):
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    check(answer)


@pytest.mark.parametrize(("path", "status"), [("/", 200), ("/nowhere", 404), ("/sign-out", 302)])
def test_other_answers_have_a_number_each(client, path, status):
    numbers = {check(client.get(path)) for _each in range(2)}
    assert len(numbers) == 2
    assert client.get(path).status_code == status
