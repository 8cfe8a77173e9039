"""Registering, signing in and losing rights, with real passwords."""

from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from models import AuditEvent, Role, User
from tests.web.people.accounts.hands import PASSWORD, link_in, sign_in


def test_a_password_is_hashed_with_argon2_and_opens_the_door(browse, person):
    assert person.password.startswith("$argon2id$")
    browser = browse()
    assert "/sign-in" in browser.get("/account").location
    page = sign_in(browser, person.email.upper(), PASSWORD)
    assert page.location == "/"
    assert person.email in browser.get("/account").main()
    assert browser.get("/").answer.headers["Cache-Control"] == "no-store"


def test_a_wrong_password_and_an_unknown_person_are_told_the_same(browse, person):
    wrong = sign_in(browse(), person.email, "not the password at all")
    unknown = sign_in(browse(), "nobody@example.org", "not the password at all")
    assert wrong.errors() == unknown.errors() == ["The e-mail address or the password is not right."]
    assert wrong.form("/sign-in")["email"] == [person.email]
    assert "not the password" not in wrong.text


def test_the_eleventh_failure_has_to_wait_and_costs_no_hashing(browse, person, monkeypatch):
    browser = browse()
    form = browser.get("/sign-in").form("/sign-in")
    for _ in range(10):
        assert browser.send("/sign-in", form, email=person.email, password="wrong password").status == 200
    hashed = []
    monkeypatch.setattr("flask_security.forms.hash_password", lambda *a: hashed.append(a))
    monkeypatch.setattr(User, "verify_and_update_password", lambda *a: hashed.append(a), raising=False)
    page = browser.send("/sign-in", form, email=person.email, password=PASSWORD)
    assert page.status == 429
    assert 0 < int(page.answer.headers["Retry-After"]) <= 300
    assert not hashed
    assert "Too many attempts" in page.main()
    assert browser.send("/sign-in", form, email="else@example.org", password="wrong password").status == 200


def test_hostile_addresses_are_refused_like_unknown_ones(browse, person):
    browser = browse()
    form = browser.get("/sign-in").form("/sign-in")
    for email in ("", "\x00", "a\x00@b.example", "x" * 5000, "a@b", "<svg onload=1>@b.example", "١", "a\n@b.example"):
        answer = browser.client.post("/sign-in", data=form | {"email": email, "password": "a\x00b"})
        assert answer.status_code == 200
        assert "There is a problem" in answer.text
        assert "<svg onload" not in answer.text


def test_from_registering_to_the_page_that_says_what_comes_next(browse, mails, kept, person):
    browser = browse()
    page = browser.fill_in_at(
        "/register", name="New Person", email="new@example.org", password=PASSWORD, password_confirm=PASSWORD
    )
    assert page.status == 302
    [message] = mails()
    assert message["To"] == "new@example.org"
    assert sign_in(browse(), "new@example.org", PASSWORD).status == 200  # not confirmed yet
    user = kept(lambda session: session.scalars(select(User).where(User.email == "new@example.org")).one())
    assert user.confirmed_at is None
    assert user.password.startswith("$argon2id$")
    browse().fill_in_at(link_in(message), password=PASSWORD)
    assert sign_in(browser, "new@example.org", PASSWORD).status == 302
    page = browser.get("/")
    assert "Welcome, New Person" in page.main()
    assert "You do not act for an organisation yet" in page.main()
    actions = kept(lambda session: list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.at))))
    assert actions == ["account.register", "account.change"]


def test_registering_an_address_that_is_known_tells_the_page_nothing(browse, mails, person):
    fields = {"name": "X", "password": PASSWORD, "password_confirm": PASSWORD}
    known = browse().fill_in_at("/register", email=person.email, **fields)
    fresh = browse().fill_in_at("/register", email="fresh@example.org", **fields)
    assert (known.status, known.location) == (fresh.status, fresh.location)


def test_registering_tells_all_that_is_wrong(browse, mails):
    page = browse().fill_in_at("/register", name="", email="nobody", password="short", password_confirm="other")
    assert {"#name", "#email"} <= set(page.error_links())
    assert {"#password", "#password_confirm"} & set(page.error_links())
    assert page.form("/register")["email"] == ["nobody"]
    assert mails() == []


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(browse, mails, person):
    unknown = browse().fill_in_at("/reset", email="nobody@example.org")
    assert mails() == []
    known = browse().fill_in_at("/reset", email=person.email)
    assert (known.status, known.location) == (unknown.status, unknown.location)
    link = link_in(mails()[-1])
    held = browse()
    assert sign_in(held, person.email, PASSWORD).status == 302
    new = "another four words here"
    browser = browse()
    assert browser.get(link).status == 200
    assert browser.fill_in_at(link, password=new, password_confirm=new).status == 302
    assert sign_in(browse(), person.email, PASSWORD).status == 200
    assert sign_in(browse(), person.email, new).status == 302
    assert held.get("/account").status == 302  # every session of the old password has ended
    assert browse().get(link).status == 302  # the link is used up


def test_a_form_without_its_token_is_not_taken(browse, person, world, kept):
    programme = world.programme()
    officer = world.user(Role.CITY_OFFICER, programme.organisation)
    world.commit()
    browser = browse(officer)
    for token in (None, "made-up", browse(person).get("/account").hidden("csrf_token")):
        fields = {"title": "Forged", "currency": "USD"} | ({"csrf_token": token} if token else {})
        page = browser.send(f"/needs/new/{programme.id}", fields)
        assert page.status == 400
        assert "open for too long" in page.main()


def test_signing_out_ends_the_session(browse, person):
    browser = browse(person)
    page = browser.get("/account")
    assert browser.send("/sign-out", page.form("/sign-out")).status == 302
    assert browser.get("/account").status == 302


def test_opening_the_address_that_signs_out_signs_nobody_out(browse, person):
    browser = browse(person)
    assert browser.get("/sign-out").location == "/"
    assert browser.get("/account").status == 200


def test_who_is_no_longer_active_is_signed_out_at_once(browse, person, world):
    browser = browse(person)
    assert browser.get("/account").status == 200
    person.active = False
    world.commit()
    assert browser.get("/account").status == 302


def test_a_page_of_regret_needs_no_database(browse, person, site):
    browser = browse(person)

    def fail(*_arguments):
        raise OperationalError("SELECT 1", {}, Exception("the database is away"))

    engine = site.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", fail)
    page = browser.get("/account")
    event.remove(engine, "before_cursor_execute", fail)
    assert page.status == 503
    assert "The database did not answer" in page.main()
    assert "is away" not in page.text
