"""Programmes of a city, which join the needs that belong together."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import differences, refuse_stale, related
from app.services.record.terms import Terms, out_of_limits, refuse
from models import Organisation, Programme, Settlement
from models.base import utc_now
from models.errors import BrokenRule
from models.vocabulary import SDG_TARGETS, Stage, Theme


@dataclass(frozen=True)
class ProgrammeTerms(Terms):
    """What a city may say of a programme."""

    title: str
    vision: str = ""
    stage: Stage = Stage.PROFILING
    settlements: tuple[uuid.UUID, ...] = ()
    """Of the city government that leads it."""
    themes: tuple[Theme, ...] = ()
    sdg_targets: tuple[str, ...] = ()
    city_plan_fit: str = ""
    national_policy_fit: str = ""
    running_support: str = ""


def create(
    session: AuditedSession,
    organisation: Organisation,
    terms: ProgrammeTerms,
    by: Actor,
    identity: uuid.UUID | None = None,
) -> Programme:
    """A programme of the city that the organisation governs. Raises BrokenRules with every field that breaks one."""
    settlements = _checked(session, organisation, terms)
    programme = Programme(id=identity or uuid.uuid4(), organisation=organisation, city_id=organisation.city_id)
    terms.write(programme, settlements=settlements)
    session.add(programme)
    record(session, by, "programme.create", programme, **differences({}, related(programme)))
    return programme


def revise(session: AuditedSession, programme: Programme, terms: ProgrammeTerms, version: int, by: Actor) -> None:
    """Raises StaleForm where somebody else changed it since the form was opened, BrokenRules as `create` does."""
    refuse_stale(session, programme, version)
    before = related(programme)
    terms.write(programme, settlements=_checked(session, programme.organisation, terms))
    programme.changed_at = utc_now()  # the version goes up even where only its settlements changed
    record(session, by, "programme.revise", programme, **differences(before, related(programme)))


def _checked(session: AuditedSession, organisation: Organisation, terms: ProgrammeTerms) -> tuple[Settlement, ...]:
    """The settlements that it is for. Raises BrokenRules with every field of the terms that breaks one."""
    own = select(Settlement).where(Settlement.organisation_id == organisation.id)
    settlements = {settlement.id: settlement for settlement in session.scalars(own)}
    refuse(*_broken(terms, settlements))
    return tuple(settlements[identity] for identity in terms.settlements)


def _broken(terms: ProgrammeTerms, settlements: Mapping[uuid.UUID, Settlement]) -> Iterator[BrokenRule]:
    if not terms.title:
        yield BrokenRule("title", "programme_title_missing")
    yield from out_of_limits(terms, Programme.LENGTHS, {})
    if not {*terms.settlements} <= settlements.keys():
        yield BrokenRule("settlements", "settlements_of_others")
    if not {*terms.sdg_targets} <= {*SDG_TARGETS}:
        yield BrokenRule("sdg_targets", "unknown_target")
