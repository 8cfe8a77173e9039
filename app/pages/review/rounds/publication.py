"""The page on which a plan is published: what stands in the way, or what will happen."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.access import Permission, current_actor, requires
from app.extensions import db
from app.forms.attempt import attempt
from app.pages.review.rounds import wording
from app.pages.review.rounds.blueprint import rounds, to_plan
from app.pages.review.rounds.forms import PublishForm
from app.pages.review.rounds.plan_frame import plan_of
from app.services.review import approvals
from app.services.review import publication as service
from app.services.review.approved_lines import approved_lines
from app.services.review.blockers import publication_blockers
from app.services.review.plan_lines import count_by_status
from app.today import today
from models import Run
from models.errors import Blocker
from models.lifecycle import MatchStatus, RoundStatus


@rounds.route("/runs/<uuid:run_id>/publish", methods=["GET", "POST"])
@requires(Permission.PUBLISH_PLAN, Run)
def publish(run: Run) -> ResponseReturnValue:
    form = PublishForm()
    if not form.validate_on_submit():
        return render_publication(run, form)
    with attempt(wording.refused) as tried:
        begun = service.publish(db.session, plan_of(run), today(), current_actor())
    if tried.problems:
        return render_publication(run, form, tried.problems), 409
    flash(
        ngettext(
            "The plan is published. %(num)d partnership waits for the answers of both sides.",
            "The plan is published. %(num)d partnerships wait for the answers of both sides.",
            len(begun),
        ),
        "success",
    )
    return redirect(url_for("rounds.show", round_id=run.round_id))


def render_publication(run: Run, form: PublishForm, problems: list[str] | None = None) -> str:
    plan = plan_of(run)
    approved = approved_lines(db.session, plan)
    over = run.round.status != RoundStatus.IN_REVIEW
    blockers = [Blocker("round_over")] if over else publication_blockers(db.session, plan, approved, today())
    told = {wording.sentence(one) for one in blockers}
    statuses = count_by_status(db.session, plan)
    promises = service.promises(approved)
    return render_template(
        "review/rounds/publish.html",
        run=run,
        round=run.round,
        form=form,
        refused=bool(problems),
        problems=[problem for problem in problems or [] if problem not in told],
        blockers=blockers,
        undecided=statuses.get(MatchStatus.PROPOSED, 0) if Blocker("undecided") in blockers else 0,
        over=over,
        decide_again={
            Blocker("objected", name): matches for name, matches in approvals.objected_matches(db.session, plan).items()
        },
        rejected=statuses.get(MatchStatus.REJECTED, 0),
        promises=promises,
        partnerships=sum(promise.partnerships for promise in promises),
        wording=wording,
        breadcrumbs=to_plan(run),
    )
