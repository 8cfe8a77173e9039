"""Settlements of a city, as the city tells of them."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.database import AuditedSession
from app.services.intake.doubts import DoubtedTerms, settle
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import differences, refuse_stale, related
from app.services.record.terms import out_of_limits, refuse, unique
from models import City, Organisation, Settlement
from models.base import utc_now
from models.errors import BrokenRule
from models.settlements import Figure
from models.vocabulary import DeprivationKind, Hazard, LandOwner, SettlementCategory, Tenure

FAR = 50
"""From so many kilometres on, a point is hardly one of the city."""
LARGE_HOUSEHOLD = 20
"""People; hardly any settlement has more in a household, as a mean."""
OLD = 25
"""Years after which a figure hardly tells how people live."""


@dataclass(frozen=True, kw_only=True)
class SettlementTerms(DoubtedTerms):
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
    today: date,
    by: Actor,
    identity: uuid.UUID | None = None,
) -> Settlement:
    """A settlement of the city that the organisation governs. Raises BrokenRules with every field that breaks one, and
    Doubtful with what is doubted where no reason is given."""
    refuse(*_broken(terms, today))
    terms = settle(terms, doubts(terms, organisation.city, today))
    settlement = Settlement(id=identity or uuid.uuid4(), organisation=organisation, city_id=organisation.city_id)
    terms.write(settlement)
    session.add(settlement)
    with unique("name", "settlement_name_taken"):
        record(session, by, "settlement.create", settlement, **differences({}, related(settlement)))
    return settlement


def revise(
    session: AuditedSession, settlement: Settlement, terms: SettlementTerms, version: int, today: date, by: Actor
) -> None:
    """Raises StaleForm where somebody else changed it since the form was opened, the rest as `create` does."""
    refuse_stale(session, settlement, version)
    refuse(*_broken(terms, today))
    terms = settle(terms, doubts(terms, settlement.city, today), SettlementTerms.of(settlement))
    before = related(settlement)
    terms.write(settlement)
    settlement.changed_at = utc_now()  # the version goes up even where only the figures changed
    with unique("name", "settlement_name_taken"):
        record(session, by, "settlement.revise", settlement, **differences(before, related(settlement)))


def doubts(terms: SettlementTerms, city: City | None, today: date) -> Iterator[BrokenRule]:
    """What is hardly so: where it lies, how many live there, and how old its figures are."""
    residents, households, area = terms.residents, terms.households, terms.area_square_metres
    if city and terms.latitude is not None and terms.longitude is not None:
        away = round(city.distance(terms.latitude, terms.longitude))
        if away > FAR:
            yield BrokenRule("latitude", "far_from_city", {"away": away, "city": city.name})
    if city and residents and residents > city.population:
        yield BrokenRule("residents", "more_than_city", {"people": city.population, "city": city.name})
    if residents and households and residents > households * LARGE_HOUSEHOLD:
        yield BrokenRule("households", "large_households", {"people": round(residents / households)})
    if residents and area is not None and residents > area:
        yield BrokenRule("area_square_metres", "no_room")
    for kind, figure in terms.figures.items():
        if figure.year < today.year - OLD:
            yield BrokenRule("figures", "old_figure", {"kind": kind, "year": str(figure.year)})


def _broken(terms: SettlementTerms, today: date) -> Iterator[BrokenRule]:
    if not terms.name:
        yield BrokenRule("name", "settlement_name_missing")
    yield from out_of_limits(terms, Settlement.LENGTHS, Settlement.RANGES)
    for kind, figure in terms.figures.items():
        if not figure.is_plausible():
            yield BrokenRule("figures", "implausible_figure", {"kind": kind})
        elif figure.year > today.year:
            yield BrokenRule("figures", "figure_in_future", {"kind": kind})
    if terms.households and terms.residents is not None and terms.households > terms.residents:
        yield BrokenRule("households", "more_households_than_residents")
