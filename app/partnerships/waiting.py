"""Which partnerships wait for an answer of the viewer."""

from sqlalchemy import ColumnElement, or_, select

from app.access import Viewer
from models import Need, Offer, Partnership, Programme, Role
from models.lifecycle import PartnershipStatus as Status

WAITING_FOR_CITY = (Status.OFFERED, Status.ACCEPTED_BY_PARTNER)
WAITING_FOR_PARTNER = (Status.OFFERED, Status.ACCEPTED_BY_CITY)


def waiting_for(viewer: Viewer) -> ColumnElement[bool]:
    cities, partners = viewer.organisation_ids(Role.CITY_OFFICER), viewer.organisation_ids(Role.PARTNER_OFFICER)
    needs = select(Need.id).join(Need.programme).where(Programme.organisation_id.in_(cities))
    offers = select(Offer.id).where(Offer.organisation_id.in_(partners))
    return or_(
        Partnership.status.in_(WAITING_FOR_CITY) & Partnership.need_id.in_(needs),
        Partnership.status.in_(WAITING_FOR_PARTNER) & Partnership.offer_id.in_(offers),
    )
