"""The page of one match: why these two, what was decided of them and why, and the next decision."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access import Permission, current_actor, current_viewer, record_reading, requires
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.submitting import status_of
from app.pages.review.plans import figures
from app.pages.review.rounds import asking, explanation_words, wording
from app.pages.review.rounds.blueprint import rounds, to_plan
from app.pages.review.rounds.decision_forms import DecisionForm, NoteForm, SecondForm
from app.pages.review.rounds.plan import tell
from app.services.engine import explanations
from app.services.money.exchange import Rates
from app.services.partnerships import refusals
from app.services.review import approvals, notes, plan_lines, plan_parties, windows
from app.services.review import decisions as service
from app.services.review.bulk_decisions import Verdict
from app.today import today
from models import Match, Reply
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus, RoundStatus
from models.pairs import pair
from models.rounds import DecisionKind


@rounds.get("/matches/<uuid:match_id>")
@requires(Permission.SEE_MATCH, Match)
def match(match: Match) -> ResponseReturnValue:
    return render_match(match)


def render_match(
    match: Match,
    form: DecisionForm | None = None,
    seconding: SecondForm | None = None,
    writing: NoteForm | None = None,
) -> str:
    """With the form that was refused, if one was; the others open anew."""
    record_reading([match.offer])
    run = match.plan.run
    opened, unit = {"version": match.version}, run.round.unit_of(match.need)
    decision = service.standing(db.session, match)
    replies = windows.replies_to(db.session, match)
    user = current_viewer().user
    explanation = explanations.of_match(match.explanation)
    second, parts = explanation.runner_up, explanation_words.parts(explanation)
    named = plan_parties.named(db.session, [], [second.offer] if second else [])
    return render_template(
        "review/rounds/match.html",
        match=match,
        run=run,
        round=run.round,
        form=form or DecisionForm(unit, raised(match, replies) or match.amounts, formdata=None, data=opened),
        replies=replies,
        writing=writing or NoteForm(formdata=None),
        notes=notes.thread(db.session, match),
        seconding=seconding or SecondForm(formdata=None, data=opened),
        waits_for_second=approvals.waits(db.session, match),
        objected=match.status == MatchStatus.APPROVED and pair(match) in approvals.objected(db.session, run.round_id),
        pinned=decision.amounts if decision and decision.kind == DecisionKind.PIN else None,
        own_approval=decision is not None and user is not None and decision.decided_by_id == user.id,
        in_review=run.round.status == RoundStatus.IN_REVIEW,
        others=db.session.scalars(
            plan_lines.matches(match.plan, plan_lines.LineFilter()).where(
                Match.need_id == match.need_id, Match.id != match.id
            )
        ).all(),
        refusals=refusals.of_pairs(db.session, [pair(match)]),
        explanation=explanation,
        parts=parts,
        limits=explanation_words.limits(explanation),
        runner_up=second if second and second.offer in named.offers else None,
        runner_up_offer=named.offers.get(second.offer) if second else None,
        unit=unit,
        decisions=plan_lines.decisions_on(db.session, run.round, match.need_id, match.offer_id),
        explanation_words=explanation_words,
        score_chart=figures.score_parts(parts),
        breadcrumbs=to_plan(run),
    )


def raised(match: Match, replies: Sequence[Reply]) -> HorizonAmounts | None:
    """The amounts that a partner could give, in the plan's unit, where the address asks for them in the form."""
    asked = request.args.get("raised", "")
    run = match.plan.run
    unit = run.round.unit_of(match.need)
    found = next((one.amounts for one in replies if str(one.id) == asked), None)
    return found and Rates(run.rates).convert_each(found, match.offer.currency, unit)


@rounds.post("/matches/<uuid:match_id>")
@requires(Permission.DECIDE_MATCH, Match)
def decide(match: Match) -> ResponseReturnValue:
    form = DecisionForm(match.plan.run.round.unit_of(match.need))
    if not form.validate_on_submit():
        return render_match(match, form), status_of(form)
    kind, seen, by = DecisionKind(form.verdict.data), form.version_seen, current_actor()
    with attempt(wording.refused, form) as tried:
        plan = asking.plan_to_ask(match.plan.run.round, match.need, match.offer, kind)
        if plan is not None:
            service.refuse_one(db.session, match, kind, seen, today(), by, form.pinned)
            study = asking.ask(plan, match.need, match.offer, form, match)
        else:
            reason = form.reason.data or ""
            count = service.decide_one(db.session, match, kind, reason, seen, today(), by, form.pinned)
    if tried.problems:
        return render_match(match, form), 409
    if plan is not None:
        return redirect(url_for("studies.decision", study_id=study.id))
    tell(form.verdict.data, count, [match])
    return redirect(url_for("rounds.match", match_id=match.id))


@rounds.post("/matches/<uuid:match_id>/second")
@requires(Permission.DECIDE_MATCH, Match)
def second(match: Match) -> ResponseReturnValue:
    form = SecondForm()
    if not form.validate_on_submit():
        return render_match(match, seconding=form), status_of(form)
    with attempt(wording.refused, form) as tried:
        count = service.second_one(db.session, match, form.seconding.data or "", form.version_seen, current_actor())
    if tried.problems:
        return render_match(match, seconding=form), 409
    tell(Verdict.SECOND, count, [match])
    return redirect(url_for("rounds.match", match_id=match.id))


@rounds.post("/matches/<uuid:match_id>/notes")
@requires(Permission.DISCUSS_MATCH, Match)
def write_note(match: Match) -> ResponseReturnValue:
    form = NoteForm()
    if not form.validate_on_submit():
        return render_match(match, writing=form), status_of(form)
    notes.write(db.session, match, form.note.data or "", current_actor())
    db.session.commit()
    return redirect(url_for("rounds.match", match_id=match.id, _anchor="thread"))
