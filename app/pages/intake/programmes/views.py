"""Pages of programmes."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.extensions import db
from app.forms.listing import OwnFirst, Sorting, flag, lines, narrow, paginate, search
from app.forms.writing import Writing
from app.pages.intake.programmes.forms import ProgrammeForm
from app.services.intake import programmes as service
from models import City, Country, Need, Organisation, Programme, Role, Settlement
from models.vocabulary import Stage

programmes = Blueprint("programmes", __name__, url_prefix="/programmes")


ROWS = lines(
    select(
        Programme.id, Programme.title, Programme.stage, Programme.themes, Programme.organisation_id,
        City.name.label("city"), Country.name.label("country"),
    )
    .join(City, Programme.city_id == City.id)
    .join(Country, City.country_id == Country.iso3),
    Programme.id,
)  # fmt: skip
"""What a line shows."""


@programmes.get("/")
@requires(Permission.SEE_PROGRAMME)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    sorting = Sorting({"title": Programme.title, "city": City.name, "stage": Programme.stage}, default="title")
    statement = select(Programme).where(visible(viewer, Programme))
    if sorting.by("city"):
        statement = statement.join(City, Programme.city_id == City.id)
    statement = search(statement, Programme)
    statement = narrow(statement, stage=(Programme.stage, Stage))
    if flag("mine"):
        statement = statement.where(Programme.organisation_id.in_(viewer.organisation_ids()))
    mine = viewer.organisation_ids(Role.CITY_OFFICER)
    first = OwnFirst(Programme.organisation_id.in_(mine), sorting) if mine else None
    page = paginate(sorting.order(statement, Programme.id), rows=ROWS, first=first)
    return render_template("intake/programmes/index.html", page=page, mine=mine, sorting=sorting)


@programmes.get("/<uuid:programme_id>")
@requires(Permission.SEE_PROGRAMME, Programme)
def show(programme: Programme) -> ResponseReturnValue:
    viewer = current_viewer()
    needs = db.session.scalars(
        select(Need).where(Need.programme_id == programme.id, visible(viewer, Need)).order_by(Need.title)
    ).all()
    return render_template(
        "intake/programmes/show.html",
        programme=programme,
        needs=needs,
        mine=viewer.can(Permission.EDIT_PROGRAMME, programme),
        party=bool(viewer.memberships),
    )


class ProgrammeWriting(Writing[Programme, ProgrammeForm]):
    templates = "intake/programmes"
    model = Programme
    right = Permission.EDIT_PROGRAMME
    kept = _l("Saved. Now add what the programme lacks, need by need.")

    def revise(self, thing: Programme, form: ProgrammeForm) -> None:
        service.revise(db.session, thing, form.terms(), form.version_seen, current_actor(thing.organisation))

    def form(self, thing: Programme, **more: Any) -> ProgrammeForm:
        return ProgrammeForm(thing, [thing.organisation], settlements_of([thing.organisation]), **more)


writing = ProgrammeWriting()
writing.register(programmes)


@programmes.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE_PROGRAMME)
def create() -> ResponseReturnValue:
    organisations = current_viewer().organisations(Role.CITY_OFFICER)
    form = ProgrammeForm(None, organisations, settlements_of(organisations))
    return writing.create(
        form,
        lambda identity: service.create(db.session, form.owner, form.terms(), current_actor(form.owner), identity),
    )


def settlements_of(organisations: list[Organisation]) -> list[Settlement]:
    ids = [one.id for one in organisations]
    return list(
        db.session.scalars(select(Settlement).where(Settlement.organisation_id.in_(ids)).order_by(Settlement.name))
    )
