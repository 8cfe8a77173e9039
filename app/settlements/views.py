"""Pages of settlements."""

from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.extensions import db
from app.listing import Sorting, paginate, search_text, word
from app.services import places
from app.settlements.forms import SettlementForm
from app.submitting import changed_meanwhile, status_of
from models import City, Programme, Role, Settlement
from models.errors import StaleForm
from models.vocabulary import SettlementCategory

settlements = Blueprint("settlements", __name__, url_prefix="/settlements")


@settlements.get("/")
@requires(Permission.SEE_SETTLEMENT)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    sorting = Sorting({"name": Settlement.name, "city": City.name, "residents": Settlement.residents}, default="name")
    statement = (
        select(Settlement)
        .join(City, Settlement.city_id == City.id)
        .where(visible(viewer, Settlement))
        .options(joinedload(Settlement.city).joinedload(City.country))
    )
    if q := search_text():
        statement = statement.where(or_(*(one.icontains(q, autoescape=True) for one in (Settlement.name, City.name))))
    if category := word("category", SettlementCategory):
        statement = statement.where(Settlement.category == category)
    if request.args.get("mine"):
        cities = [one.city_id for one in viewer.organisations() if one.city_id]
        statement = statement.where(Settlement.city_id.in_(cities))
    page = paginate(sorting.order(statement, Settlement.id))
    return render_template("settlements/index.html", page=page, sorting=sorting, categories=SettlementCategory)


@settlements.get("/<uuid:settlement_id>")
@requires(Permission.SEE_SETTLEMENT, Settlement)
def show(settlement: Settlement) -> ResponseReturnValue:
    viewer = current_viewer()
    programmes = db.session.scalars(
        select(Programme)
        .where(Programme.settlements.any(Settlement.id == settlement.id), visible(viewer, Programme))
        .order_by(Programme.title)
    ).all()
    mine = viewer.can(Permission.EDIT_SETTLEMENT, settlement)
    return render_template("settlements/show.html", settlement=settlement, programmes=programmes, mine=mine)


@settlements.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE_SETTLEMENT)
def create() -> ResponseReturnValue:
    organisations = current_viewer().organisations(Role.CITY_OFFICER)
    form = SettlementForm(None, organisations)
    if form.validate_on_submit():
        owner = form.organisations[form.organisation.data] if "organisation" in form else organisations[0]
        try:
            made = places.create(db.session, Settlement, owner, kept(form, None), current_actor(owner))
            db.session.commit()
            return saved(cast(Settlement, made))
        except IntegrityError:
            refuse_same_name(form)
    return render_template("settlements/form.html", form=form, settlement=None), status_of(form)


@settlements.route("/<uuid:settlement_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_SETTLEMENT, Settlement)
def edit(settlement: Settlement) -> ResponseReturnValue:
    form = SettlementForm(settlement, [settlement.organisation])
    status = 200
    if form.validate_on_submit():
        try:
            by = current_actor(settlement.organisation)
            places.revise(db.session, settlement, kept(form, settlement), int(form.version.data or 0), by)
            db.session.commit()
            return saved(settlement)
        except StaleForm as stale:
            db.session.rollback()
            form.form_errors = [changed_meanwhile(stale)]
            status = 409
        except IntegrityError:
            refuse_same_name(form)
    page = render_template("settlements/form.html", form=form, settlement=settlement)
    return page, status if status != 200 else status_of(form)


def kept(form: SettlementForm, settlement: Settlement | None) -> dict[str, object]:
    return form.values() | {"deprivations": places.deprivations(settlement, form.figures())}


def refuse_same_name(form: SettlementForm) -> None:
    db.session.rollback()
    form.name.errors = [_("The city already has a settlement of this name. Enter another, or change that one.")]


def saved(settlement: Settlement) -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(url_for("settlements.show", settlement_id=settlement.id))
