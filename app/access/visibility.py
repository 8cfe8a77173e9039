"""What exists for a viewer, as SQL: lists and single pages ask the same clause, so that neither can tell more."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select, true

from app.access.viewer import Viewer
from models import (
    City,
    Decision,
    Interest,
    Invitation,
    Match,
    Message,
    Need,
    Offer,
    Organisation,
    Partnership,
    Plan,
    Programme,
    Refusal,
    Remark,
    Role,
    Round,
    Run,
    Settlement,
    Study,
    User,
)
from models.lifecycle import BOTH_ACCEPTED, OPEN_TO_ALL, SubmissionStatus
from models.organisations import OrganisationKind
from models.programmes import programme_settlements

Clause = ColumnElement[bool]
RULES: dict[type[Any], Callable[[Viewer], Clause]] = {}


def visible(viewer: Viewer, model: type[Any]) -> Clause:
    """The rows of a table that exist for the viewer."""
    return RULES[model](viewer)


def rule(model: type[Any]) -> Callable[[Callable[[Viewer], Clause]], Callable[[Viewer], Clause]]:
    def keep(clause: Callable[[Viewer], Clause]) -> Callable[[Viewer], Clause]:
        RULES[model] = clause
        return clause

    return keep


def nations(viewer: Viewer) -> list[str]:
    """The countries that the viewer speaks for."""
    return [one.country_id for one in viewer.organisations(Role.NATIONAL_OFFICER) if one.country_id]


def resident_cities(viewer: Viewer) -> list[int]:
    """The cities whose residents the viewer represents."""
    return [one.city_id for one in viewer.organisations(Role.COMMUNITY_REPRESENTATIVE) if one.city_id]


@rule(Need)
def needs(viewer: Viewer) -> Clause:
    """Its organisation's; staff's once submitted; everybody's once published."""
    own = Need.programme.has(Programme.organisation_id.in_(viewer.organisation_ids()))
    staff = Need.status != SubmissionStatus.DRAFT if viewer.is_staff else false()
    return or_(Need.status.in_(OPEN_TO_ALL), staff, own)  # what the row tells by itself is asked first


@rule(Offer)
def offers(viewer: Viewer) -> Clause:
    """Its partner's; staff's once submitted; signed-in cities' once published."""
    own = Offer.organisation_id.in_(viewer.organisation_ids())
    staff = Offer.status != SubmissionStatus.DRAFT if viewer.is_staff else false()
    city = Offer.status == SubmissionStatus.PUBLISHED if Role.CITY_OFFICER in viewer.roles else false()
    return or_(own, staff, city)


@rule(Programme)
def programmes(viewer: Viewer) -> Clause:
    """Its city's, staff's, and everybody's once one of its needs is published."""
    if viewer.is_staff:
        return true()
    return or_(
        Programme.organisation_id.in_(viewer.organisation_ids()),
        exists().where(Need.programme_id == Programme.id, Need.status.in_(OPEN_TO_ALL)),
    )


@rule(Settlement)
def settlements(viewer: Viewer) -> Clause:
    """Its city's, staff's, the residents' and the nation's; every party's once a published need speaks of it."""
    if viewer.user is None:
        return false()
    if viewer.is_staff:
        return true()
    published = exists().where(
        programme_settlements.c.settlement_id == Settlement.id,
        programme_settlements.c.programme_id == Need.programme_id,
        Need.status.in_(OPEN_TO_ALL),
    )
    return or_(
        Settlement.organisation_id.in_(viewer.organisation_ids()),
        Settlement.city_id.in_(resident_cities(viewer)),
        Settlement.city.has(City.country_id.in_(nations(viewer))),
        published if viewer.memberships else false(),
    )


@rule(Round)
@rule(Run)
@rule(Decision)
@rule(Study)
def staff_only(viewer: Viewer) -> Clause:
    """Plans and matches are staff's; the parties meet them as partnerships, the public as the published plan."""
    return true() if viewer.is_staff else false()


@rule(Match)
def matches(viewer: Viewer) -> Clause:
    """Staff's; the partner's once it was shown it in a coordination window."""
    if viewer.is_staff:
        return true()
    own = Match.offer.has(Offer.organisation_id.in_(viewer.organisation_ids(Role.PARTNER_OFFICER)))
    return Match.shown_at.is_not(None) & own


@rule(Interest)
def interests(viewer: Viewer) -> Clause:
    """Each person's own, while it stands."""
    user_id = viewer.user.id if viewer.user else None
    return (Interest.user_id == user_id) & Interest.ended_at.is_(None)


@rule(User)
@rule(Invitation)
def people(viewer: Viewer) -> Clause:
    """Who has an account, and who is asked to: for administrators."""
    return true() if Role.ADMINISTRATOR in viewer.roles else false()


@rule(Message)
def messages(viewer: Viewer) -> Clause:
    """Those to the viewer's organisations."""
    return Message.organisation_id.in_(viewer.organisation_ids())


@rule(Remark)
def remarks(viewer: Viewer) -> Clause:
    """Staff's and those of the organisation that they were written to, or by."""
    return true() if viewer.is_staff else Remark.organisation_id.in_(viewer.organisation_ids())


@rule(Plan)
def plans(_viewer: Viewer) -> Clause:
    """The public face of a plan: its totals, once published."""
    return Plan.published_at.is_not(None)


def concerning(viewer: Viewer) -> Clause:
    """The partnerships of the viewer's organisations, cities and countries.

    Their needs and offers are found once, from the viewer's side, instead of anew for each partnership.
    """
    mine = viewer.organisation_ids()
    ours: Clause = Programme.organisation_id.in_(mine)
    if cities := resident_cities(viewer):
        ours |= Programme.organisation_id.in_(select(Organisation.id).where(Organisation.city_id.in_(cities)))
    if countries := nations(viewer):
        governments = select(Organisation.id).join(Organisation.city).where(City.country_id.in_(countries))
        ours |= Programme.organisation_id.in_(governments)
    return or_(
        Partnership.offer_id.in_(select(Offer.id).where(Offer.organisation_id.in_(mine))),
        Partnership.need_id.in_(select(Need.id).join(Need.programme).where(ours)),
    )


@rule(Partnership)
def partnerships(viewer: Viewer) -> Clause:
    """The two parties', staff's, the nation's and the city's residents'; everybody's once both sides accepted."""
    if viewer.is_staff:
        return true()
    return Partnership.status.in_(BOTH_ACCEPTED) | concerning(viewer)


@rule(Refusal)
def refusals(viewer: Viewer) -> Clause:
    """The two parties' and staff's."""
    if viewer.is_staff:
        return true()
    mine = viewer.organisation_ids()
    return or_(
        Refusal.offer.has(Offer.organisation_id.in_(mine)),
        Refusal.need.has(Need.programme.has(Programme.organisation_id.in_(mine))),
    )


@rule(Organisation)
def organisations(viewer: Viewer) -> Clause:
    """Organisations are public to whoever signed in; one that was closed only to staff and its own."""
    if viewer.is_staff:
        return true()
    return or_(
        Organisation.id.in_(viewer.organisation_ids()),
        Organisation.active.is_(True) & (Organisation.kind != OrganisationKind.SECRETARIAT),
    )
