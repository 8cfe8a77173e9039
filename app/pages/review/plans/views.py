"""Published plans, as anybody may see them: totals, and the partnerships that both sides accepted."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, requires
from app.extensions import db
from app.forms.listing import paginate
from app.pages.review.plans import figures
from app.pages.review.plans.proof import proof
from app.pages.review.plans.words import group_heading, group_name
from app.services.review import coverage
from app.services.review import published_plans as service
from app.texts.labels import label
from models import Plan
from models.vocabulary import Kind, Theme

plans = Blueprint("plans", __name__, url_prefix="/plans")

LINES = 50


@plans.get("/")
@requires(Permission.SEE_PLAN)
def index() -> ResponseReturnValue:
    return render_template("review/plans/index.html", lines=service.published(db.session), proof=proof)


@plans.get("/<uuid:plan_id>")
@requires(Permission.SEE_PLAN, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    cells = coverage.measure(db.session, plan, coverage.APPROVED)
    group, total = plan.run.fairness_group, coverage.total(cells)
    currency = plan.run.round.currency
    groups = {group_name(name): row for name, row in coverage.by_group(cells, group).items()}
    themes = {label(theme, Theme): row for theme, row in coverage.by_theme(cells).items()}
    amounts = service.open_amounts(db.session, plan, total.amounts)
    return render_template(
        "review/plans/show.html",
        plan=plan,
        round=plan.run.round,
        proof=proof(plan),
        group=label(group),
        group_heading=group_heading(group),
        total=total,
        groups=groups,
        groups_chart=figures.taken_up("groups", _("Needs taken up by group"), groups),
        themes=themes,
        themes_chart=figures.taken_up("themes", _("Needs taken up by theme"), themes),
        amounts=[
            (kind, unit, given, figures.by_horizon(kind, given, unit))
            for kind, given in amounts.items()
            if given.total
            for unit in [None if kind == Kind.TECHNICAL else currency]
        ],
        withheld=[kind for kind in Kind if kind not in amounts],
        page=paginate(service.partnerships(plan), LINES),
        breadcrumbs=[{"label": _("Published plans"), "href": url_for("plans.index")}],
    )
