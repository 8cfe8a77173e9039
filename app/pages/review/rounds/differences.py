"""The page that sets two plans of a round beside each other: what changed, for whom, and what it does to coverage."""

import uuid

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.access import Permission, exists_for_viewer, requires
from app.extensions import db
from app.forms.chips import note_choice
from app.forms.listing import Page, Sorting, page_number, whole, word
from app.pages.review.rounds import difference_figures, wording
from app.pages.review.rounds.blueprint import rounds, to_run
from app.pages.review.rounds.plan import partner_asked
from app.pages.review.rounds.plan_frame import plan_of
from app.services.review import differences as service
from models import Need, Offer, Plan, Run
from models.vocabulary import Horizon, Theme

LINES = 50
"""Differing pairs on a page."""

MOST_NAMED = 12
"""Needs and partners that are named as having come in or fallen out."""


@rounds.get("/runs/<uuid:run_id>/difference/<uuid:other_run_id>")
@requires(Permission.SEE_RUN, Run)
def difference(run: Run, other_run_id: uuid.UUID) -> ResponseReturnValue:
    """What the run's plan changed against the other's; both are of one round."""
    other = db.session.get(Run, other_run_id)
    if other is None or other.round_id != run.round_id or not exists_for_viewer(other):
        abort(404)
    before, after = plan_of(other), plan_of(run)
    effect = service.effect(db.session, before, after)
    sorting = Sorting(service.SORTS, default="city")
    summary = service.summary(db.session, before, after)
    fell_out = service.needs_only_in(db.session, before, after, MOST_NAMED)
    page = lines(before, after, summary, sorting)
    note_choice("city", summary.cities)
    note_choice("partner", summary.partners)
    note_choice("change", wording.CHANGES.items())
    return render_template(
        "review/rounds/difference.html",
        run=run,
        other=other,
        round=run.round,
        page=page,
        sorting=sorting,
        summary=summary,
        came_in=service.needs_only_in(db.session, after, before, MOST_NAMED),
        fell_out=fell_out,
        explained=service.left_out(db.session, after, fell_out.first),
        partners_in=service.partners_only_in(db.session, after, before, MOST_NAMED),
        partners_out=service.partners_only_in(db.session, before, after, MOST_NAMED),
        totals=difference_figures.totals(before, after, effect, run.round.currency),
        charts=difference_figures.charts(effect, run.round.currency),
        inputs=service.inputs(other, run),
        Change=service.Change,
        wording=wording,
        breadcrumbs=to_run(run),
    )


def chosen() -> service.ChangeFilter:
    """What the address asks to see; what it cannot mean is as if not asked."""
    return service.ChangeFilter(
        city_id=whole("city"),
        partner_id=partner_asked(),
        theme=word("theme", Theme),
        horizon=word("horizon", Horizon),
        change=word("change", service.Change),
    )


def lines(before: Plan, after: Plan, summary: service.Summary, sorting: Sorting) -> Page:
    """The page of differing pairs that the address asks for."""
    wanted = chosen()
    everything = wanted == service.ChangeFilter()
    total = sum(summary.counts.values()) if everything else service.how_many(db.session, before, after, wanted)
    number = page_number(total, LINES)
    ordered = sorting.order(service.lines(before, after, wanted), Need.id).order_by(Offer.id)
    rows = db.session.execute(ordered.limit(LINES).offset((number - 1) * LINES))
    return Page([service.Line(*row) for row in rows], number, total, LINES)
