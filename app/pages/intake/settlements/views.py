"""Pages of settlements."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.extensions import db
from app.forms.listing import OwnFirst, Sorting, flag, lines, narrow, paginate, search
from app.forms.writing import Writing
from app.pages.intake.settlements.forms import SettlementForm, StatementForm
from app.services.intake import settlements as service
from app.services.intake import statements
from app.texts.refused import doubt
from app.today import today
from models import City, Country, Organisation, Programme, Role, Settlement
from models.errors import StaleForm
from models.settlements import Verdict
from models.vocabulary import DeprivationKind, SettlementCategory

settlements = Blueprint("settlements", __name__, url_prefix="/settlements")


ROWS = lines(
    select(
        Settlement.id, Settlement.name, Settlement.category, Settlement.residents, Settlement.organisation_id,
        City.name.label("city"), Country.name.label("country"),
    )
    .join(City, Settlement.city_id == City.id)
    .join(Country, City.country_id == Country.iso3),
    Settlement.id,
)  # fmt: skip
"""What a line shows."""


@settlements.get("/")
@requires(Permission.SEE_SETTLEMENT)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    sorting = Sorting({"name": Settlement.name, "city": City.name, "residents": Settlement.residents}, default="name")
    statement = select(Settlement).where(visible(viewer, Settlement))
    if sorting.by("city"):
        statement = statement.join(City, Settlement.city_id == City.id)
    statement = search(statement, Settlement)
    statement = narrow(statement, category=(Settlement.category, SettlementCategory))
    if flag("mine"):
        cities = [one.city_id for one in viewer.organisations() if one.city_id]
        statement = statement.where(Settlement.city_id.in_(cities))
    if flag("unstated"):
        speakers = viewer.organisation_ids(Role.COMMUNITY_REPRESENTATIVE)
        statement = statement.where(statements.unstated_by(speakers))
    mine = viewer.organisation_ids(Role.CITY_OFFICER)
    first = OwnFirst(Settlement.organisation_id.in_(mine), sorting) if mine else None
    page = paginate(sorting.order(statement, Settlement.id), rows=ROWS, first=first)
    return render_template(
        "intake/settlements/index.html", page=page, mine=mine, sorting=sorting, categories=SettlementCategory
    )


@settlements.get("/<uuid:settlement_id>")
@requires(Permission.SEE_SETTLEMENT, Settlement)
def show(settlement: Settlement) -> ResponseReturnValue:
    return render_show(settlement, StatementForm(data={"version": settlement.version}))


def render_show(settlement: Settlement, form: StatementForm) -> str:
    viewer = current_viewer()
    programmes = db.session.scalars(
        select(Programme)
        .where(Programme.settlements.any(Settlement.id == settlement.id), visible(viewer, Programme))
        .order_by(Programme.title)
    ).all()
    terms = service.SettlementTerms.of(settlement)
    doubts = service.doubts(terms, settlement.city, today()) if settlement.kept_because else ()
    return render_template(
        "intake/settlements/show.html", settlement=settlement, programmes=programmes, form=form, Verdict=Verdict,
        DeprivationKind=DeprivationKind,
        doubts=[doubt(one) for one in doubts] if viewer.memberships else [],
        statements=statements.standing(db.session, settlement) if viewer.memberships else [],
    )  # fmt: skip


@settlements.post("/<uuid:settlement_id>/statement")
@requires(Permission.STATE_ON_SETTLEMENT, Settlement)
def state(settlement: Settlement) -> ResponseReturnValue:
    """The residents confirm or contest what the city says."""
    form = StatementForm()
    if not form.validate_on_submit():
        return render_show(settlement, form), 422
    speaker = speaking_for(settlement)
    verdict, text = Verdict(form.verdict.data), str(form.text.data)
    try:
        statements.state(db.session, settlement, speaker, verdict, text, form.version_seen, current_actor(speaker))
        db.session.commit()
    except StaleForm:
        db.session.rollback()
        form.version.data = str(settlement.version)
        form.form_errors = [_("The city changed its description while you were reading. Read it again, then answer.")]
        return render_show(settlement, form), 409
    flash(_("Thank you. The city, its partners and the secretariat can read what you said."), "success")
    return redirect(url_for("settlements.show", settlement_id=settlement.id))


def speaking_for(settlement: Settlement) -> Organisation:
    """The residents' organisation of the city for which the viewer speaks."""
    mine = current_viewer().organisations(Role.COMMUNITY_REPRESENTATIVE)
    return next(one for one in mine if one.city_id == settlement.city_id)


class SettlementWriting(Writing[Settlement, SettlementForm]):
    templates = "intake/settlements"
    model = Settlement
    right = Permission.EDIT_SETTLEMENT

    def revise(self, thing: Settlement, form: SettlementForm) -> None:
        service.revise(db.session, thing, form.terms(), form.version_seen, today(), current_actor(thing.organisation))

    def form(self, thing: Settlement, **more: Any) -> SettlementForm:
        return SettlementForm(thing, [thing.organisation], **more)


writing = SettlementWriting()
writing.register(settlements)


@settlements.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE_SETTLEMENT)
def create() -> ResponseReturnValue:
    form = SettlementForm(None, current_viewer().organisations(Role.CITY_OFFICER))
    return writing.create(
        form,
        lambda identity: service.create(
            db.session, form.owner, form.terms(), today(), current_actor(form.owner), identity
        ),
    )
