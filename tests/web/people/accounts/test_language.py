"""Everybody reads in the language of their choice, where the site speaks more than one."""

from dataclasses import replace

import pytest

from models import Role, User
from models.vocabulary import Language


@pytest.fixture
def user(given):
    user = given.user(Role.CITY_OFFICER)
    given.session.expire_on_commit = False
    given.commit()
    return user


def test_the_language_of_an_account_is_that_of_its_pages(browse, user, kept, events):
    browser = browse(user)
    page = browser.get("/account")
    assert page.tree.get("lang") == "en"
    assert page.form()["language"] == ["en"]
    assert "Français" in page.main()  # as those call it who look for it
    assert browser.fill_in("/account", language="ar").status == 302
    page = browser.get("/account")
    assert (page.tree.get("lang"), page.tree.get("dir")) == ("ar", "rtl")
    assert kept(lambda session: session.get(User, user.id).language) == Language.ARABIC
    assert events() == ["user.choose_language"]


def test_a_language_that_the_site_does_not_speak_is_refused(browse, user, kept):
    page = browse(user).fill_in("/account", language="xx")
    assert (page.status, page.error_links()) == (422, ["#language"])
    assert kept(lambda session: session.get(User, user.id).language) == Language.ENGLISH


def test_where_there_is_no_choice_none_is_offered(site, browse, user):
    site.extensions["settings"] = replace(site.extensions["settings"], languages=("en",))
    page = browse(user).get("/account")
    assert page.status == 200
    assert 'name="language"' not in page.text
