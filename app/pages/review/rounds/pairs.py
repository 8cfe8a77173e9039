"""Decisions of a round: the list of those that hold, a need and an offer to pin or forbid, and taking one back."""

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access import Permission, current_actor, current_viewer, record_reading, requires, visible
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.listing import paginate
from app.forms.submitting import status_of
from app.pages.review.rounds import asking, wording
from app.pages.review.rounds.blueprint import Trail, rounds, to_round
from app.pages.review.rounds.decision_forms import PairForm
from app.services.partnerships import refusals
from app.services.review import decisions as service
from app.services.review import plan_lines
from app.today import today
from models import Decision, Need, Offer, Round
from models.lifecycle import RoundStatus
from models.rounds import DecisionKind


@rounds.get("/rounds/<uuid:round_id>/decisions")
@requires(Permission.SEE_ROUND, Round)
def decisions(round: Round) -> ResponseReturnValue:
    return render_template(
        "review/rounds/decisions.html",
        round=round,
        page=paginate(plan_lines.standing_decisions(round)),
        in_review=round.status == RoundStatus.IN_REVIEW,
        refused=len(refusals.holding(db.session)),
        breadcrumbs=to_round(round),
    )


@rounds.get("/decisions/<uuid:decision_id>")
@requires(Permission.SEE_ROUND, Decision)
def decision(decision: Decision) -> ResponseReturnValue:
    """Its page is the list in which it stands."""
    return redirect(url_for("rounds.decisions", round_id=decision.round_id))


@rounds.post("/decisions/<uuid:decision_id>/take-back")
@requires(Permission.DECIDE_MATCH, Decision)
def take_back(decision: Decision) -> ResponseReturnValue:
    with attempt(wording.refused) as tried:
        service.take_back_decision(db.session, decision, current_actor())
    for why in tried.problems:
        flash(why, "error")
    if not tried.problems:
        flash(_("The decision is taken back. It stays in the history."), "success")
    return redirect(back_from(decision))


def back_from(decision: Decision) -> str:
    """The address of the page from which it was taken back."""
    if match_id := request.form.get("match", type=uuid.UUID):
        return url_for("rounds.match", match_id=match_id)
    if run_id := request.form.get("run", type=uuid.UUID):
        return url_for("rounds.run", run_id=run_id)
    if study_id := request.form.get("study", type=uuid.UUID):
        return url_for("studies.decision", study_id=study_id)
    return url_for("rounds.decisions", round_id=decision.round_id)


@rounds.route("/rounds/<uuid:round_id>/pairs/<uuid:need_id>/<uuid:offer_id>", methods=["GET", "POST"])
@requires(Permission.DECIDE_MATCH, Round)
def pair(round: Round, need_id: uuid.UUID, offer_id: uuid.UUID) -> ResponseReturnValue:
    viewer = current_viewer()
    need = db.session.scalar(select(Need).where(Need.id == need_id, visible(viewer, Need))) or abort(404)
    offer = db.session.scalar(select(Offer).where(Offer.id == offer_id, visible(viewer, Offer))) or abort(404)
    form = PairForm(round.unit_of(need))
    if not form.validate_on_submit():
        return render_pair(round, need, offer, form), status_of(form)
    kind, by = DecisionKind(form.verdict.data), current_actor()
    with attempt(wording.refused, form) as tried:
        plan = asking.plan_to_ask(round, need, offer, kind)
        if plan is not None:
            service.refuse_pair(db.session, round, need, offer, kind, today(), by, form.pinned)
            study = asking.ask(plan, need, offer, form)
        else:
            reason = form.reason.data or ""
            service.decide_pair(db.session, round, need, offer, kind, reason, today(), by, form.pinned)
    if tried.problems:
        return render_pair(round, need, offer, form), 409
    if plan is not None:
        return redirect(url_for("studies.decision", study_id=study.id))
    flash(_("Kept. The next run of this round takes it as given."), "success")
    return redirect(url_for("rounds.decisions", round_id=round.id))


def render_pair(round_: Round, need: Need, offer: Offer, form: PairForm) -> str:
    record_reading([offer])
    return render_template(
        "review/rounds/pair.html",
        round=round_,
        need=need,
        offer=offer,
        form=form,
        decisions=plan_lines.decisions_on(db.session, round_, need.id, offer.id),
        refusals=refusals.of_pairs(db.session, [(need.id, offer.id)]),
        unit=round_.unit_of(need),
        in_review=round_.status == RoundStatus.IN_REVIEW,
        breadcrumbs=to_decisions(round_),
    )


def to_decisions(round_: Round) -> Trail:
    return [*to_round(round_), {"label": _("Decisions"), "href": url_for("rounds.decisions", round_id=round_.id)}]
