"""What if a partner withdraws: impact lost, needs that fall out, and who would stand in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app.access import Permission, requires
from app.charts import Bar, coverage_bars
from app.extensions import db
from app.forms.listing import part_of
from app.pages.review.plans.proof import small
from app.pages.review.rounds.plan_frame import pages, plan_of
from app.pages.review.studies import asking
from app.pages.review.studies.blueprint import studies
from app.services.engine import answers, frozen_policies, summaries
from app.services.engine.answers import ByKind, Withdrawal
from app.services.engine.files import from_cell
from app.services.review import plan_parties
from app.services.review import studies as service
from app.texts.formatting import money
from models import Need, Plan, Run, StudyKind

ON_A_PAGE = 50
MOST_BARS = 15


@dataclass(frozen=True)
class Row:
    """One partner's withdrawal; `lost` is a share of the plan's impact."""

    partner: str
    lost: float
    fall_out: list[Need]
    lose_part: list[Need]
    amounts: list[str]
    stand_ins: list[tuple[str, list[str]]]
    pins_fall: bool


@studies.get("/runs/<uuid:run_id>/stress")
@requires(Permission.SEE_RUN, Run)
def stress(run: Run) -> ResponseReturnValue:
    plan = plan_of(run)
    shared = asking.context(run, plan, StudyKind.STRESS)
    told = answers.of_stress(shared["answered"]).withdrawals
    page = part_of(told, ON_A_PAGE)
    rows = rows_of(plan, page.items)
    return render_template(
        "review/studies/stress.html",
        pages=pages(run, "studies.stress"),
        page=page,
        rows=rows,
        chart=chart(rows),
        most_bars=MOST_BARS,
        not_reached=service.not_reached(db.session, plan, [one.partner for one in told]) if told else [],
        small=small,
        **shared,
    )


@studies.post("/runs/<uuid:run_id>/stress")
@requires(Permission.ASK_STUDY, Run)
def ask_stress(run: Run) -> ResponseReturnValue:
    return asking.ask(run, StudyKind.STRESS, "studies.stress")


def rows_of(plan: Plan, told: Sequence[Withdrawal]) -> list[Row]:
    whole, currency = summaries.of_plan(plan).objective or 0.0, plan.run.round.currency
    decimals = frozen_policies.of_run(db.session, plan.run).decimals
    ids = {need for one in told for need in (*one.fall_out, *one.lose_part)}
    needs = plan_parties.named(db.session, ids, []).needs
    return [
        Row(
            one.partner,
            one.impact_lost / whole if whole else 0.0,
            [needs[need] for need in one.fall_out if need in needs],
            [needs[need] for need in one.lose_part if need in needs],
            amounts(one.lost_by_kind, currency, decimals),
            [(other.partner, amounts(other.amount_by_kind, currency, decimals)) for other in one.stand_ins],
            one.pins_fall,
        )
        for one in told
    ]


def amounts(by_kind: ByKind, currency: str, decimals: Mapping[str, int]) -> list[str]:
    """Each kind of which there is something."""
    units = {"financial": currency, "technical": None}
    given = {kind: from_cell(by_kind[kind], decimals[kind]) for kind in units if by_kind.get(kind)}
    return [money(amount, units[kind]) for kind, amount in given.items()]


def chart(rows: Sequence[Row]) -> Markup:
    """The costliest withdrawals of this page."""
    shown = [row for row in rows if row.lost > 0][:MOST_BARS]
    return coverage_bars(
        "stress",
        _("Impact lost if a partner withdraws"),
        _("One bar for each partner: the share of the plan’s impact that is lost without it."),
        [Bar(row.partner, row.lost, small(row.lost)) for row in shown],
        maximum=max((row.lost for row in shown), default=1.0),
        direction=asking.direction(),
    )
