"""Pages of offers: the list, one offer, its form, and the steps from draft to published."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.extensions import db
from app.formatting import money, number
from app.listing import Sorting, paginate, search_text, word
from app.offers.forms import ANCHORS, MISSING, OfferForm
from app.services import exchange, submissions
from app.services import offers as service
from app.submitting import (
    UNIT_IN_USE,
    SendBackForm,
    closed_to_edits,
    made_before,
    status_of,
    tell_changed,
    tell_missing,
)
from app.today import today
from models import Country, Offer, Organisation, Role
from models.errors import BelowUsed, DomainError, IllegalMove, Incomplete, StaleForm, UnitInUse
from models.lifecycle import SubmissionStatus
from models.vocabulary import Kind, Theme

offers = Blueprint("offers", __name__, url_prefix="/offers")


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
    statement = sorting.order(filtered(), Offer.id)
    return render_template("offers/index.html", page=paginate(statement), sorting=sorting, statuses=SubmissionStatus)


def filtered() -> Select[Offer]:
    viewer = current_viewer()
    statement = (
        select(Offer).join(Offer.organisation).where(visible(viewer, Offer)).options(joinedload(Offer.organisation))
    )
    if q := search_text():
        columns = (Offer.title, Offer.description, Organisation.name)
        statement = statement.where(or_(*(column.icontains(q, autoescape=True) for column in columns)))
    if theme := word("theme", Theme):
        statement = statement.where(Offer.themes.has_word(theme))
    if kind := word("kind", Kind):
        statement = statement.where(Offer.kind == kind)
    if status := word("status", SubmissionStatus):
        statement = statement.where(Offer.status == status)
    if request.args.get("mine"):
        statement = statement.where(Offer.organisation_id.in_(viewer.organisation_ids()))
    return statement


@offers.get("/<uuid:offer_id>")
@requires(Permission.SEE_OFFER, Offer)
def show(offer: Offer) -> ResponseReturnValue:
    return render_show(offer, SendBackForm())


def render_show(offer: Offer, form: SendBackForm) -> str:
    viewer = current_viewer()
    mine = viewer.can(Permission.EDIT_OFFER, offer)
    insider = mine or viewer.is_staff
    return render_template(
        "offers/show.html",
        offer=offer, mine=mine, insider=insider, amounts=insider or offer.amounts_disclosed, form=form,
        places=place_names(offer), fresh=offer.in_pool(today()),
    )  # fmt: skip


def place_names(offer: Offer) -> str:
    names = db.session.scalars(select(Country.name).where(Country.iso3.in_(offer.countries)).order_by(Country.name))
    return ", ".join(names)


@offers.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE_OFFER)
def create() -> ResponseReturnValue:
    organisations = current_viewer().organisations(Role.PARTNER_OFFICER)
    form = form_for(None, organisations)
    if form.validate_on_submit():
        if made := made_before(form, Offer, Permission.EDIT_OFFER):
            return saved(made)
        owner = form.organisations[form.organisation.data] if "organisation" in form else organisations[0]
        offer = service.create(db.session, owner, form.values() | {"id": form.new_id}, current_actor(owner))
        db.session.commit()
        return saved(offer)
    return render_template("offers/form.html", form=form, offer=None), status_of(form)


@offers.route("/<uuid:offer_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_OFFER, Offer)
def edit(offer: Offer) -> ResponseReturnValue:
    if request.method == "GET" and offer.status not in submissions.EDITABLE:
        flash(closed_to_edits(offer.status), "warning")
        return redirect(url_for("offers.show", offer_id=offer.id))
    form = form_for(offer, [offer.organisation])
    status = None
    if form.validate_on_submit():
        try:
            by = current_actor(offer.organisation)
            submissions.revise(db.session, offer, form.values(), form.version_seen, by)
            db.session.commit()
            return saved(offer)
        except DomainError as refusal:
            db.session.rollback()
            status = tell(form, offer, refusal)
    return render_template("offers/form.html", form=form, offer=offer), status or status_of(form)


def tell(form: OfferForm, offer: Offer, refusal: DomainError) -> int:
    """Say at its field why the change was refused; the status of the answer."""
    match refusal:
        case StaleForm():
            tell_changed(form, refusal, form_for(offer, [offer.organisation], formdata=None), offer.version)
        case Incomplete():
            tell_missing(form, refusal, MISSING, {"capacity": "capacity_short"})
            return 422
        case UnitInUse():
            form.currency.errors = [UNIT_IN_USE]
        case BelowUsed():
            tell_held(form, refusal, offer.currency)
        case IllegalMove():
            form.form_errors = [closed_to_edits(offer.status)]
        case _:
            raise refusal
    return 409


def tell_held(form: OfferForm, refusal: BelowUsed, currency: str | None) -> None:
    for field, least in refusal.least.items():
        figure = number(least) if field == "max_partnerships" else money(least, currency)
        form[field].errors = [_("Partnerships count on it: enter %(least)s or more.", least=figure)]
    for field, most in refusal.most.items():
        figure = money(most, currency)
        form[field].errors = [_("There is a partnership as small as that: enter %(most)s or less.", most=figure)]


@offers.route("/<uuid:offer_id>/submit", methods=["GET", "POST"])
@requires(Permission.SUBMIT_OFFER, Offer)
def submit(offer: Offer) -> ResponseReturnValue:
    if offer.status not in (SubmissionStatus.DRAFT, SubmissionStatus.RETURNED):
        return redirect(url_for("offers.show", offer_id=offer.id))  # sent twice, or submitted already
    missing = offer.missing()
    if request.method == "POST" and not missing:
        submissions.submit(db.session, offer, current_actor(offer.organisation))
        db.session.commit()
        flash(_("Submitted. A reviewer reads it next and publishes it or sends it back with comments."), "success")
        return redirect(url_for("offers.show", offer_id=offer.id))
    problems = [(ANCHORS.get(field, field), MISSING[field]) for field in missing]
    page = render_template("offers/submit.html", offer=offer, problems=problems, places=place_names(offer))
    return page, 422 if request.method == "POST" else 200


@offers.post("/<uuid:offer_id>/verify")
@requires(Permission.VERIFY_OFFER, Offer)
def verify(offer: Offer) -> ResponseReturnValue:
    service.verify(db.session, offer, today(), current_actor(offer.organisation))
    db.session.commit()
    flash(_("Verified today. The offer stays in the pool for twelve months more."), "success")
    return redirect(url_for("offers.show", offer_id=offer.id))


@offers.post("/<uuid:offer_id>/withdraw")
@requires(Permission.WITHDRAW_OFFER, Offer)
def withdraw(offer: Offer) -> ResponseReturnValue:
    submissions.withdraw(db.session, offer, current_actor(offer.organisation))
    db.session.commit()
    flash(_("Withdrawn. Partnerships already begun go on."), "success")
    return redirect(url_for("offers.show", offer_id=offer.id))


@offers.post("/<uuid:offer_id>/send-back")
@requires(Permission.REVIEW_OFFER, Offer)
def send_back(offer: Offer) -> ResponseReturnValue:
    form = SendBackForm()
    if not form.validate_on_submit():
        return render_show(offer, form), 422
    submissions.send_back(db.session, offer, str(form.comment.data), current_actor())
    db.session.commit()
    flash(_("Sent back to the partner with your comment."), "success")
    return redirect(url_for("offers.show", offer_id=offer.id))


@offers.post("/<uuid:offer_id>/publish")
@requires(Permission.REVIEW_OFFER, Offer)
def publish(offer: Offer) -> ResponseReturnValue:
    submissions.publish(db.session, offer, current_actor())
    db.session.commit()
    flash(_("Published. It takes part in the next run of the matching."), "success")
    return redirect(url_for("offers.show", offer_id=offer.id))


def form_for(offer: Offer | None, organisations: list[Organisation], **more: Any) -> OfferForm:
    countries = list(db.session.scalars(select(Country).order_by(Country.name)))
    return OfferForm(offer, organisations, exchange.currencies(db.session), countries, **more)


def saved(offer: Offer) -> ResponseReturnValue:
    if offer.status == SubmissionStatus.SUBMITTED:
        flash(_("Saved. Because it was published, a reviewer has to publish the change."), "success")
        return redirect(url_for("offers.show", offer_id=offer.id))
    flash(_("Saved as a draft. Check it, then submit it."), "success")
    return redirect(url_for("offers.submit", offer_id=offer.id))
