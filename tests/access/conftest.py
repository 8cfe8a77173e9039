"""A world in which every kind of thing exists four times: hidden and open, one's own and another organisation's."""

import uuid
from dataclasses import dataclass
from typing import Any

import pytest

from app.database import AuditedSession
from models import Role, StudyKind
from models.base import utc_now
from models.lifecycle import PartnershipStatus, SubmissionStatus
from models.organisations import OrganisationKind

KINDS = (
    "settlement", "programme", "need", "offer", "partnership", "organisation", "round", "run", "match", "plan",
    "interest", "decision", "message", "study", "refusal", "user", "invitation", "remark",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """`things[kind][variant]` is an id; variants are hidden_own, hidden_other, open_own, open_other, missing."""

    users: dict[str, str | None]
    things: dict[str, dict[str, uuid.UUID]]
    membership: dict[str, uuid.UUID]


@pytest.fixture
def world(given) -> World:
    """What is "own" is the city's or the partner's, whichever owns such a thing; each role has its organisation."""
    country, elsewhere = given.country("KEN"), given.country("BRA", region="South America", world_region="Americas")
    city, far_city = given.city(country=country), given.city(country=elsewhere)
    own = {
        Role.CITY_OFFICER: given.organisation(city=city),
        Role.PARTNER_OFFICER: given.organisation(OrganisationKind.PARTNER),
        Role.NATIONAL_OFFICER: given.organisation(OrganisationKind.NATIONAL_GOVERNMENT, country=country),
        Role.COMMUNITY_REPRESENTATIVE: given.organisation(OrganisationKind.COMMUNITY_ORGANISATION, city=city),
        Role.REVIEWER: given.organisation(OrganisationKind.SECRETARIAT),
    }
    own[Role.ADMINISTRATOR] = own[Role.REVIEWER]
    users = {role.value: given.user(role, organisation) for role, organisation in own.items()}
    users["newcomer"] = given.user()
    cities = {"own": own[Role.CITY_OFFICER], "other": given.organisation(city=far_city)}
    partners = {"own": own[Role.PARTNER_OFFICER], "other": given.organisation(OrganisationKind.PARTNER)}
    things: dict[str, dict[str, Any]] = {kind: {"missing": uuid.uuid4()} for kind in KINDS}
    for side in ("own", "other"):
        _fill(given, things, side, cities[side], partners[side])
    things["other_run"] = things["run"]
    things["organisation"]["hidden_own"] = given.organisation(active=False, city=city)
    things["organisation"]["hidden_other"] = given.organisation(active=False, city=far_city)
    things["organisation"]["open_own"] = own[Role.CITY_OFFICER]
    things["organisation"]["open_other"] = cities["other"]
    for side in ("own", "other"):  # a message is its organisation's; none is hidden from it
        things["message"][f"hidden_{side}"] = given.message(given.organisation())
        things["message"][f"open_{side}"] = given.message(cities[side])
        for variant, reader in ((f"hidden_{side}", given.organisation()), (f"open_{side}", cities[side])):
            things["remark"][variant] = given.remark(things["need"][f"open_{side}"], reader)
    for side, organisation in (("own", own[Role.CITY_OFFICER]), ("other", partners["other"])):
        for variant in (f"hidden_{side}", f"open_{side}"):
            things["refusal"][variant] = given.refusal(things["partnership"][variant], organisation=organisation)
    _fill_interests(given, things["interest"], users["reviewer"], users["administrator"])
    for variant in ("hidden_own", "hidden_other", "open_own", "open_other"):  # they exist for administrators alone
        things["user"][variant] = given.user()
        things["invitation"][variant] = given.invitation(own[Role.CITY_OFFICER])
    given.commit()
    built = World(
        {"visitor": None} | {name: user.fs_uniquifier for name, user in users.items()},
        {
            kind: {variant: getattr(thing, "id", thing) for variant, thing in variants.items()}
            for kind, variants in things.items()
        },
        {"own": users["city_officer"].memberships[0].id, "other": uuid.uuid4()},
    )
    given.session.rollback()  # reading began a transaction, and on SQLite the site would wait for its end
    return built


def _fill(given, things, side, city, partner) -> None:
    hidden, open_ = f"hidden_{side}", f"open_{side}"
    things["settlement"][hidden] = given.settlement(city)
    things["settlement"][open_] = given.settlement(city)
    things["programme"][hidden] = given.programme(city)
    things["programme"][open_] = given.programme(city, settlements=[things["settlement"][open_]])
    things["need"][hidden] = given.need(things["programme"][hidden], status=SubmissionStatus.DRAFT)
    things["need"][open_] = given.need(things["programme"][open_])
    things["offer"][hidden] = given.offer(partner, status=SubmissionStatus.DRAFT)
    things["offer"][open_] = given.offer(partner)
    for variant, status in ((hidden, PartnershipStatus.OFFERED), (open_, PartnershipStatus.ACCEPTED)):
        published = utc_now() if variant == open_ else None
        plan = given.plan(published_at=published)
        match = given.match(given.need(things["programme"][open_]), things["offer"][open_], plan)
        match.shown_at = published  # what partners see of a plan: nothing while it is hidden
        things["decision"][variant] = given.decision(match)
        things["match"][variant], things["plan"][variant] = match, plan
        pair = {"need": str(match.need_id), "offer": str(match.offer_id)}
        things["study"][variant] = given.study(
            plan,
            kind=StudyKind.DECISION,
            question=pair
            | {"decision": "forbid", "amounts": [0] * 3, "reason": "At odds.", "match": None, "version": 0},
        )
        things["run"][variant], things["round"][variant] = plan.run, plan.run.round
        things["partnership"][variant] = given.partnership(match, status=status)


def _fill_interests(given, interests, reviewer, administrator) -> None:
    """The reviewer's are "own"; what is hidden has ended."""
    for side, user in (("own", reviewer), ("other", administrator)):
        interests[f"open_{side}"] = given.interest(user)
        interests[f"hidden_{side}"] = given.interest(user, ended_at=utc_now(), ended_because="No longer.")


@pytest.fixture
def nothing_kept(monkeypatch) -> None:
    """Each request works on the same world: what it would keep is undone when its session closes."""
    monkeypatch.setattr(AuditedSession, "commit", AuditedSession.flush)
