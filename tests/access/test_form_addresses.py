"""An address to which a form is sent can be opened: who loads it again after a refusal finds the page of the form."""

import pytest

from app.database import AuditedSession
from models import AuditEvent, StudyKind
from tests.access.test_matrix import address, client_of, routes

LEADS_TO = {
    "needs.no_objection": "needs.show", "needs.fit_so_far": "needs.show",
    "offers.verify": "offers.show", "settlements.state": "settlements.show",
    "organisations.add_member": "organisations.show",
    "messages.read_all": "messages.index", "rounds.start_run": "rounds.show", "rounds.cancel_run": "rounds.run",
    "rounds.write_note": "rounds.match", "rounds.write_about": "rounds.unserved_need", "rounds.open_window":
    "rounds.plan", "rounds.close_window": "rounds.plan", "studies.confirm": "studies.decision",
    "studies.use_level": "studies.fairness", "security.logout": "home.start",
}  # fmt: skip


@pytest.fixture
def no_write(monkeypatch):
    def refuse(session):
        written = {type(thing) for thing in (*session.new, *session.dirty, *session.deleted)}
        assert written <= {AuditEvent}, "opening an address writes nothing but that it was refused"

    monkeypatch.setattr(AuditedSession, "commit", refuse)


def taking_forms(site):
    for endpoint, method, things in routes(site):
        if method == "POST":
            yield endpoint, things


def test_no_address_that_takes_a_form_refuses_to_be_opened(site, world, no_write):
    for role in ("visitor", "city_officer", "reviewer"):
        client = client_of(site, world.users[role])
        for endpoint, things in taking_forms(site):
            for variant in ("open_own", "missing"):
                answer = client.get(address(site, world, endpoint, things, variant))
                assert answer.status_code in (200, 302, 403, 404), f"{role}: {endpoint}"


def test_an_opened_form_address_leads_to_the_page_on_which_the_form_stands(site, world, no_write):
    client = client_of(site, world.users["reviewer"])
    for endpoint, things in taking_forms(site):
        if page := LEADS_TO.get(endpoint):
            answer = client.get(address(site, world, endpoint, things, "open_own"))
            assert answer.status_code == 302, endpoint
            wanted = address(site, world, page, things_of(site, page), "open_own")
            assert answer.location == wanted.removeprefix("http://localhost"), endpoint


def things_of(site, page):
    return next(things for endpoint, _method, things in routes(site) if endpoint == page)


def test_a_decision_leads_to_those_that_hold_in_its_round(site, world, no_write):
    client = client_of(site, world.users["reviewer"])
    taken_back = address(site, world, "rounds.take_back", ["decision"], "open_own")
    page = client.get(taken_back, follow_redirects=True)
    assert page.status_code == 200
    assert page.request.path == f"/rounds/{world.things['round']['open_own']}/decisions"


def test_each_kind_of_study_leads_to_its_own_page(site, given, world):
    studies = {kind: given.study(kind=kind) for kind in (StudyKind.STRESS, StudyKind.FRONTIER)}
    runs = {kind: study.plan.run_id for kind, study in studies.items()}
    given.commit()
    ids = {kind: study.id for kind, study in studies.items()}
    given.session.rollback()
    client = client_of(site, world.users["reviewer"])
    for kind, page in ((StudyKind.STRESS, "stress"), (StudyKind.FRONTIER, "fairness")):
        answer = client.get(f"/studies/{ids[kind]}/cancel", follow_redirects=True)
        assert (answer.status_code, answer.request.path) == (200, f"/runs/{runs[kind]}/{page}")
