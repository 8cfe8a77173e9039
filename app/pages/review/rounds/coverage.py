"""How far a plan under review covers what is asked, as proposed and as approved so far."""

from flask import render_template

from app.access import Permission, requires
from app.extensions import db
from app.pages.review.plans import figures
from app.pages.review.rounds.blueprint import rounds
from app.pages.review.rounds.plan_frame import frame, plan_of
from models import Run


@rounds.get("/runs/<uuid:run_id>/plan/coverage")
@requires(Permission.SEE_RUN, Run)
def coverage(run: Run) -> str:
    return render_template(
        "review/rounds/coverage.html",
        figures=figures.under_review(db.session, plan_of(run), run.round.currency),
        **frame(run, "rounds.coverage"),
    )
