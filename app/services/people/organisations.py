"""Organisations that take part: cities, partners, nations, residents' organisations, and the secretariat."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from app.database import AuditedSession
from app.services.people.message_facts import Audience
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import refuse_stale
from app.services.record.terms import Terms, out_of_limits, refuse, unique
from models import City, Country, Organisation
from models.errors import BrokenRule
from models.folding import fold
from models.organisations import OrganisationKind, PartnerType
from models.vocabulary import Language

IN_A_CITY = (OrganisationKind.CITY_GOVERNMENT, OrganisationKind.COMMUNITY_ORGANISATION)


@dataclass(frozen=True)
class OrganisationTerms(Terms):
    """What an administrator may say of an organisation."""

    name: str
    kind: OrganisationKind
    partner_type: PartnerType | None = None
    country_id: str | None = None
    """ISO 3166 alpha-3."""
    city_id: int | None = None
    """As the gazetteer numbers it."""
    about: str = ""
    language: Language = Language.ENGLISH
    active: bool = True


def create(
    session: AuditedSession, terms: OrganisationTerms, by: Actor, identity: uuid.UUID | None = None
) -> Organisation:
    """Raises BrokenRules with every field that breaks one."""
    refuse(*_broken(session, terms))
    organisation = Organisation(id=identity or uuid.uuid4())
    terms.write(organisation)
    session.add(organisation)
    with unique("name", "organisation_name_taken"):
        record(session, by, "organisation.create", organisation)
    return organisation


def revise(
    session: AuditedSession, organisation: Organisation, terms: OrganisationTerms, version: int, by: Actor
) -> None:
    """Raises StaleForm where somebody else changed it since the form was opened, and BrokenRules as `create` does, or
    where its kind would change or the secretariat be closed: nobody could open it again."""
    refuse_stale(session, organisation, version)
    refuse(*_broken(session, terms), *_broken_change(organisation, terms))
    terms.write(organisation)
    with unique("name", "organisation_name_taken"):
        record(session, by, "organisation.revise", organisation)


def city_named(session: AuditedSession, name: str, country_id: str | None, until_now: City | None) -> City | None:
    """Of several cities of one name in the country the largest, unless it was a smaller one until now."""
    if until_now and (until_now.name, until_now.country_id) == (name, country_id):
        return until_now
    return session.scalar(_cities(country_id).where(City.folded_name == fold(name)).limit(1))


def cities_like(session: AuditedSession, name: str, country_id: str) -> Sequence[str]:
    """Five names at most that have the beginning of this one in them, the largest cities first."""
    near = _cities(country_id).where(City.folded_name.contains(fold(name)[:3], autoescape=True)).limit(5)
    return [city.name for city in session.scalars(near)]


def secretariats(session: AuditedSession) -> Sequence[Organisation]:
    """There is one; who brings two together finds both."""
    found = select(Organisation).where(Organisation.kind == OrganisationKind.SECRETARIAT)
    return session.scalars(found.order_by(Organisation.id)).all()


def speaking_for(session: AuditedSession, cities: Iterable[City]) -> Sequence[Organisation]:
    """The national governments and the residents' organisations of these cities."""
    places = list(cities)
    nations = (Organisation.kind == OrganisationKind.NATIONAL_GOVERNMENT) & Organisation.country_id.in_(
        {one.country_id for one in places}
    )
    residents = (Organisation.kind == OrganisationKind.COMMUNITY_ORGANISATION) & Organisation.city_id.in_(
        {one.id for one in places}
    )
    found = select(Organisation).where(Organisation.active, nations | residents)
    return session.scalars(found.order_by(Organisation.id)).all()


def speaks_for(organisation: Organisation, city: City) -> bool:
    """Whether it is the national government, or a residents' organisation, of the city."""
    match organisation.kind:
        case OrganisationKind.NATIONAL_GOVERNMENT:
            return organisation.country_id == city.country_id
        case OrganisationKind.COMMUNITY_ORGANISATION:
            return organisation.city_id == city.id
    return False


def audience_of(organisation: Organisation) -> Audience:
    match organisation.kind:
        case OrganisationKind.NATIONAL_GOVERNMENT:
            return Audience.NATION
        case OrganisationKind.COMMUNITY_ORGANISATION:
            return Audience.RESIDENTS
    return Audience.OWNER


def _cities(country_id: str | None) -> Select[City]:
    return select(City).where(City.country_id == country_id).order_by(City.population.desc(), City.id)


def _broken(session: AuditedSession, terms: OrganisationTerms) -> Iterator[BrokenRule]:
    if not terms.name:
        yield BrokenRule("name", "organisation_name_missing")
    yield from out_of_limits(terms, Organisation.LENGTHS, {})
    if terms.kind == OrganisationKind.PARTNER and terms.partner_type is None:
        yield BrokenRule("partner_type", "partner_type_missing")
    if terms.kind == OrganisationKind.NATIONAL_GOVERNMENT and terms.country_id is None:
        yield BrokenRule("country_id", "country_missing")
    if terms.country_id is not None and session.get(Country, terms.country_id) is None:
        yield BrokenRule("country_id", "unknown_place")
    if terms.kind in IN_A_CITY and terms.city_id is None:
        yield BrokenRule("city_id", "city_missing")
    if terms.city_id is not None:
        city = session.get(City, terms.city_id)
        if city is None or terms.country_id not in (None, city.country_id):
            yield BrokenRule("city_id", "unknown_place")


def _broken_change(organisation: Organisation, terms: OrganisationTerms) -> Iterator[BrokenRule]:
    if terms.kind != organisation.kind:
        yield BrokenRule("kind", "kind_stays")
    if organisation.kind == OrganisationKind.SECRETARIAT and not terms.active:
        yield BrokenRule("active", "secretariat_closed")
