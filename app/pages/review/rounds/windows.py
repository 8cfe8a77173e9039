"""Opening and closing the coordination window, on the page of the plan."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, requires
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.submitting import status_of
from app.pages.review.rounds import wording
from app.pages.review.rounds.blueprint import rounds
from app.pages.review.rounds.decision_forms import BulkDecisionForm
from app.pages.review.rounds.plan import plan_of, render_plan
from app.pages.review.rounds.window_forms import CloseWindowForm, OpenWindowForm
from app.services.review import windows as service
from app.today import today
from models import Run


@rounds.post("/runs/<uuid:run_id>/window")
@requires(Permission.PUBLISH_PLAN, Run)
def open_window(run: Run) -> ResponseReturnValue:
    form, plan = OpenWindowForm(), plan_of(run)
    if not form.validate_on_submit():
        return render_plan(run, BulkDecisionForm(formdata=None), opening=form), status_of(form)
    with attempt(wording.refused, form) as tried:
        service.open_window(db.session, plan, form.days.data or 0, today(), current_actor())
    if tried.problems:
        return render_plan(run, BulkDecisionForm(formdata=None), opening=form), 409
    flash(_("The window is open, and every partner concerned is told."), "success")
    return redirect(url_for("rounds.plan", run_id=run.id, _anchor="window"))


@rounds.post("/runs/<uuid:run_id>/window/close")
@requires(Permission.PUBLISH_PLAN, Run)
def close_window(run: Run) -> ResponseReturnValue:
    form, window = CloseWindowForm(), plan_of(run).window
    if not form.validate_on_submit():
        return render_plan(run, BulkDecisionForm(formdata=None), closing=form), status_of(form)
    if window is not None:
        service.close_early(db.session, window, form.because.data or "", current_actor())
        db.session.commit()
        flash(_("The window is closed."), "success")
    return redirect(url_for("rounds.plan", run_id=run.id, _anchor="window"))
