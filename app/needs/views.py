"""Pages of needs: the list, one need, its form, and the steps from draft to published."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from app.access import Permission, current_actor, current_viewer, exists_for_viewer, requires, visible
from app.access.visibility import nations, resident_cities
from app.extensions import db
from app.listing import Sorting, argument, paginate, search_text, word
from app.needs.forms import MISSING, NeedForm, NoObjectionForm
from app.services import exchange, fit, no_objections, outcomes, submissions
from app.services import needs as service
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
from models import City, Country, Need, Programme, Role
from models.errors import DomainError, IllegalMove, Incomplete, StaleForm, UnitInUse
from models.lifecycle import SubmissionStatus
from models.vocabulary import Kind, Theme

FIT_ASKS = {
    "kind", "theme", "instruments", "currency", "amount", "own_contribution", "secured", "min_share_percent",
    "max_partners", "first_horizon", "last_horizon", "requires",
}  # fmt: skip
"""The fields that have to be right before anything can be said of offers that would fit."""

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
    if region := argument("region"):
        statement = statement.where(Country.region == region)
    if request.args.get("mine"):
        statement = statement.where(
            or_(
                Programme.organisation_id.in_(viewer.organisation_ids()),
                Programme.city_id.in_(resident_cities(viewer)),
                City.country_id.in_(nations(viewer)),
            )
        )
    if request.args.get("unanswered"):
        statement = statement.where(no_objections.unanswered(), City.country_id.in_(nations(viewer)))
    return statement


@needs.get("/<uuid:need_id>")
@requires(Permission.SEE_NEED, Need)
def show(need: Need) -> ResponseReturnValue:
    return render_show(need)


def render_show(
    need: Need, send_back_form: SendBackForm | None = None, no_objection_form: NoObjectionForm | None = None
) -> str:
    viewer = current_viewer()
    mine = viewer.can(Permission.EDIT_NEED, need)
    insider = mine or viewer.is_staff or viewer.can(Permission.OBJECT_TO_NEED, need)
    return render_template(
        "needs/show.html",
        need=need,
        mine=mine,
        party=bool(viewer.memberships),
        first=[one for one in need.requires if exists_for_viewer(one)],
        form=send_back_form or SendBackForm(formdata=None),
        no_objection_form=no_objection_form or NoObjectionForm(formdata=None, data={"version": need.version}),
        fit=fit.count_fits(db.session, need, today()) if mine else None,
        outcome=outcomes.of_need(db.session, need) if mine or viewer.is_staff else None,
        answers=no_objections.answers(db.session, need) if insider else [],
        holds=no_objections.holds,
    )


@needs.route("/new/<uuid:programme_id>", methods=["GET", "POST"])
@requires(Permission.CREATE_NEED, Programme)
def create(programme: Programme) -> ResponseReturnValue:
    form = form_for(programme, None)
    if form.validate_on_submit():
        if made := made_before(form, Need, Permission.EDIT_NEED):
            return saved(made)
        values = form.values() | {"id": form.new_id}
        need = service.create(db.session, programme, values, current_actor(programme.organisation))
        db.session.commit()
        return saved(need)
    return render_template("needs/form.html", form=form, programme=programme, need=None, fit=None), status_of(form)


@needs.route("/<uuid:need_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_NEED, Need)
def edit(need: Need) -> ResponseReturnValue:
    if request.method == "GET" and need.status not in submissions.EDITABLE:
        flash(closed_to_edits(need.status), "warning")
        return redirect(url_for("needs.show", need_id=need.id))
    form = form_for(need.programme, need)
    status = None
    if form.validate_on_submit():
        try:
            by = current_actor(need.organisation)
            submissions.revise(db.session, need, form.values(), form.version_seen, by)
            db.session.commit()
            return saved(need)
        except DomainError as refusal:
            db.session.rollback()
            status = tell(form, need, refusal)
    found = fit.count_fits(db.session, need, today())
    page = render_template("needs/form.html", form=form, programme=need.programme, need=need, fit=found)
    return page, status or status_of(form)


def tell(form: NeedForm, need: Need, refusal: DomainError) -> int:
    """Say at its field why the change was refused; the status of the answer."""
    match refusal:
        case StaleForm():
            tell_changed(form, refusal, form_for(need.programme, need, formdata=None), need.version)
        case Incomplete():
            tell_missing(form, refusal, MISSING, {"gap": "amount"})
            return 422
        case UnitInUse():
            form.currency.errors = [UNIT_IN_USE]
        case IllegalMove():
            form.form_errors = [closed_to_edits(need.status)]
        case _:
            raise refusal
    return 409


@needs.post("/fit/<uuid:programme_id>")
@requires(Permission.CREATE_NEED, Programme)
def fit_so_far(programme: Programme) -> ResponseReturnValue:
    """What the form as filled in so far would find; keeps nothing."""
    form = form_for(programme, None)
    form.validate()
    found = None
    if form.theme.data and not set(form.errors) & FIT_ASKS:
        with db.session.no_autoflush:
            need = Need(id=form.new_id, programme=programme, **form.values() | {"requires": []})
            found = fit.count_fits(db.session, need, today())
    db.session.rollback()
    return render_template("needs/fit.html", fit=found)


@needs.route("/<uuid:need_id>/submit", methods=["GET", "POST"])
@requires(Permission.SUBMIT_NEED, Need)
def submit(need: Need) -> ResponseReturnValue:
    """Everything on one page to check; on submitting, all that is missing is said at once."""
    if need.status not in (SubmissionStatus.DRAFT, SubmissionStatus.RETURNED):
        return redirect(url_for("needs.show", need_id=need.id))  # sent twice, or submitted already
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
        return render_show(need, send_back_form=form), 422
    submissions.send_back(db.session, need, str(form.comment.data), current_actor())
    db.session.commit()
    flash(_("Sent back to the city with your comment."), "success")
    return redirect(url_for("needs.show", need_id=need.id))


@needs.post("/<uuid:need_id>/no-objection")
@requires(Permission.OBJECT_TO_NEED, Need)
def no_objection(need: Need) -> ResponseReturnValue:
    """The nation says that it has no objection, or why it objects."""
    form = NoObjectionForm()
    if not form.validate_on_submit():
        return render_show(need, no_objection_form=form), 422
    office = next(
        one for one in current_viewer().organisations(Role.NATIONAL_OFFICER) if one.country_id == need.city.country_id
    )
    given, reason = form.answer.data == form.NONE, str(form.reason.data)
    try:
        no_objections.answer(db.session, need, office, given, reason, form.version_seen, current_actor(office))
        db.session.commit()
    except StaleForm:
        db.session.rollback()
        form.version.data = str(need.version)
        form.form_errors = [_("The need changed while you were reading it. Read it again, then answer.")]
        return render_show(need, no_objection_form=form), 409
    flash(_("Recorded. The need shows it from now on.") if given else _("Your objection is recorded."), "success")
    return redirect(url_for("needs.show", need_id=need.id))


@needs.post("/<uuid:need_id>/publish")
@requires(Permission.REVIEW_NEED, Need)
def publish(need: Need) -> ResponseReturnValue:
    submissions.publish(db.session, need, current_actor())
    db.session.commit()
    flash(_("Published. It takes part in the next run of the matching."), "success")
    return redirect(url_for("needs.show", need_id=need.id))


def form_for(programme: Programme, need: Need | None, **more: Any) -> NeedForm:
    candidates = service.candidates_to_come_first(db.session, programme, need)
    nation_answers = service.nation_answers(db.session, programme)
    return NeedForm(need, exchange.currencies(db.session), candidates, nation_answers, **more)


def saved(need: Need) -> ResponseReturnValue:
    if need.status == SubmissionStatus.SUBMITTED:
        flash(_("Saved. Because it was published, a reviewer has to publish the change."), "success")
        return redirect(url_for("needs.show", need_id=need.id))
    flash(_("Saved as a draft. Check it, then submit it."), "success")
    return redirect(url_for("needs.submit", need_id=need.id))
