"""What a pin or a forbid would do to the plan, and the decision itself once its cost is known."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, current_viewer, requires
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.listing import part_of
from app.forms.submitting import status_of
from app.pages.review.plans.proof import small
from app.pages.review.rounds import wording
from app.pages.review.rounds.blueprint import to_plan
from app.pages.review.rounds.plan import decided
from app.pages.review.studies.blueprint import address, studies
from app.pages.review.studies.forms import ConfirmForm
from app.services.engine import frozen_policies
from app.services.engine.answers import LineChange, of_decision, question_of
from app.services.engine.files import from_cell
from app.services.engine.progress import read
from app.services.review import approvals, conflicts, decisions, plan_parties
from app.services.review import studies as service
from app.today import today
from models import Match, Need, Offer, Run, Study, StudyKind
from models.lifecycle import UNFINISHED_RUN, RoundStatus
from models.rounds import DecisionKind


@dataclass(frozen=True)
class Line:
    """A line of the plan that the decision would add, drop or change."""

    change: str
    need: Need | None
    offer: Offer | None
    unit: str | None
    before: int
    after: int


@studies.get("/studies/<uuid:study_id>")
@requires(Permission.SEE_STUDY, Study)
def decision(study: Study) -> ResponseReturnValue:
    return render_decision(study) if study.kind == StudyKind.DECISION else redirect(address(study))


@studies.post("/studies/<uuid:study_id>/confirm")
@requires(Permission.DECIDE_MATCH, Study)
def confirm(study: Study) -> ResponseReturnValue:
    """Take the decision as it was written before the question; who asked takes it, since the reason is theirs."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_decision(study, form), status_of(form)
    if study.kind != StudyKind.DECISION or not is_own(study):
        form.form_errors = [_("Only who wrote this decision, and the reason for it, can confirm it.")]
        return render_decision(study, form), 409
    match = match_of(study)
    with attempt(wording.refused, form) as tried:
        take(study, match, form.version_seen)
    if tried.problems:
        form.version.data = str(match.version if match else 0)
        return render_decision(study, form), 409
    if match is None:
        flash(_("Kept. The next run of this round takes it as given."), "success")
        return redirect(url_for("rounds.decisions", round_id=study.plan.run.round_id))
    flash(decided(question_of(study).decision, 1), "success")
    return redirect(url_for("rounds.match", match_id=match.id))


def take(study: Study, match: Match | None, version: int) -> None:
    """The same call as from the page of the match or the pair."""
    asked, by = question_of(study), current_actor()
    conflicts.refuse_known(db.session, study)
    if match is not None:
        decisions.decide_one(db.session, match, asked.decision, asked.reason, version, today(), by, asked.pinned)
        return
    need, offer = parties_of(study)
    round_ = study.plan.run.round
    decisions.decide_pair(db.session, round_, need, offer, asked.decision, asked.reason, today(), by, asked.pinned)


def render_decision(study: Study, form: ConfirmForm | None = None) -> str:
    if study.kind != StudyKind.DECISION:
        abort(404)
    run, (need, offer) = study.plan.run, parties_of(study)
    asked, answer = question_of(study), of_decision(study)
    moved, page = answer.moved, part_of(answer.moved.lines)
    named = plan_parties.named(db.session, (*moved.fell_out, *moved.came_in), []).needs
    conflict = conflicts.conflict_of(db.session, study)
    in_review = run.round.status == RoundStatus.IN_REVIEW
    return render_template(
        "review/studies/decision.html",
        study=study,
        asked=asked,
        run=run,
        round=run.round,
        need=need,
        offer=offer,
        unit=run.round.unit_of(need),
        amounts=asked.pinned,
        form=form or ConfirmForm(formdata=None, data={"version": asked.version}),
        under_way=study.status in UNFINISHED_RUN,
        may_answer=is_own(study) and in_review and not holds(study),
        conflict=conflict,
        in_review=in_review,
        is_taken=holds(study),
        not_counted=service.decided_since(db.session, study),
        answer=answer,
        progress=read(study.progress),
        page=page,
        lines=lines(page.items, run),
        fell_out=[named[one] for one in moved.fell_out if one in named],
        came_in=[named[one] for one in moved.came_in if one in named],
        wording=wording,
        small=small,
        breadcrumbs=to_plan(run),
    )


def is_own(study: Study) -> bool:
    user = current_viewer().user
    return user is not None and study.asked_by_id == user.id


def holds(study: Study) -> bool:
    """Whether just this was decided of the two, and stands."""
    asked = question_of(study)
    pair = uuid.UUID(asked.need), uuid.UUID(asked.offer)
    standing = approvals.standing(db.session, study.plan.run.round_id).get(pair)
    if standing is None or standing.kind != asked.decision:
        return False
    return standing.kind == DecisionKind.FORBID or standing.amounts == asked.pinned


def match_of(study: Study) -> Match | None:
    """Where it was asked from; nothing where that was the page of a pair."""
    asked = question_of(study).match
    return db.session.get_one(Match, uuid.UUID(asked)) if asked else None


def parties_of(study: Study) -> tuple[Need, Offer]:
    asked = question_of(study)
    return db.session.get_one(Need, uuid.UUID(asked.need)), db.session.get_one(Offer, uuid.UUID(asked.offer))


def lines(told: Sequence[LineChange], run: Run) -> list[Line]:
    """Amounts of all horizons together, in the smallest unit."""
    decimals = frozen_policies.of_run(db.session, run).decimals
    known = plan_parties.named(db.session, (one.need for one in told), (one.offer for one in told))
    return [
        Line(
            one.change,
            known.needs.get(one.need),
            known.offers.get(one.offer),
            run.round.currency if one.kind == "financial" else None,
            *(sum(from_cell(part, decimals[one.kind]) for part in units) for units in (one.before, one.after)),
        )
        for one in told
    ]
