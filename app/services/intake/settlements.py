"""Settlements of a city, as the city tells of them."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import differences, refuse_stale, related
from app.services.record.terms import Terms, out_of_limits, refuse, unique
from models import Organisation, Settlement
from models.base import utc_now
from models.errors import BrokenRule
from models.settlements import Figure
from models.vocabulary import DeprivationKind, Hazard, LandOwner, SettlementCategory, Tenure


@dataclass(frozen=True)
class SettlementTerms(Terms):
    """What a city may say of a settlement: where it is in degrees, its area in square metres."""

    name: str
    category: SettlementCategory = SettlementCategory.NOT_YET_ASSESSED
    latitude: float | None = None
    longitude: float | None = None
    residents: int | None = None
    households: int | None = None
    area_square_metres: int | None = None
    land_owner: LandOwner = LandOwner.UNKNOWN
    tenure: Tenure = Tenure.UNKNOWN
    hazards: tuple[Hazard, ...] = ()
    about: str = ""
    figures: Mapping[DeprivationKind, Figure] = field(default_factory=dict)


def create(
    session: AuditedSession,
    organisation: Organisation,
    terms: SettlementTerms,
    by: Actor,
    identity: uuid.UUID | None = None,
) -> Settlement:
    """A settlement of the city that the organisation governs. Raises BrokenRules with every field that breaks one."""
    refuse(*_broken(terms))
    settlement = Settlement(id=identity or uuid.uuid4(), organisation=organisation, city_id=organisation.city_id)
    terms.write(settlement)
    session.add(settlement)
    with unique("name", "settlement_name_taken"):
        record(session, by, "settlement.create", settlement, **differences({}, related(settlement)))
    return settlement


def revise(session: AuditedSession, settlement: Settlement, terms: SettlementTerms, version: int, by: Actor) -> None:
    """Raises StaleForm where somebody else changed it since the form was opened, BrokenRules as `create` does."""
    refuse_stale(session, settlement, version)
    refuse(*_broken(terms))
    before = related(settlement)
    terms.write(settlement)
    settlement.changed_at = utc_now()  # the version goes up even where only the figures changed
    with unique("name", "settlement_name_taken"):
        record(session, by, "settlement.revise", settlement, **differences(before, related(settlement)))


def _broken(terms: SettlementTerms) -> Iterator[BrokenRule]:
    if not terms.name:
        yield BrokenRule("name", "settlement_name_missing")
    yield from out_of_limits(terms, Settlement.LENGTHS, Settlement.RANGES)
    for kind, figure in terms.figures.items():
        if not figure.is_plausible():
            yield BrokenRule("figures", "implausible_figure", {"kind": kind})
