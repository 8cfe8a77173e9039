"""Pages of offers: the list, one offer and its form. Its steps to publication are those of `app.forms.steps`."""

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, select

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.extensions import db
from app.forms.listing import Sorting, flag, lines, narrow, paginate, part_of, search, word
from app.pages.intake.offers.forms import FIRST
from app.pages.intake.offers.writing import OfferWriting, form_for
from app.services.intake import fit
from app.services.intake import offers as service
from app.today import today
from models import Offer, Organisation, Partnership, Role
from models.lifecycle import HOLDS_CAPACITY, SubmissionStatus
from models.vocabulary import Kind, Theme

offers = Blueprint("offers", __name__, url_prefix="/offers")
writing = OfferWriting()
writing.register(offers)


ROWS = lines(
    select(
        Offer.id,
        Offer.title,
        Offer.themes,
        Offer.kind,
        Offer.verified_on,
        Offer.status,
        Organisation.name.label("partner"),
    ).join(Offer.organisation),
    Offer.id,
)
"""What a line shows."""


@offers.get("/")
@requires(Permission.SEE_OFFERS)
def index() -> ResponseReturnValue:
    sorting = Sorting(
        {
            "title": Offer.title,
            "partner": Organisation.name,
            "verified": Offer.verified_on,
            "changed": Offer.changed_at,
        },
        default="-changed",
    )
    page = paginate(sorting.order(filtered(sorting), Offer.id), rows=ROWS)
    return render_template("intake/offers/index.html", page=page, sorting=sorting, statuses=SubmissionStatus)


def filtered(sorting: Sorting) -> Select[Offer]:
    viewer = current_viewer()
    statement = select(Offer).where(visible(viewer, Offer))
    if sorting.by("partner"):
        statement = statement.join(Offer.organisation)
    statement = search(statement, Offer)
    statement = narrow(statement, kind=(Offer.kind, Kind), status=(Offer.status, SubmissionStatus))
    if theme := word("theme", Theme):
        statement = statement.where(Offer.themes.has_word(theme))
    if flag("mine"):
        statement = statement.where(Offer.organisation_id.in_(viewer.organisation_ids()))
    return statement


@offers.get("/<uuid:offer_id>")
@requires(Permission.SEE_OFFER, Offer)
def show(offer: Offer) -> ResponseReturnValue:
    return writing.render(offer)


@offers.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE_OFFER)
def create() -> ResponseReturnValue:
    form = form_for(None, current_viewer().organisations(Role.PARTNER_OFFICER), asked=FIRST)
    return writing.create(
        form,
        lambda identity: service.create(
            db.session, form.owner, form.terms(), today(), current_actor(form.owner), identity
        ),
        template="new",
    )


@offers.get("/<uuid:offer_id>/needs")
@requires(Permission.EDIT_OFFER, Offer)
def fitting(offer: Offer) -> ResponseReturnValue:
    """The needs that fit the offer, as a list for its partner."""
    return render_template(
        "intake/offers/fitting.html",
        offer=offer,
        page=part_of(fit.needs_that_fit(db.session, offer)),
        served=served_by(offer),
        breadcrumbs=[
            {"label": _("Offers"), "href": url_for("offers.index")},
            {"label": offer.title or _("An offer without a title"), "href": url_for("offers.show", offer_id=offer.id)},
        ],
    )


def served_by(offer: Offer) -> set[uuid.UUID]:
    """The needs for which it is in a partnership, or was asked."""
    holding = Partnership.status.in_(HOLDS_CAPACITY)
    return set(db.session.scalars(select(Partnership.need_id).where(Partnership.offer_id == offer.id, holding)))


@offers.post("/<uuid:offer_id>/verify")
@requires(Permission.VERIFY_OFFER, Offer)
def verify(offer: Offer) -> ResponseReturnValue:
    service.verify(db.session, offer, today(), current_actor(offer.organisation))
    db.session.commit()
    flash(_("Verified today. The offer stays in the pool for twelve months more."), "success")
    return redirect(url_for("offers.show", offer_id=offer.id))
