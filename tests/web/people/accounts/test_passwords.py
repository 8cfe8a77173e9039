"""Passwords that are known, simple or the person's own address are refused at their field, in plain words."""

import pytest

from tests.web.people.accounts.hands import PASSWORD, link_in, sign_in

ADDRESS = "amina.okoro@example.org"
EASY = "This password is easy to guess. Choose a few words that belong together only for you."
LENGTH = "Enter a password of 12 to 128 characters."
PERSONAL = "Others know your name and your address. Choose a password that has nothing to do with them."
REFUSED = [
    ("aaaaaaaaaaaa", EASY), ("password1234", EASY), ("qwertyuiop123456", EASY), ("123456789012345", EASY),
    ("a" * 128, EASY), ("short", LENGTH), ("x9!Kq" * 30, LENGTH), (ADDRESS, PERSONAL),
    (ADDRESS.upper(), PERSONAL), ("amina.okoro1", PERSONAL),
    ("AminaOkoro22", PERSONAL),
]  # fmt: skip


def register(browser, password):
    return browser.fill_in_at(
        "/register", name="Amina Okoro", email=ADDRESS, password=password, password_confirm=password
    )


@pytest.mark.parametrize(("password", "words"), REFUSED)
def test_who_registers_is_told(browse, mails, password, words):
    page = register(browse(), password)
    assert (page.error_links(), page.errors()) == (["#password"], [words])
    assert mails() == []


@pytest.mark.parametrize(
    "password", [PASSWORD, "correct horse battery staple", "é" * 3 + " déjà vu à Bamako", "x9!Kq" * 25]
)
def test_good_passwords_are_taken_however_long(browse, mails, password):
    assert register(browse(), password).status == 302


@pytest.mark.parametrize(("password", "words"), [("password1234", EASY), ("PERSON", PERSONAL)])
def test_who_chooses_another_is_told(browse, mails, person, password, words):
    password = person.email if password == "PERSON" else password
    browser = browse()
    browser.fill_in_at("/reset", email=person.email)
    page = browser.fill_in_at(link_in(mails()[-1]), password=password, password_confirm=password)
    assert (page.error_links(), page.errors()) == (["#password"], [words])
    sign_in(browser, person.email, PASSWORD)
    page = browser.fill_in_at(
        "/change-password", password=PASSWORD, new_password=password, new_password_confirm=password
    )
    assert (page.error_links(), page.errors()) == (["#new_password"], [words])
    assert sign_in(browse(), person.email, PASSWORD).status == 302
