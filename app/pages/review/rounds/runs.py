"""Pages of a run: how far it is, what it found, and how to stop it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, requires
from app.extensions import db
from app.pages.review.rounds import wording
from app.pages.review.rounds.blueprint import rounds, to_round
from app.pages.review.rounds.forms import CancelRunForm
from app.services.engine import frozen_policies, snapshots, summaries
from app.services.engine.progress import read
from app.services.engine.snapshots import Part
from app.services.review import conflicts
from models import Run
from models.lifecycle import UNFINISHED_RUN, RoundStatus


@rounds.get("/runs/<uuid:run_id>")
@requires(Permission.SEE_RUN, Run)
def run(run: Run) -> ResponseReturnValue:
    return render_template(
        "review/rounds/run.html",
        run=run,
        summary=summaries.of_plan(run.plan),
        under_way=run.status in UNFINISHED_RUN,
        progress=read(run.progress),
        most_seconds=most_seconds(run),
        form=CancelRunForm(),
        conflict=conflicts.conflict_of(db.session, run),
        rates=snapshots.only(db.session, run.id, Part.RATES).rates,
        in_review=run.round.status == RoundStatus.IN_REVIEW,
        wording=wording,
        breadcrumbs=to_round(run.round),
    )


def most_seconds(run: Run) -> int:
    """For how long it may search: by the policy that it was started with, whatever the round's says by now."""
    frozen = frozen_policies.of_run(db.session, run).columns
    return frozen.get("time_limit_seconds", run.round.policy.time_limit_seconds)


@rounds.get("/runs/<uuid:run_id>/progress")
@requires(Permission.SEE_RUN, Run)
def progress(run: Run) -> ResponseReturnValue:
    """The part of the run's page that changes; once the run has ended, a word to load the whole page."""
    body = render_template(
        "review/rounds/_progress.html",
        run=run,
        under_way=run.status in UNFINISHED_RUN,
        progress=read(run.progress),
        most_seconds=most_seconds(run),
        wording=wording,
    )
    return body, 200, {} if run.status in UNFINISHED_RUN else {"HX-Refresh": "true"}


@rounds.post("/runs/<uuid:run_id>/cancel")
@requires(Permission.CANCEL_RUN, Run)
def cancel_run(run: Run) -> ResponseReturnValue:
    """Cancelling what has ended already changes nothing: the page says how it ended."""
    from app import jobs

    if CancelRunForm().validate_on_submit() and jobs.cancel(db.session, run, current_actor()):
        db.session.commit()
        flash(_("The run is cancelled. Nothing of it is kept."), "success")
    return redirect(url_for("rounds.run", run_id=run.id))
