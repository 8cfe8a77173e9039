"""Which partnerships wait for an answer of the viewer, and which are the viewer's at all."""

from sqlalchemy import ColumnElement, or_

from app.access import Viewer
from app.access.visibility import nations, resident_cities
from models import City, Need, Offer, Organisation, Partnership, Programme, Role
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


def concerning(viewer: Viewer) -> ColumnElement[bool]:
    """Those of the viewer's organisations, cities and countries."""
    mine = viewer.organisation_ids()
    place = City.id.in_(resident_cities(viewer)) | City.country_id.in_(nations(viewer))
    city_side = Organisation.id.in_(mine) | Organisation.city.has(place)
    return or_(
        Partnership.offer.has(Offer.organisation_id.in_(mine)),
        Partnership.need.has(Need.programme.has(Programme.organisation.has(city_side))),
    )
