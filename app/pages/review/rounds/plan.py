"""The first page of a plan under review: its matches, and decisions on many of them at once."""

import uuid
from collections.abc import Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import Permission, current_actor, current_viewer, requires
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.chips import note_choice
from app.forms.listing import Page, Sorting, asked, flag, paginate, whole, word
from app.forms.submitting import status_of
from app.pages.review.rounds import wording
from app.pages.review.rounds.blueprint import rounds, to_plan
from app.pages.review.rounds.decision_forms import BulkDecisionForm
from app.pages.review.rounds.plan_frame import frame, plan_of
from app.pages.review.rounds.unchanged_words import nothing_changed
from app.services.review import approvals, bulk_decisions, cautions, plan_lines
from app.services.review import decisions as service
from app.services.review.bulk_decisions import Outlook, Verdict
from app.today import today
from models import Match, Plan, Run
from models.lifecycle import MatchStatus
from models.vocabulary import Horizon, Theme

LINES = 50
"""Matches on a page."""


def partner_asked() -> uuid.UUID | None:
    asked_for = request.args.get("partner", "")
    return uuid.UUID(asked_for) if is_uuid(asked_for) else None


def chosen() -> plan_lines.LineFilter:
    """What the address asks to see; what it cannot mean is as if not asked."""
    user, mine = current_viewer().user, flag("mine")
    return plan_lines.LineFilter(
        city_id=whole("city"),
        partner_id=partner_asked(),
        theme=word("theme", Theme),
        horizon=word("horizon", Horizon),
        status=word("status", MatchStatus),
        waits_for_second=flag("second"),
        seconder=approvals.seconder(db.session, user) if mine and user else None,
    )


@rounds.get("/runs/<uuid:run_id>/plan")
@requires(Permission.SEE_RUN, Run)
def plan(run: Run) -> ResponseReturnValue:
    if run.plan is None:
        return redirect(url_for("rounds.run", run_id=run.id))
    return render_plan(run, BulkDecisionForm())


def render_plan(run: Run, form: BulkDecisionForm, ticked: frozenset[str] = frozenset()) -> str:
    plan = plan_of(run)
    form.version.data = str(plan.revision)
    sorting = Sorting(plan_lines.SORTS, default="city")
    page: Page = paginate(sorting.order(plan_lines.matches(plan, chosen()), Match.id), LINES)
    cities, partners = plan_lines.cities(db.session, plan, Match), plan_lines.partners(db.session, plan)
    note_choice("city", cities)
    note_choice("partner", partners)
    return render_template(
        "review/rounds/plan.html",
        page=page,
        sorting=sorting,
        form=form,
        ticked=ticked,
        cautions=cautions.of_matches(db.session, plan, page.items),
        cities=cities,
        partners=partners,
        **frame(run, "rounds.plan"),
    )


@rounds.post("/runs/<uuid:run_id>/plan")
@requires(Permission.DECIDE_MATCH, Run)
def decide_many(run: Run) -> ResponseReturnValue:
    """Decide on the ticked matches, or on all that the filter in the address shows; first say what that would do."""
    form, ticked = BulkDecisionForm(), frozenset(request.form.getlist("match"))
    valid = form.validate_on_submit()
    if valid and form.scope.data == "ticked" and not ticked:
        form.scope.errors = [_("Tick at least one match, or choose all that the filter shows.")]
        valid = False
    if not valid:
        return render_plan(run, form, ticked), status_of(form)
    plan, verdict, by = plan_of(run), Verdict(form.verdict.data), current_actor()
    with attempt(wording.refused, form) as decided:
        matches = as_seen(plan, form, ticked)
        outlook = bulk_decisions.outlook(db.session, plan, matches, verdict, today(), by)
        wanted = form.wanted(outlook)
        if outlook.matches and not (form.confirms(outlook) and wanted):
            return ask(run, form, ticked, outlook)
        count = bulk_decisions.carry_out(db.session, wanted, verdict, form.reason.data or "", today(), by)
    if decided.problems:
        return render_plan(run, form, ticked), decided.status
    tell(verdict, count, matches)
    return redirect(url_for("rounds.plan", **(asked() | {"run_id": run.id})))


def ask(run: Run, form: BulkDecisionForm, ticked: frozenset[str], outlook: Outlook) -> ResponseReturnValue:
    """The page that says what a decision would do, before it is taken."""
    changed = form.is_confirmed and not form.confirms(outlook)
    form.version.data = str(outlook.plan.revision)
    if form.is_confirmed and not changed:
        form.also.errors = [_("Somebody spoke against each of them: take them in as well, or decide on each alone.")]
    page = render_template(
        "review/rounds/bulk.html",
        run=run,
        round=run.round,
        form=form,
        ticked=sorted(ticked),
        outlook=outlook,
        changed=changed,
        filter={name: value for name, value in asked().items() if name != "run_id"},
        headings=wording.ASKED,
        breadcrumbs=to_plan(run),
    )
    return page, 409 if changed else status_of(form)


def as_seen(plan: Plan, form: BulkDecisionForm, ticked: frozenset[str]) -> Sequence[Match]:
    """The matches that the form speaks of, as its reader saw them."""
    if form.scope.data == "shown":
        wanted = plan_lines.matches(plan, chosen())
        concerned = plan_lines.matches(plan, replace(chosen(), status=None, waits_for_second=False))
    else:
        ids = [uuid.UUID(one) for one in ticked if is_uuid(one)]
        wanted = concerned = plan_lines.matches(plan, plan_lines.LineFilter()).where(Match.id.in_(ids))
    return service.as_seen(db.session, plan, wanted, concerned, form.version_seen)


def is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def tell(verdict: str, count: int, matches: Sequence[Match]) -> None:
    """What was done or, where nothing was, why not."""
    if count:
        flash(decided(verdict, count), "success")
    else:
        flash(nothing_changed(service.unchanged(db.session, matches, current_actor())), "warning")


def decided(verdict: str, count: int) -> str:
    match verdict:
        case Verdict.SECOND:
            return ngettext(
                "%(num)d match approved by a second person.", "%(num)d matches approved by a second person.", count
            )
        case Verdict.TAKE_BACK:
            return ngettext("%(num)d decision taken back.", "%(num)d decisions taken back.", count)
        case Verdict.APPROVE:
            return ngettext("%(num)d match approved.", "%(num)d matches approved.", count)
        case Verdict.PIN:
            return ngettext("%(num)d match pinned.", "%(num)d matches pinned.", count)
        case Verdict.FORBID:
            return ngettext("%(num)d match forbidden.", "%(num)d matches forbidden.", count)
    return ngettext("%(num)d match rejected.", "%(num)d matches rejected.", count)
