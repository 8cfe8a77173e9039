"""Which partnerships wait for an answer of the viewer."""

from sqlalchemy import ColumnElement, or_

from app.access import Viewer
from models import Need, Offer, Partnership, Programme, Role
from models.lifecycle import PartnershipStatus as Status

WAITING_FOR_CITY = (Status.OFFERED, Status.ACCEPTED_BY_PARTNER)
WAITING_FOR_PARTNER = (Status.OFFERED, Status.ACCEPTED_BY_CITY)


def waiting_for(viewer: Viewer) -> ColumnElement[bool]:
    cities, partners = viewer.organisation_ids(Role.CITY_OFFICER), viewer.organisation_ids(Role.PARTNER_OFFICER)
    return or_(
        Partnership.status.in_(WAITING_FOR_CITY)
        & Partnership.need.has(Need.programme.has(Programme.organisation_id.in_(cities))),
        Partnership.status.in_(WAITING_FOR_PARTNER) & Partnership.offer.has(Offer.organisation_id.in_(partners)),
    )
