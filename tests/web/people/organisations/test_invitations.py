"""Invitations: the person sets the password, the link works once, for its address, role and organisation alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.pages.people.invitations import views
from models import Invitation, Role, User
from models.base import utc_now
from models.organisations import OrganisationKind
from tests.web.people.accounts.hands import link_in, sign_in

ADDRESS = "new@example.org"
WORDS = "cinq mots à moi, jamais écrits"


@pytest.fixture
def partner(world):
    made = world.organisation(OrganisationKind.PARTNER)
    world.commit()
    return made


@pytest.fixture
def invite(world, partner, browse, mails):
    """Enters the address at the partner's page, and gives the link of the letter."""
    administrator = world.user(Role.ADMINISTRATOR)
    world.commit()
    world.url = f"/organisations/{partner.id}"
    world.admin = browse(administrator)

    def enter(email=ADDRESS):
        page = world.admin.press(world.url, f"{world.url}/members", email=email)
        assert page.location == world.url
        return link_in(mails()[-1])

    return enter


def accept(browser, link, password=WORDS, name="New Person", **more):
    return browser.fill_in_at(link, name=name, password=password, password_confirm=password, **more)


def actions(page):
    return [one.get("action") for one in page.tree.iter("form") if one.get("action")]


def people(kept):
    return kept(lambda session: {one.email: one for one in session.scalars(select(User))})


def test_who_is_invited_sets_name_and_password_and_acts_for_the_organisation(invite, browse, kept, partner, events):
    link = invite()
    browse().client.head(link)
    page = browse().get(link)
    assert partner.name in page.main()
    assert page.answer.headers["Cache-Control"] == "no-store"
    assert ADDRESS not in people(kept)
    assert accept(browse(), link).location == "/sign-in"
    user = people(kept)[ADDRESS]
    assert (user.name, user.acts_for(partner.id, Role.PARTNER_OFFICER)) == ("New Person", True)
    browser = browse()
    assert sign_in(browser, ADDRESS, WORDS).status == 302
    assert browser.get("/offers/new").status == 200
    assert events() == ["invitation.send", "account.confirm", "membership.add", "invitation.accept"]


def test_the_link_works_once(invite, browse, kept):
    link = invite()
    accept(browse(), link)
    page = browse().get(link)
    assert page.status == 404
    assert "works no longer" in page.words()
    assert kept(lambda session: session.scalars(select(Invitation)).all()) == []


def test_the_link_works_for_a_week(invite, browse, monkeypatch):
    link = invite()
    monkeypatch.setattr(views, "utc_now", lambda: utc_now() + timedelta(days=7, seconds=1))
    assert browse().get(link).status == 404


def test_the_newest_link_alone_works(invite, browse):
    first, second = invite(), invite(ADDRESS.upper())
    assert first != second
    assert browse().get(first).status == 404
    assert accept(browse(), second).status == 302


def test_an_invitation_that_was_taken_back_works_no_longer(invite, browse, world, events):
    link = invite()
    page = world.admin.get(world.url)
    assert ADDRESS in page.rows()
    [withdraw] = [one for one in actions(page) if one.endswith("/withdraw")]
    assert world.admin.press(world.url, withdraw).location == world.url
    assert browse().get(link).status == 404
    assert events() == ["invitation.send", "invitation.withdraw"]


def test_an_invitation_is_sent_again_with_a_new_link(invite, browse, world, events, mails):
    first = invite()
    page = world.admin.get("/invitations/?q=NEW@")
    assert page.rows() == [ADDRESS]
    [again] = [one for one in actions(page) if one.endswith("/send-again")]
    world.admin.press("/invitations/", again)
    second = link_in(mails()[-1])
    assert browse().get(first).status == 404
    assert accept(browse(), second).status == 302
    assert events()[:2] == ["invitation.send", "invitation.send"]
    assert world.admin.get("/invitations/").rows() == []


def test_it_replaces_the_password_of_whoever_registered_the_address_before(invite, browse, kept):
    stolen = "the attacker chose these words"
    browse().fill_in_at("/register", name="X", email=ADDRESS, password=stolen, password_confirm=stolen)
    assert accept(browse(), invite()).status == 302
    assert sign_in(browse(), ADDRESS, stolen).status == 200
    assert sign_in(browse(), ADDRESS, WORDS).status == 302
    assert people(kept)[ADDRESS].name == "New Person"


def test_who_confirmed_the_address_meanwhile_only_accepts(invite, browse, kept, world, partner):
    link = invite()
    person = world.user(email=ADDRESS, password="a hash of their own")
    world.commit()
    assert browse().fill_in_at(link).location == "/sign-in"
    user = people(kept)[ADDRESS]
    assert (user.password, user.name) == (person.password, person.name)
    assert user.acts_for(partner.id, Role.PARTNER_OFFICER)


def test_who_has_a_confirmed_account_is_added_at_once_and_an_open_invitation_ends(invite, browse, kept, world, mails):
    link = invite()
    world.user(email=ADDRESS)
    world.commit()
    letters = len(mails())
    invite()
    assert len(mails()) == letters
    assert browse().get(link).status == 404


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": " "}, "#name"), ({"password": "password1234"}, "#password"), ({"password": ADDRESS}, "#password"),
        ({"password": "short"}, "#password"), ({"password_confirm": "another"}, "#password_confirm"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(invite, browse, kept, fields, wrong):
    password = fields.get("password", WORDS)
    asked = {"name": "New Person", "password": password, "password_confirm": password} | fields
    page = browse().fill_in_at(invite(), **asked)
    assert (page.status, page.error_links()) == (422, [wrong])
    assert ADDRESS not in people(kept)


def test_the_form_cannot_choose_address_role_or_organisation(invite, browse, kept, world, partner):
    other = world.organisation(OrganisationKind.PARTNER)
    world.commit()
    link = invite()
    fields = browse().get(link).form(link) | {"email": "x@example.org", "role": "administrator"}
    browser = browse()
    fields |= browser.get(link).form(link)
    more = {"organisation_id": str(other.id), "name": "N", "password": WORDS, "password_confirm": WORDS}
    assert browser.send(link, fields, **more).status == 302
    found = people(kept)
    assert "x@example.org" not in found
    assert [(one.organisation_id, one.role) for one in found[ADDRESS].memberships] == [
        (partner.id, Role.PARTNER_OFFICER)
    ]


def test_a_letter_that_the_mail_server_refuses_is_told(invite, world, site, monkeypatch):
    from app.mail import NotSent

    def refuse(*_arguments):
        raise NotSent("not now")

    monkeypatch.setattr("app.pages.people.invitations.letters.send", refuse)
    world.admin.press(world.url, f"{world.url}/members", email=ADDRESS)
    assert "did not take the letter" in world.admin.get(world.url).words()
