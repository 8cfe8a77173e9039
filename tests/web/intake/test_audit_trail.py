"""Each thing done leaves one event; looking leaves none and keeps nothing."""

import pytest
from sqlalchemy import event

from models import Role
from models.base import utc_now
from models.lifecycle import PartnershipStatus, SubmissionStatus
from models.organisations import OrganisationKind
from tests.browser import fields_of

FOLLOWING = ("refusal.remember",)
"""What the end of a partnership brings with it, with an event of its own."""


@pytest.fixture
def writes(site):
    """The statements that write, as they are sent."""
    seen = []

    def note(_connection, _cursor, statement, *_more):
        if statement.lstrip().split(" ", 1)[0].upper() in ("INSERT", "UPDATE", "DELETE"):
            seen.append(statement)

    engine = site.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


LEDGER = {"decline": "offer.release", "follow": "offer.commit", "end": "offer.release"}
"""What a step does to the ledger of the offer, beside what it does to the partnership."""


@pytest.fixture
def scene(world):
    """Things at every step, and the people who may take the next."""
    country = world.country()
    city = world.organisation(city=world.city(country=country))
    nation = world.organisation(OrganisationKind.NATIONAL_GOVERNMENT, country=country)
    residents = world.organisation(OrganisationKind.COMMUNITY_ORGANISATION, city=city.city)
    partner = world.organisation(OrganisationKind.PARTNER)
    users = {
        "city": world.user(Role.CITY_OFFICER, city), "partner": world.user(Role.PARTNER_OFFICER, partner),
        "nation": world.user(Role.NATIONAL_OFFICER, nation),
        "resident": world.user(Role.COMMUNITY_REPRESENTATIVE, residents),
        "reviewer": world.user(Role.REVIEWER), "admin": world.user(Role.ADMINISTRATOR),
    }  # fmt: skip
    newcomer = world.user()
    settlement = world.settlement(city)
    programme = world.programme(city, settlements=[settlement])
    draft, submitted = SubmissionStatus.DRAFT, SubmissionStatus.SUBMITTED
    needs = [world.need(programme, status=one, published_at=utc_now()) for one in (draft, submitted, submitted)]
    needs.append(world.need(programme, published_at=utc_now()))
    statuses = (draft, submitted, submitted, SubmissionStatus.PUBLISHED)
    offers = [world.offer(partner, status=one, amounts_disclosed=True) for one in statuses]
    offered = world.partnership(world.match(world.need(programme), world.offer(partner)))
    declined = world.partnership(world.match(world.need(programme), world.offer(partner)))
    accepted = world.partnership(
        world.match(world.need(programme), world.offer(partner)), status=PartnershipStatus.ACCEPTED
    )
    organisation = world.organisation()
    world.commit()
    n, o = [one.id for one in needs], [one.id for one in offers]
    p = {"offered": offered.id, "declined": declined.id, "accepted": accepted.id}
    steps = [
        ("city", "/settlements/new", None, {"name": "New"}),
        ("city", f"/settlements/{settlement.id}/edit", None, {"residents": "500"}),
        ("resident", f"/settlements/{settlement.id}", "statement", {"verdict": "confirmed"}),
        ("city", "/programmes/new", None, {"title": "New"}),
        ("city", f"/programmes/{programme.id}/edit", None, {"vision": "Green"}),
        ("city", f"/needs/new/{programme.id}", None, {"title": "New"}),
        ("city", f"/needs/{n[0]}/edit", None, {"title": "Other", "evidence-2": "Deed"}),
        ("city", f"/needs/{n[0]}/edit/readiness", None, {"evidence-0": "Signed"}),
        ("city", f"/needs/{n[0]}/submit", None, {}),
        ("reviewer", f"/needs/{n[1]}/publish", None, {}),
        ("reviewer", f"/needs/{n[2]}", "send-back", {"comment": "Say more of it."}),
        ("nation", f"/needs/{n[3]}", "no-objection", {"answer": "none"}),
        ("city", f"/needs/{n[3]}/edit", None, {"title": "Changed"}),
        ("city", f"/needs/{n[3]}/withdraw", None, {}),
        ("partner", "/offers/new", None, {"title": "New"}),
        ("partner", f"/offers/{o[0]}/edit/whom", None, {"conditions": "None."}),
        ("partner", f"/offers/{o[0]}/edit", None, {"title": "Other"}),
        ("partner", f"/offers/{o[0]}/submit", None, {}),
        ("reviewer", f"/offers/{o[1]}/publish", None, {}),
        ("reviewer", f"/offers/{o[2]}", "send-back", {"comment": "Say more of it."}),
        ("partner", f"/offers/{o[3]}", "verify", {}),
        ("partner", f"/offers/{o[3]}/withdraw", None, {}),
        ("city", f"/partnerships/{p['offered']}/accept", None, {}),
        ("partner", f"/partnerships/{p['declined']}/decline", None, {"reason": "We no longer can."}),
        ("reviewer", f"/partnerships/{p['accepted']}/follow?step=agree", None, {}),
        (
            "reviewer",
            f"/partnerships/{p['accepted']}/end",
            None,
            {"reason": "It is over now.", "whose": str(partner.id)},
        ),
        ("admin", "/organisations/new", None, {"name": "New", "kind": "secretariat"}),
        ("admin", f"/organisations/{organisation.id}/edit", None, {"about": "Told"}),
        ("admin", f"/organisations/{organisation.id}", "members", {"email": newcomer.email}),
    ]
    return users, steps


def test_each_step_leaves_one_event_on_each_thing_and_each_look_none(scene, browse, events, writes):
    users, steps = scene
    browsers = {name: browse(user) for name, user in users.items()}
    for who, url, step, changes in steps:
        seen, kept = len(writes), len(events())
        page = browsers[who].get(url)
        assert page.status == 200, url
        assert writes[seen:] == [], f"GET {url} writes"
        action = f"{url}/{step}" if step else None
        forms = [one for one in page.tree.iter("form") if one.get("method") == "post" and one.get("action") == action]
        answer = browsers[who].send(action or url, fields_of(forms[0]), **changes)
        assert answer.status == 302, (url, step, answer.errors() if answer.tree is not None else answer.location)
        told = [one for one in events()[kept:] if one not in FOLLOWING]
        taken = url.partition("?")[0].rpartition("/")[2]
        ledger = [LEDGER[taken]] if taken in LEDGER else []
        assert told[:-1] == ledger, (url, step, told)


def test_a_refused_step_leaves_no_event(scene, browse, events, writes):
    users, steps = scene
    browsers = {name: browse(user) for name, user in users.items()}
    for who, url, step, _changes in steps:
        answer = browsers[who].send(f"{url}/{step}" if step else url, {"csrf_token": "forged"})
        assert answer.status == 400
    assert events() == []
    assert writes == []
