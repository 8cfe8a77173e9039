"""Which partnerships wait for an answer of the viewer."""

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from app.access import Viewer
from models import Need, Offer, Partnership, Programme, Role
from models.lifecycle import PartnershipStatus as Status

WAITING_FOR_CITY = (Status.OFFERED, Status.ACCEPTED_BY_PARTNER)
WAITING_FOR_PARTNER = (Status.OFFERED, Status.ACCEPTED_BY_CITY)


def waiting_for(viewer: Viewer) -> ColumnElement[bool]:
    return or_(
        waiting_for_cities(viewer.organisation_ids(Role.CITY_OFFICER)),
        waiting_for_partners(viewer.organisation_ids(Role.PARTNER_OFFICER)),
    )


def waiting_for_cities(governments: Sequence[uuid.UUID]) -> ColumnElement[bool]:
    needs = select(Need.id).join(Need.programme).where(Programme.organisation_id.in_(governments))
    return Partnership.status.in_(WAITING_FOR_CITY) & Partnership.need_id.in_(needs)


def waiting_for_partners(partners: Sequence[uuid.UUID]) -> ColumnElement[bool]:
    offers = select(Offer.id).where(Offer.organisation_id.in_(partners))
    return Partnership.status.in_(WAITING_FOR_PARTNER) & Partnership.offer_id.in_(offers)
