"""Solving a plan again around what was decided since: keeping the rest of it, or starting over."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, requires
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.submitting import status_of
from app.pages.review.rounds import wording
from app.pages.review.rounds.blueprint import rounds, to_plan
from app.pages.review.rounds.forms import KEEP, AgainForm
from app.pages.review.rounds.plan_frame import plan_of
from app.services.partnerships import refusals
from app.services.review import plan_lines
from app.services.review import runs as service
from app.today import today
from models import Run
from models.lifecycle import UNFINISHED_ROUND


@rounds.get("/runs/<uuid:run_id>/again")
@requires(Permission.START_RUN, Run)
def again(run: Run) -> ResponseReturnValue:
    return render_again(run, again_form(run))


def again_form(run: Run) -> AgainForm:
    return AgainForm(lambda label: service.label_taken(db.session, run.round, label), mode=KEEP)


def render_again(run: Run, form: AgainForm, problems: list[str] | None = None) -> str:
    return render_template(
        "review/rounds/again.html",
        run=run,
        plan=plan_of(run),
        round=run.round,
        form=form,
        problems=problems or [],
        over=run.round.status not in UNFINISHED_ROUND,
        refused=len(refusals.holding(db.session)),
        decisions=plan_lines.count_decisions(db.session, run.round),
        breadcrumbs=to_plan(run),
    )


@rounds.post("/runs/<uuid:run_id>/again")
@requires(Permission.START_RUN, Run)
def solve_again(run: Run) -> ResponseReturnValue:
    from app import jobs  # brings the job library with it, which no other page needs

    form = again_form(run)
    if not form.validate_on_submit():
        return render_again(run, form), status_of(form)
    label, keeps = form.label.data or "", form.mode.data == KEEP
    with attempt(wording.refused) as tried:
        made = service.queue(db.session, run.round, label, today(), current_actor(), base=run, keeps=keeps)
        jobs.enqueue(db.session, made)
    if tried.problems:
        return render_again(run, form, tried.problems), 409
    flash(_("The run has started. You may leave this page: it goes on without you."), "success")
    return redirect(url_for("rounds.run", run_id=made.id))
