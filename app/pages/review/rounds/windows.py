"""The coordination window of a plan: what partners say, its opening and its closing."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, requires
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.submitting import status_of
from app.pages.review.rounds import wording
from app.pages.review.rounds.blueprint import rounds
from app.pages.review.rounds.plan_frame import frame, plan_of
from app.pages.review.rounds.window_forms import CloseWindowForm, OpenWindowForm
from app.services.review import windows as service
from app.today import today
from models import Run

USUAL_DAYS = 5
"""Working days of a window, where the policy names none."""


@rounds.get("/runs/<uuid:run_id>/plan/window")
@requires(Permission.SEE_RUN, Run)
def window(run: Run) -> str:
    return render_window(run)


def render_window(run: Run, opening: OpenWindowForm | None = None, closing: CloseWindowForm | None = None) -> str:
    plan = plan_of(run)
    return render_template(
        "review/rounds/window.html",
        opening=opening or OpenWindowForm(formdata=None, days=run.round.policy.window_days or USUAL_DAYS),
        closing=closing or CloseWindowForm(formdata=None),
        window_open=plan.window is not None and plan.window.is_open(today()),
        replies=service.replies_of(db.session, plan),
        **frame(run, "rounds.window"),
    )


@rounds.post("/runs/<uuid:run_id>/window")
@requires(Permission.PUBLISH_PLAN, Run)
def open_window(run: Run) -> ResponseReturnValue:
    form, plan = OpenWindowForm(), plan_of(run)
    if not form.validate_on_submit():
        return render_window(run, opening=form), status_of(form)
    with attempt(wording.refused, form) as tried:
        service.open_window(db.session, plan, form.days.data or 0, today(), current_actor())
    if tried.problems:
        return render_window(run, opening=form), 409
    flash(_("The window is open, and every partner concerned is told."), "success")
    return redirect(url_for("rounds.window", run_id=run.id))


@rounds.post("/runs/<uuid:run_id>/window/close")
@requires(Permission.PUBLISH_PLAN, Run)
def close_window(run: Run) -> ResponseReturnValue:
    form, window = CloseWindowForm(), plan_of(run).window
    if not form.validate_on_submit():
        return render_window(run, closing=form), status_of(form)
    if window is not None:
        service.close_early(db.session, window, form.because.data or "", current_actor())
        db.session.commit()
        flash(_("The window is closed."), "success")
    return redirect(url_for("rounds.window", run_id=run.id))
