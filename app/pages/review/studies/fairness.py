"""What fairness costs: the curve of impact against the smallest group's share, and a level to pick from it."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.access import Permission, current_actor, requires
from app.charts import Point, curve
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.submitting import status_of
from app.pages.review.plans.proof import small
from app.pages.review.rounds import wording
from app.pages.review.rounds.plan_frame import pages, plan_of
from app.pages.review.studies import asking
from app.pages.review.studies.blueprint import studies
from app.pages.review.studies.forms import LevelForm
from app.services.engine import answers
from app.services.engine.answers import Level
from app.services.review import rounds as round_service
from app.texts.formatting import number, percent
from models import Run, StudyKind


@studies.get("/runs/<uuid:run_id>/fairness")
@requires(Permission.SEE_RUN, Run)
def fairness(run: Run) -> ResponseReturnValue:
    return render_fairness(run)


@studies.post("/runs/<uuid:run_id>/fairness")
@requires(Permission.ASK_STUDY, Run)
def ask_fairness(run: Run) -> ResponseReturnValue:
    return asking.ask(run, StudyKind.FRONTIER, "studies.fairness")


@studies.post("/runs/<uuid:run_id>/fairness/use")
@requires(Permission.SET_POLICY, Run)
def use_level(run: Run) -> ResponseReturnValue:
    """Later runs of the round follow the level."""
    form = LevelForm()
    if not form.validate_on_submit():
        return render_fairness(run, form), status_of(form)
    assert form.level.data is not None  # the field asks for it
    terms = replace(round_service.PolicyTerms.of(run.round.policy), fairness_percent=form.level.data)
    with attempt(wording.refused, form) as tried:
        round_service.set_policy(db.session, run.round, terms, form.version_seen, current_actor())
    if tried.problems:
        form.version.data = str(run.round.policy.version)
        return render_fairness(run, form), 409
    flash(_("Runs that start from now on follow this level of fairness. Start one to see its plan."), "success")
    return redirect(url_for("rounds.show", round_id=run.round_id, _anchor="start"))


def render_fairness(run: Run, form: LevelForm | None = None) -> str:
    plan = plan_of(run)
    shared = asking.context(run, plan, StudyKind.FRONTIER)
    levels = answers.of_frontier(shared["answered"]).levels
    return render_template(
        "review/studies/fairness.html",
        levels=levels,
        chart=chart(levels),
        form=form or LevelForm(formdata=None, data={"version": run.round.policy.version}),
        small=small,
        pages=pages(run, "studies.fairness"),
        **shared,
    )


def where_it_lies(one: Level) -> tuple[float, float]:
    """What its plan gives the group that gets least, and its impact, as exact as the page says them."""
    return round(one.lowest_fraction or 0, 3), round(one.objective, 2)


def point(share: float, impact: float, same: Sequence[Level]) -> Point:
    least, most = percent(same[0].level), percent(same[-1].level)
    levels = least if len(same) == 1 else _("%(least)s to %(most)s", least=least, most=most)
    told = _(
        "Fairness %(level)s: impact %(impact)s; the group that gets least has %(share)s of its best.",
        level=levels,
        impact=number(impact),
        share=percent(share, 1),
    )
    return Point(share, impact, levels, told)


def chart(levels: Sequence[Level]) -> Markup:
    """A dot for each plan: levels that come to the same share one, which names them all."""
    plans = groupby((one for one in levels if one.lowest_fraction is not None), where_it_lies)
    return curve(
        "fairness",
        _("What fairness costs"),
        _("A curve of the plan’s impact against what the group that gets least has of its best, a dot for each plan."),
        [point(share, impact, list(same)) for (share, impact), same in plans],
        across=_("What the group that gets least has of its best"),
        up=_("Impact"),
        across_text=percent,
        up_text=lambda value: number(round(value, 2)),
        direction=asking.direction(),
    )
