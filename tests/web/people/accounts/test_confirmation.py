"""An address is confirmed by whoever has both its letters and the password, and by nothing that only opens a link."""

from sqlalchemy import select

from models import Role, User
from models.organisations import OrganisationKind
from tests.web.people.accounts.hands import link_in, sign_in

VICTIM = "national@example.org"
ATTACKERS = "the attacker chose these words"
MINE = "the person herself chose others"


def register(browser, password, email=VICTIM):
    return browser.fill_in_at("/register", name="X", email=email, password=password, password_confirm=password)


def user_of(kept, email=VICTIM):
    return kept(lambda session: session.scalar(select(User).where(User.email == email)))


def test_opening_the_link_confirms_nothing(browse, mails, kept):
    browser = browse()
    register(browser, ATTACKERS)
    link = link_in(mails()[-1])
    for method in ("HEAD", "GET"):
        assert browse().client.open(link, method=method).status_code == 200
    assert user_of(kept).confirmed_at is None
    assert sign_in(browse(), VICTIM, ATTACKERS).status == 200


def test_the_link_asks_for_the_password_of_the_account(browse, mails, kept):
    register(browse(), ATTACKERS)
    page = browse().fill_in_at(link_in(mails()[-1]), password=MINE)
    assert (page.status, page.error_links()) == (422, ["#password"])
    assert user_of(kept).confirmed_at is None
    assert browse().fill_in_at(link_in(mails()[-1]), password=ATTACKERS).status == 302
    assert user_of(kept).confirmed_at


def test_whose_address_somebody_else_registered_takes_it_back(browse, mails, kept):
    """The letter that answers a second registration lets its reader choose a password, which confirms."""
    register(browse(), ATTACKERS)
    register(browse(), MINE)
    answer = mails()[-1].get_body(("plain",)).get_content()
    reset = next(line for line in answer.split() if "/reset/" in line).removeprefix("http://localhost")
    assert browse().fill_in_at(reset, password=MINE, password_confirm=MINE).status == 302
    assert sign_in(browse(), VICTIM, ATTACKERS).status == 200
    assert sign_in(browse(), VICTIM, MINE).status == 302


def test_a_registered_address_that_nobody_confirmed_is_no_member(browse, mails, kept, world):
    """The whole attack: registered, added by the administrator, and its letters opened by a scanner."""
    nation = world.organisation(OrganisationKind.NATIONAL_GOVERNMENT)
    administrator = world.user(Role.ADMINISTRATOR)
    world.commit()
    register(browse(), ATTACKERS)
    url = f"/organisations/{nation.id}"
    assert browse(administrator).press(url, f"{url}/members", email=VICTIM).location == url
    for letter in mails():
        browse().client.head(link_in(letter))
    assert sign_in(browse(), VICTIM, ATTACKERS).status == 200
    assert user_of(kept).memberships == []
