"""Pages of needs: the list, one need, its form, and the steps from draft to published."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.access.visibility import nations, resident_cities
from app.extensions import db
from app.listing import Sorting, paginate, search_text, word
from app.needs.forms import MISSING, NeedForm
from app.services import exchange, fit, outcomes, submissions
from app.services import needs as service
from app.submitting import SendBackForm, changed_meanwhile, status_of, tell_missing
from app.today import today
from models import City, Country, Need, Programme
from models.errors import Incomplete, StaleForm
from models.lifecycle import SubmissionStatus
from models.vocabulary import Kind, Theme

needs = Blueprint("needs", __name__, url_prefix="/needs")


@needs.get("/")
@requires(Permission.SEE_NEED)
def index() -> ResponseReturnValue:
    sorting = Sorting(
        {"title": Need.title, "city": City.name, "theme": Need.theme, "changed": Need.changed_at}, default="-changed"
    )
    statement = sorting.order(filtered(), Need.id)
    statuses = [SubmissionStatus.PUBLISHED, SubmissionStatus.CLOSED] if current_viewer().user is None else None
    return render_template(
        "needs/index.html", page=paginate(statement), sorting=sorting, statuses=statuses or list(SubmissionStatus),
        regions=db.session.scalars(select(Country.region).distinct().order_by(Country.region)).all(),
    )  # fmt: skip


def filtered() -> Select[Need]:
    """The needs that exist for the viewer, as the address narrows them."""
    viewer = current_viewer()
    statement = (
        select(Need)
        .join(Need.programme)
        .join(City, Programme.city_id == City.id)
        .join(Country, City.country_id == Country.iso3)
        .where(visible(viewer, Need))
        .options(joinedload(Need.programme).joinedload(Programme.city).joinedload(City.country))
    )
    if q := search_text():
        statement = statement.where(
            or_(
                *(
                    column.icontains(q, autoescape=True)
                    for column in (Need.title, Need.description, City.name, Country.name)
                )
            )
        )
    if theme := word("theme", Theme):
        statement = statement.where(Need.theme == theme)
    if kind := word("kind", Kind):
        statement = statement.where(Need.kind == kind)
    if status := word("status", SubmissionStatus):
        statement = statement.where(Need.status == status)
    if region := request.args.get("region"):
        statement = statement.where(Country.region == region)
    if request.args.get("mine"):
        statement = statement.where(
            or_(
                Programme.organisation_id.in_(viewer.organisation_ids()),
                Programme.city_id.in_(resident_cities(viewer)),
                City.country_id.in_(nations(viewer)),
            )
        )
    return statement


@needs.get("/<uuid:need_id>")
@requires(Permission.SEE_NEED, Need)
def show(need: Need) -> ResponseReturnValue:
    viewer = current_viewer()
    mine = viewer.can(Permission.EDIT_NEED, need)
    return render_template(
        "needs/show.html",
        need=need,
        mine=mine,
        party=bool(viewer.memberships),
        form=SendBackForm(),
        fit=fit.count_fits(db.session, need, today()) if mine else None,
        outcome=outcomes.of_need(db.session, need) if mine or viewer.is_staff else None,
    )


@needs.route("/new/<uuid:programme_id>", methods=["GET", "POST"])
@requires(Permission.CREATE_NEED, Programme)
def create(programme: Programme) -> ResponseReturnValue:
    form = form_for(programme, None)
    if form.validate_on_submit():
        need = service.create(db.session, programme, form.values(), current_actor(programme.organisation))
        need.flags = service.flags_with_evidence(need, form.flag_evidence())
        db.session.commit()
        return saved(need)
    return render_template("needs/form.html", form=form, programme=programme, need=None, fit=None), status_of(form)


@needs.route("/<uuid:need_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_NEED, Need)
def edit(need: Need) -> ResponseReturnValue:
    form = form_for(need.programme, need)
    if form.validate_on_submit():
        values = form.values() | {"flags": service.flags_with_evidence(need, form.flag_evidence())}
        try:
            submissions.revise(db.session, need, values, int(form.version.data or 0), current_actor(need.organisation))
            db.session.commit()
            return saved(need)
        except StaleForm as stale:
            db.session.rollback()
            form.form_errors = [changed_meanwhile(stale)]
            return render_form(need, form, 409)
        except Incomplete as incomplete:
            db.session.rollback()
            tell_missing(form, incomplete, MISSING, {"gap": "amount"})
    return render_form(need, form, status_of(form))


def render_form(need: Need, form: NeedForm, status: int) -> ResponseReturnValue:
    found = fit.count_fits(db.session, need, today())
    return render_template("needs/form.html", form=form, programme=need.programme, need=need, fit=found), status


@needs.post("/fit/<uuid:programme_id>")
@requires(Permission.CREATE_NEED, Programme)
def fit_so_far(programme: Programme) -> ResponseReturnValue:
    """What the form as filled in so far would find; keeps nothing."""
    form = form_for(programme, None)
    form.validate()
    found = None
    if form.theme.data and not form.theme.errors and not any(form[name].errors for name in ("amount", "currency")):
        with db.session.no_autoflush:
            need = Need(programme=programme, **form.values() | {"requires": []})
            need.flags = service.flags_with_evidence(need, form.flag_evidence())
            found = fit.count_fits(db.session, need, today())
    db.session.rollback()
    return render_template("needs/fit.html", fit=found)


@needs.route("/<uuid:need_id>/submit", methods=["GET", "POST"])
@requires(Permission.SUBMIT_NEED, Need)
def submit(need: Need) -> ResponseReturnValue:
    """Everything on one page to check; on submitting, all that is missing is said at once."""
    missing = need.missing()
    if request.method == "POST" and not missing:
        submissions.submit(db.session, need, current_actor(need.organisation))
        db.session.commit()
        flash(_("Submitted. A reviewer reads it next and publishes it or sends it back with comments."), "success")
        return redirect(url_for("needs.show", need_id=need.id))
    problems = [(field, MISSING[field]) for field in missing]
    return render_template("needs/submit.html", need=need, problems=problems), 422 if request.method == "POST" else 200


@needs.post("/<uuid:need_id>/withdraw")
@requires(Permission.WITHDRAW_NEED, Need)
def withdraw(need: Need) -> ResponseReturnValue:
    submissions.withdraw(db.session, need, current_actor(need.organisation))
    db.session.commit()
    flash(_("Withdrawn. It takes part in no round any more."), "success")
    return redirect(url_for("needs.show", need_id=need.id))


@needs.post("/<uuid:need_id>/send-back")
@requires(Permission.REVIEW_NEED, Need)
def send_back(need: Need) -> ResponseReturnValue:
    form = SendBackForm()
    if not form.validate_on_submit():
        page = render_template("needs/show.html", need=need, mine=False, party=True, form=form, fit=None, outcome=None)
        return page, 422
    submissions.send_back(db.session, need, str(form.comment.data), current_actor())
    db.session.commit()
    flash(_("Sent back to the city with your comment."), "success")
    return redirect(url_for("needs.show", need_id=need.id))


@needs.post("/<uuid:need_id>/publish")
@requires(Permission.REVIEW_NEED, Need)
def publish(need: Need) -> ResponseReturnValue:
    submissions.publish(db.session, need, current_actor())
    db.session.commit()
    flash(_("Published. It takes part in the next run of the matching."), "success")
    return redirect(url_for("needs.show", need_id=need.id))


def form_for(programme: Programme, need: Need | None) -> NeedForm:
    return NeedForm(
        need, exchange.currencies(db.session), service.candidates_to_come_first(db.session, programme, need)
    )


def saved(need: Need) -> ResponseReturnValue:
    if need.status == SubmissionStatus.SUBMITTED:
        flash(_("Saved. Because it was published, a reviewer has to publish the change."), "success")
        return redirect(url_for("needs.show", need_id=need.id))
    flash(_("Saved as a draft. Check it, then submit it."), "success")
    return redirect(url_for("needs.submit", need_id=need.id))
