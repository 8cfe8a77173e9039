"""Nobody stays signed in for ever: sessions end by the clock, and so does a device's cookie, copied or not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask_login.utils import encode_cookie
from flask_security import hash_password
from itsdangerous import TimestampSigner
from sqlalchemy import select

from app import create_app
from models import Membership, Role
from models.organisations import OrganisationKind
from tests.browser import Browser, Page
from tests.web.people.accounts.hands import PASSWORD

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock(monkeypatch):
    """Stands still until it is moved on."""

    class Clock:
        now = datetime(2026, 6, 1, 8, tzinfo=UTC)

        def wait(self, time):
            self.now += time

    made = Clock()
    monkeypatch.setattr("app.pages.people.accounts.sessions.utc_now", lambda: made.now)
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(made.now.timestamp()))
    return made


@pytest.fixture
def signed_in(browse, world, clock):
    """A browser of somebody in the role, and the clock."""

    def enter(role):
        user = world.user(role)
        world.commit()
        browser = browse(user)
        assert is_in(browser)
        return browser

    return enter


def is_in(browser):
    return browser.get("/account").status == 200


LIFETIMES = [
    (Role.REVIEWER, HOUR, 12 * HOUR),
    (Role.ADMINISTRATOR, HOUR, 12 * HOUR),
    (Role.CITY_OFFICER, DAY, 14 * DAY),
]


@pytest.mark.parametrize(("role", "idle", "whole"), LIFETIMES)
def test_a_session_ends_when_it_is_idle(signed_in, clock, role, idle, whole):
    browser = signed_in(role)
    clock.wait(idle)
    assert is_in(browser)
    clock.wait(idle + MINUTE)
    page = browser.get("/account")
    assert "/sign-in" in page.location
    assert "You were signed out" in browser.get(page.location).words()


@pytest.mark.parametrize(("role", "idle", "whole"), LIFETIMES)
def test_a_session_ends_after_a_while_however_busy_it_is(signed_in, clock, role, idle, whole):
    browser, begun = signed_in(role), clock.now
    while clock.now + idle / 2 <= begun + whole:
        clock.wait(idle / 2)
        assert is_in(browser)
    clock.wait(idle / 2)
    assert not is_in(browser)


def test_a_copy_of_an_old_cookie_opens_nothing(signed_in, clock, site):
    browser = signed_in(Role.REVIEWER)
    copied = browser.client.get_cookie("session").value
    for _each in range(3):
        clock.wait(HOUR / 2)
        assert is_in(browser)
    thief = Browser(site, None)
    thief.client.set_cookie("session", copied)
    assert not is_in(thief)


def test_who_becomes_staff_is_signed_in_as_staff_are(signed_in, clock, world):
    browser = signed_in(Role.CITY_OFFICER)
    world.session.add(
        Membership(
            user=user_of(world), organisation=world.organisation(OrganisationKind.SECRETARIAT), role=Role.REVIEWER
        )
    )
    world.commit()
    clock.wait(HOUR + MINUTE)
    assert not is_in(browser)


class SecureBrowser(Browser):
    """A browser that comes by https."""

    def __init__(self, site):
        super().__init__(site, None)
        self.site = site

    def get(self, url):
        return Page(self.client.get(url, base_url="https://localhost"))

    def send(self, url, fields, **changes):
        headers = {"Referer": f"https://localhost{url}"}
        return Page(self.client.post(url, data=fields | changes, base_url="https://localhost", headers=headers))

    def remembered(self):
        """The cookie of the device."""
        return self.client.get_cookie("__Host-remember_token")

    def copy(self, value=None, name="__Host-remember_token"):
        """Another device that has nothing but the cookie."""
        device = SecureBrowser(self.site)
        device.client.set_cookie(name, value or self.remembered().value, secure=True)
        return device


@pytest.fixture
def device(site, world, clock):
    """The device of somebody in the role, who signed in and wants to stay so, with the answer to that."""
    secure = create_app(replace(site.extensions["settings"], https=True))
    with site.app_context():
        password = hash_password(PASSWORD)

    def enter(role):
        email = world.user(role, password=password).email
        world.commit()
        browser = SecureBrowser(secure)
        page = browser.fill_in_at("/sign-in", email=email, password=PASSWORD, remember="y")
        assert page.status == 302
        return browser, cookies(page)

    yield enter
    secure.extensions["database"].engine.dispose()


def cookies(page):
    """What a browser is told of the device's cookie."""
    return [one.split("; ") for one in page.answer.headers.getlist("Set-Cookie") if "remember_token" in one]


def user_of(world):
    return world.session.scalars(select(Membership)).one().user


def test_the_cookie_of_a_device_is_as_strict_as_the_sessions(device):
    _, [[cookie, *attributes]] = device(Role.CITY_OFFICER)
    assert cookie.startswith("__Host-remember_token=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"} <= set(attributes)
    assert not any(one.startswith("Domain") for one in attributes)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
def test_no_device_signs_staff_in(device, role):
    browser, told = device(role)
    assert is_in(browser)
    assert told == []


def test_a_device_signs_its_owner_in_for_thirty_days_and_a_copy_no_longer(device, clock):
    browser, _ = device(Role.CITY_OFFICER)
    clock.wait(29 * DAY)
    assert is_in(browser.copy())
    clock.wait(2 * DAY)
    assert not is_in(browser.copy())


def test_a_device_no_longer_signs_in_who_became_staff(device, world):
    browser, _ = device(Role.CITY_OFFICER)
    user_of(world).memberships[0].role = Role.REVIEWER
    world.commit()
    assert not is_in(browser.copy())


def test_the_librarys_own_cookie_which_never_ends_opens_nothing(device, world):
    browser, _ = device(Role.CITY_OFFICER)
    uniquifier = user_of(world).fs_uniquifier
    world.session.rollback()
    with browser.site.app_context():
        value = encode_cookie(uniquifier)
    for name in ("remember_token", "__Host-remember_token"):
        assert not is_in(browser.copy(value, name))


def test_signing_out_takes_the_cookie_off_the_device(device):
    browser, _ = device(Role.CITY_OFFICER)
    copy = browser.copy()
    [[_, *attributes]] = cookies(browser.press("/account", "/sign-out"))
    assert {"Secure", "Max-Age=0"} <= set(attributes)
    assert browser.remembered() is None
    assert not is_in(copy)
