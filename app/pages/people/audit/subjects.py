"""What events are about: each thing by its title, with its place and its page, as far as the reader may see it."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from app.access import current_viewer, visible
from app.access.visibility import RULES
from app.extensions import db
from app.forms.finding import Word, found, named
from models import (
    AuditEvent,
    City,
    Country,
    Decision,
    Interest,
    Invitation,
    Match,
    Membership,
    Message,
    Need,
    Offer,
    Organisation,
    Partnership,
    Plan,
    Policy,
    Programme,
    Refusal,
    Reply,
    Round,
    Run,
    Settlement,
    Study,
    User,
    Window,
)
from models.base import noun
from models.messages import Letter
from models.settlements import SettlementStatement


@dataclass(frozen=True)
class Subject:
    title: str
    place: str = ""
    href: str = ""
    currency: str | None = None


def need(one: Need) -> Subject:
    title = one.title or _("A need without a title")
    return Subject(title, city(one.programme.city), url_for("needs.show", need_id=one.id), one.currency)


def offer(one: Offer) -> Subject:
    title = one.title or _("An offer without a title")
    return Subject(title, one.organisation.name, url_for("offers.show", offer_id=one.id), one.currency)


def programme(one: Programme) -> Subject:
    return Subject(one.title, city(one.city), url_for("programmes.show", programme_id=one.id))


def settlement(one: Settlement) -> Subject:
    return Subject(one.name, city(one.city), url_for("settlements.show", settlement_id=one.id))


def organisation(one: Organisation) -> Subject:
    place = city(one.city) if one.city else one.country.name if one.country else ""
    return Subject(one.name, place, url_for("organisations.show", organisation_id=one.id))


def person(one: User) -> Subject:
    return Subject(one.called, "", url_for("users.show", user_id=one.id))


def of_person(one: Membership | Interest) -> Subject:
    return Subject(one.user.called, one.organisation.name, url_for("users.show", user_id=one.user_id))


def invitation(one: Invitation) -> Subject:
    return Subject(one.email, one.organisation.name, url_for("invitations.index", q=one.email))


def round_(one: Round) -> Subject:
    return Subject(one.title, "", url_for("rounds.show", round_id=one.id), one.currency)


def run(one: Run) -> Subject:
    return Subject(one.label, one.round.title, url_for("rounds.run", run_id=one.id), one.round.currency)


def pair(one: Match | Decision | Partnership, href: str = "", currency: str | None = None) -> Subject:
    between = _("%(need)s, by %(partner)s", need=one.need.title, partner=one.offer.organisation.name)
    return Subject(between, city(one.need.programme.city), href, currency)


def match(one: Match) -> Subject:
    unit = one.plan.run.round.unit_of(one.need)
    return pair(one, url_for("rounds.match", match_id=one.id), unit)


def partnership(one: Partnership) -> Subject:
    return pair(one, url_for("partnerships.show", partnership_id=one.id), one.currency)


def city(one: City) -> str:
    return f"{one.name}, {one.country.name}"


DESCRIBED: Mapping[type[Any], Callable[[Any], Subject]] = {
    Need: need,
    Offer: offer,
    Programme: programme,
    Settlement: settlement,
    SettlementStatement: lambda one: settlement(one.settlement),
    Organisation: organisation,
    User: person,
    Membership: of_person,
    Interest: of_person,
    Invitation: invitation,
    Message: lambda one: organisation(one.organisation),
    Letter: lambda one: person(one.user),
    Round: round_,
    Policy: lambda one: round_(one.round),
    Run: run,
    Plan: lambda one: run(one.run),
    Study: lambda one: run(one.plan.run),
    Window: lambda one: run(one.plan.run),
    Match: match,
    Reply: lambda one: match(one.match),
    Decision: pair,
    Partnership: partnership,
    Refusal: lambda one: partnership(one.partnership),
}


def of_pair(model: type[Any]) -> list[Any]:
    """Its need with the place, and its offer with the partner."""
    return [
        joinedload(model.need).joinedload(Need.programme).joinedload(Programme.city),
        joinedload(model.offer).joinedload(Offer.organisation),
    ]


def of_round(model: type[Any]) -> Any:
    return joinedload(model.plan).joinedload(Plan.run).joinedload(Run.round)


ALONGSIDE: dict[type[Any], list[Any]] = {
    Need: [joinedload(Need.programme).joinedload(Programme.city)],
    Offer: [joinedload(Offer.organisation)],
    Programme: [joinedload(Programme.city)],
    Settlement: [joinedload(Settlement.city)],
    SettlementStatement: [joinedload(SettlementStatement.settlement).joinedload(Settlement.city)],
    Membership: [joinedload(Membership.user)],
    Interest: [joinedload(Interest.user), joinedload(Interest.organisation)],
    Message: [joinedload(Message.organisation)],
    Letter: [joinedload(Letter.user)],
    Policy: [joinedload(Policy.round)],
    Run: [joinedload(Run.round)],
    Plan: [joinedload(Plan.run).joinedload(Run.round)],
    Study: [of_round(Study)],
    Window: [of_round(Window)],
    Match: [*of_pair(Match), of_round(Match)],
    Decision: of_pair(Decision),
    Partnership: of_pair(Partnership),
    Reply: [joinedload(Reply.match).options(*of_pair(Match), of_round(Match))],
    Refusal: [joinedload(Refusal.partnership).options(*of_pair(Partnership))],
}
"""What the words of a thing are taken from, loaded with it: as many queries for fifty events as for five."""

KINDS: Mapping[str, type[Any]] = {model.__name__: model for model in DESCRIBED}
"""By what an event calls them."""


def noun_of(kind: str) -> str:
    return noun(KINDS[kind]) if kind in KINDS else kind.lower()


def subjects_of(events: Iterable[AuditEvent]) -> dict[str, Subject]:
    """By id. One that is no more, or does not exist for the reader, is left out."""
    wanted: dict[type[Any], set[uuid.UUID]] = {}
    for event in events:
        if event.subject_type in KINDS and event.subject_id:
            wanted.setdefault(KINDS[event.subject_type], set()).add(uuid.UUID(event.subject_id))
    return {
        str(thing.id): DESCRIBED[model](thing)
        for model, ids in wanted.items()
        for thing in db.session.scalars(
            select(model).where(model.id.in_(ids), *seen(model)).options(*ALONGSIDE.get(model, ()))
        ).unique()
    }


def seen(model: type[Any]) -> list[ColumnElement[bool]]:
    """What exists for the reader; of a plan, as staff see it: its run."""
    if model is Plan:
        return [Plan.run.has(visible(current_viewer(), Run))]
    return [visible(current_viewer(), model)] if model in RULES else []


def names_in(events: Iterable[AuditEvent]) -> dict[str, str]:
    """What the people, organisations and places are called whose ids stand in the events."""
    ids: set[uuid.UUID] = set()
    places: set[int | str] = set()
    for event in events:
        for field, value in event.changes.items():
            values = value if isinstance(value, list) else [value]
            if field.endswith("_id"):
                places.update(one for one in values if isinstance(one, int | str) and len(str(one)) <= 10)
                ids.update(uuid.UUID(one) for one in values if isinstance(one, str) and len(one) == 36)
    named: dict[str, str] = {}
    if ids:
        people = select(User).where(User.id.in_(ids)).options(lazyload(User.memberships))
        named |= {str(one.id): one.called for one in db.session.scalars(people)}
        asked = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
        named |= {str(identity): name for identity, name in db.session.execute(asked)}
    if places:
        cities = select(City.id, City.name).where(City.id.in_([one for one in places if isinstance(one, int)]))
        countries = select(Country.iso3, Country.name).where(
            Country.iso3.in_([one for one in places if isinstance(one, str)])
        )
        named |= {str(key): name for asked in (cities, countries) for key, name in db.session.execute(asked)}
    return named


def about(word: Word) -> ColumnElement[bool]:
    """The events on what the word is found in, as far as it exists for the reader."""
    things = [
        select(model.id).where(found(model, word), *seen(model))
        for model in (Need, Offer, Programme, Settlement, Organisation, User, Invitation, Partnership)
    ]
    people = select(User.id).where(found(User, word))
    asked, given = (select(model.id).where(named(model, word), *seen(model)) for model in (Need, Offer))
    others = [
        select(Membership.id).where(Membership.user_id.in_(people)),
        select(Match.id).where(or_(Match.need_id.in_(asked), Match.offer_id.in_(given))),
        select(Decision.id).where(or_(Decision.need_id.in_(asked), Decision.offer_id.in_(given))),
        select(Round.id).where(named(Round, word)),
    ]
    return or_(*(SUBJECT.in_(_spelt(one)) for one in (*things, *others)))


def _spelt(ids: Select[uuid.UUID]) -> Select[str]:
    """The same ids in the one spelling that both databases can give them."""
    return ids.with_only_columns(_without_dashes(cast(ids.selected_columns[0], Text)))


def _without_dashes(column: Any) -> Any:
    return func.replace(column, "-", "")


SUBJECT = _without_dashes(AuditEvent.subject_id)
