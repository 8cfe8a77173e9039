"""Pages of rounds: the list, one round with its runs, its policy, and the pool it works with."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload

from app.access import Permission, current_actor, requires
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.listing import paginate, part_of
from app.forms.submitting import status_of
from app.pages.review.rounds import knobs, run_table, wording
from app.pages.review.rounds.blueprint import rounds, to_round, to_rounds
from app.pages.review.rounds.forms import CompareForm, PolicyForm, RoundForm, StartRunForm
from app.services.money import exchange
from app.services.partnerships import refusals
from app.services.review import round_pool
from app.services.review import rounds as service
from app.services.review import runs as run_service
from app.today import today
from models import Plan, Round, Run
from models.lifecycle import UNFINISHED_ROUND, UNFINISHED_RUN


@rounds.get("/rounds/")
@requires(Permission.SEE_ROUND)
def index() -> ResponseReturnValue:
    statement = select(Round).options(selectinload(Round.runs)).order_by(Round.created_at.desc(), Round.id)
    return render_template("review/rounds/index.html", page=paginate(statement))


@rounds.route("/rounds/new", methods=["GET", "POST"])
@requires(Permission.OPEN_ROUND)
def create() -> ResponseReturnValue:
    form = RoundForm(exchange.currencies_with_a_rate(db.session), start_year=today().year)
    if not form.validate_on_submit():
        return render_template("review/rounds/create.html", form=form, breadcrumbs=to_rounds()), status_of(form)
    with attempt(form=form) as tried:
        made = service.open_round(db.session, form.terms(), current_actor())
    if tried.problems:
        return render_template("review/rounds/create.html", form=form, breadcrumbs=to_rounds()), tried.status
    flash(_("The round is open. Look at its policy and its pool, then start a run."), "success")
    return redirect(url_for("rounds.show", round_id=made.id))


@rounds.get("/rounds/<uuid:round_id>")
@requires(Permission.SEE_ROUND, Round)
def show(round: Round) -> ResponseReturnValue:
    return render_round(round, start_form(round))


@rounds.get("/rounds/<uuid:round_id>/compare")
@requires(Permission.SEE_RUN, Round)
def compare(round: Round) -> ResponseReturnValue:
    """Leads to what the one run changed against the other."""
    comparing = CompareForm(planned(runs_of(round)), formdata=request.args)
    if not comparing.validate():
        return render_round(round, start_form(round), comparing=comparing), 422
    return redirect(url_for("rounds.difference", run_id=comparing.after.data, other_run_id=comparing.before.data))


def runs_of(round_: Round) -> Sequence[Run]:
    """The oldest first, each with its plan and who started it."""
    return db.session.scalars(
        select(Run)
        .where(Run.round_id == round_.id)
        .options(joinedload(Run.plan).options(defer(Plan.files)), joinedload(Run.started_by))
        .order_by(Run.created_at)
    ).all()


def planned(runs: Sequence[Run]) -> list[Run]:
    return [run for run in runs if run.plan is not None]


def compare_form(runs: Sequence[Run]) -> CompareForm:
    """Opens on the newest plan, against the one that it started from or else the one before."""
    newest, others = runs[-1:], [run for run in runs[:-1] if run.id == runs[-1].base_id] or list(runs[-2:-1])
    opened = {"before": str(others[0].id) if others else "", "after": str(newest[0].id) if newest else ""}
    return CompareForm(runs, formdata=None, data=opened)


def render_round(
    round_: Round, form: StartRunForm, problems: list[str] | None = None, comparing: CompareForm | None = None
) -> str:
    runs = runs_of(round_)
    return render_template(
        "review/rounds/show.html",
        round=round_,
        entries=run_table.entries(round_, runs),
        planned=planned(runs),
        form=form,
        comparing=comparing or compare_form(planned(runs)),
        problems=problems or [],
        over=round_.status not in UNFINISHED_ROUND,
        going=[run for run in runs if run.status in UNFINISHED_RUN],
        published=next((run.plan for run in runs if run.plan and run.plan.published_at), None),
        wording=wording,
        breadcrumbs=to_rounds(),
    )


def start_form(round_: Round) -> StartRunForm:
    return StartRunForm(lambda label: run_service.label_taken(db.session, round_, label))


@rounds.post("/rounds/<uuid:round_id>/runs")
@requires(Permission.START_RUN, Round)
def start_run(round: Round) -> ResponseReturnValue:
    from app import jobs  # brings the job library with it, which no other page needs

    form = start_form(round)
    if not form.validate_on_submit():
        return render_round(round, form), status_of(form)
    with attempt(wording.refused) as tried:
        run = run_service.queue(db.session, round, form.label.data or "", today(), current_actor())
        jobs.enqueue(db.session, run)
    if tried.problems:
        return render_round(round, form, tried.problems), 409
    flash(_("The run has started. You may leave this page: it goes on without you."), "success")
    return redirect(url_for("rounds.run", run_id=run.id))


@rounds.post("/rounds/<uuid:round_id>/close")
@requires(Permission.CLOSE_ROUND, Round)
def close(round: Round) -> ResponseReturnValue:
    service.close(db.session, round, current_actor())
    db.session.commit()
    flash(_("The round is closed. Its partnerships go on."), "success")
    return redirect(url_for("rounds.show", round_id=round.id))


@rounds.route("/rounds/<uuid:round_id>/policy", methods=["GET", "POST"])
@requires(Permission.SET_POLICY, Round)
def policy(round: Round) -> ResponseReturnValue:
    form, status = PolicyForm(round), 0
    if form.validate_on_submit():
        with attempt(wording.refused, form) as tried:
            service.set_policy(db.session, round, form.terms(), form.version_seen, current_actor())
        status = tried.status
        if not status:
            flash(_("The policy is set. Runs that start from now on follow it; earlier ones keep theirs."), "success")
            return redirect(url_for("rounds.show", round_id=round.id))
    page = render_template(
        "review/rounds/policy.html",
        round=round,
        form=form,
        groups=knobs.GROUPS,
        over=round.status not in UNFINISHED_ROUND,
        breadcrumbs=to_round(round),
    )
    return page, status or status_of(form)


@rounds.get("/rounds/<uuid:round_id>/pool")
@requires(Permission.SEE_ROUND, Round)
def pool(round: Round) -> ResponseReturnValue:
    report = round_pool.survey(db.session, round, today())
    return render_template(
        "review/rounds/pool.html",
        round=round,
        report=report,
        page=part_of(report.stranded),
        wording=wording,
        breadcrumbs=to_round(round),
    )


@rounds.get("/rounds/<uuid:round_id>/pool/set-aside")
@requires(Permission.SEE_ROUND, Round)
def set_aside(round: Round) -> ResponseReturnValue:
    aside = round_pool.set_aside(db.session, today())
    trail = [*to_round(round), {"label": _("Pool"), "href": url_for("rounds.pool", round_id=round.id)}]
    return render_template(
        "review/rounds/set_aside.html", round=round, page=part_of(aside), wording=wording, breadcrumbs=trail
    )


@rounds.get("/rounds/<uuid:round_id>/pool/refused")
@requires(Permission.SEE_ROUND, Round)
def refused(round: Round) -> ResponseReturnValue:
    trail = [*to_round(round), {"label": _("Pool"), "href": url_for("rounds.pool", round_id=round.id)}]
    return render_template(
        "review/rounds/refusals.html", round=round, page=paginate(refusals.standing()), breadcrumbs=trail
    )
