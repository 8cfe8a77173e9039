"""What a visitor sees first: where needs are, how they become partnerships, and the newest of these."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from app.access import Viewer, visible
from app.charts import Dot, dot_map
from app.extensions import db
from app.services.partnerships import overview
from app.services.partnerships.overview import CityNeeds
from app.texts.language import locale
from models import Need, Offer, Partnership, Programme
from models.lifecycle import BOTH_ACCEPTED

MOST_CITIES = 150
"""Dots on the map: more would hide each other, and weigh on a slow line."""

NEWEST = 3


def context(viewer: Viewer) -> dict[str, Any]:
    """What `home/visitor.html` draws."""
    cities = overview.cities_with_needs(db.session, MOST_CITIES)
    return {
        "figures": overview.figures(db.session),
        "cities": cities,
        "needs_of": needs_of,
        "map_on": partial(map_of, cities),
        "newest": newest(viewer),
    }


def map_of(cities: Sequence[CityNeeds], land: str) -> Markup:
    """Dots on the picture at the address `land`."""
    most = max((one.needs for one in cities), default=1)
    return dot_map(
        "needs",
        _("Cities with published needs"),
        _("A map of the world with a dot for each city; the more needs it has published, the larger the dot."),
        [Dot(one.city.longitude, one.city.latitude, told(one), one.needs / most) for one in cities],
        land,
        direction=locale().text_direction,  # type: ignore[arg-type]
    )


def told(one: CityNeeds) -> str:
    return ngettext("%(city)s: %(num)d need", "%(city)s: %(num)d needs", one.needs, city=one.city.name)


def newest(viewer: Viewer) -> Sequence[Partnership]:
    """The partnerships that both sides accepted last, of those that exist for the viewer."""
    return db.session.scalars(
        select(Partnership)
        .where(visible(viewer, Partnership), Partnership.status.in_(BOTH_ACCEPTED))
        .options(
            joinedload(Partnership.need).options(
                lazyload(Need.flags), joinedload(Need.programme).joinedload(Programme.city)
            ),
            joinedload(Partnership.offer).joinedload(Offer.organisation),
        )
        .order_by(Partnership.changed_at.desc(), Partnership.id)
        .limit(NEWEST)
    ).all()


def needs_of(one: CityNeeds) -> str:
    """The address of the list of a city's needs."""
    return url_for("needs.index", q=one.city.name)
