"""Pages of one need: what it says, and its form."""

import uuid
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, current_viewer, exists_for_viewer, requires
from app.extensions import db
from app.needs.blueprint import needs
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
from models import Need, Programme
from models.errors import DomainError, IllegalMove, Incomplete, StaleForm, UnitInUse
from models.lifecycle import GOING_ON, SubmissionStatus

FIT_ASKS = {
    "kind", "theme", "instruments", "currency", "amount", "own_contribution", "secured", "min_share_percent",
    "max_partners", "first_horizon", "last_horizon", "requires",
}  # fmt: skip
"""The fields that have to be right before anything can be said of offers that would fit."""


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
        GOING_ON=GOING_ON,
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
            need = Need(id=uuid.uuid4(), programme=programme, **form.values() | {"requires": []})
            found = fit.count_fits(db.session, need, today())
    db.session.rollback()
    return render_template("needs/fit.html", fit=found)


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
