"""Pages of programmes."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.extensions import db
from app.listing import Sorting, paginate, search_text, word
from app.programmes.forms import ProgrammeForm
from app.services import places
from app.submitting import made_before, status_of, tell_changed
from models import City, Country, Need, Organisation, Programme, Role, Settlement
from models.errors import StaleForm
from models.vocabulary import Stage

programmes = Blueprint("programmes", __name__, url_prefix="/programmes")


@programmes.get("/")
@requires(Permission.SEE_PROGRAMME)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    sorting = Sorting({"title": Programme.title, "city": City.name, "stage": Programme.stage}, default="title")
    statement = (
        select(Programme)
        .join(City, Programme.city_id == City.id)
        .join(Country, City.country_id == Country.iso3)
        .where(visible(viewer, Programme))
        .options(joinedload(Programme.city).joinedload(City.country))
    )
    if q := search_text():
        columns = (Programme.title, Programme.vision, City.name, Country.name)
        statement = statement.where(or_(*(one.icontains(q, autoescape=True) for one in columns)))
    if stage := word("stage", Stage):
        statement = statement.where(Programme.stage == stage)
    if request.args.get("mine"):
        statement = statement.where(Programme.organisation_id.in_(viewer.organisation_ids()))
    page = paginate(sorting.order(statement, Programme.id))
    return render_template("programmes/index.html", page=page, sorting=sorting)


@programmes.get("/<uuid:programme_id>")
@requires(Permission.SEE_PROGRAMME, Programme)
def show(programme: Programme) -> ResponseReturnValue:
    viewer = current_viewer()
    needs = db.session.scalars(
        select(Need).where(Need.programme_id == programme.id, visible(viewer, Need)).order_by(Need.title)
    ).all()
    return render_template(
        "programmes/show.html",
        programme=programme,
        needs=needs,
        mine=viewer.can(Permission.EDIT_PROGRAMME, programme),
        party=bool(viewer.memberships),
    )


@programmes.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE_PROGRAMME)
def create() -> ResponseReturnValue:
    organisations = current_viewer().organisations(Role.CITY_OFFICER)
    form = ProgrammeForm(None, organisations, settlements_of(organisations))
    if form.validate_on_submit():
        if made := made_before(form, Programme, Permission.EDIT_PROGRAMME):
            return saved(made)
        owner = form.organisations[form.organisation.data] if "organisation" in form else organisations[0]
        made = places.create(db.session, Programme, owner, form.values() | {"id": form.new_id}, current_actor(owner))
        db.session.commit()
        return saved(made)
    return render_template("programmes/form.html", form=form, programme=None), status_of(form)


@programmes.route("/<uuid:programme_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME, Programme)
def edit(programme: Programme) -> ResponseReturnValue:
    form = form_for(programme)
    status = None
    if form.validate_on_submit():
        try:
            by = current_actor(programme.organisation)
            places.revise(db.session, programme, form.values(), form.version_seen, by)
            db.session.commit()
            return saved(programme)
        except StaleForm as stale:
            db.session.rollback()
            tell_changed(form, stale, form_for(programme, formdata=None), programme.version)
            status = 409
    return render_template("programmes/form.html", form=form, programme=programme), status or status_of(form)


def form_for(programme: Programme, **more: Any) -> ProgrammeForm:
    return ProgrammeForm(programme, [programme.organisation], settlements_of([programme.organisation]), **more)


def settlements_of(organisations: list[Organisation]) -> list[Settlement]:
    ids = [one.id for one in organisations]
    return list(
        db.session.scalars(select(Settlement).where(Settlement.organisation_id.in_(ids)).order_by(Settlement.name))
    )


def saved(programme: Programme) -> ResponseReturnValue:
    flash(_("Saved. Now add what the programme lacks, need by need."), "success")
    return redirect(url_for("programmes.show", programme_id=programme.id))
