"""The charts of a plan, each with the rows of the table that stands beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from flask_babel import gettext as _
from markupsafe import Markup

from app.charts import Bar, Flow, Stack, coverage_bars, flow_chart, stacked_bars
from app.database import AuditedSession
from app.pages.review.plans.words import group_heading, group_name
from app.services.engine import summaries
from app.services.review import coverage
from app.services.review.coverage import Covered, Given
from app.texts.formatting import money, number, percent, short_money
from app.texts.labels import label
from app.texts.language import locale
from models import Plan
from models.amounts import HorizonAmounts
from models.vocabulary import Horizon, Kind, Theme

MOST_PARTNERS = 10
"""Named in a picture of who gives to what; the table names all."""


@dataclass(frozen=True)
class CoverageRow:
    """A group or a theme; floor and best only where fairness speaks of it."""

    label: str
    covered: Covered
    approved: Covered
    floor: float | None = None
    best: float | None = None


@dataclass(frozen=True)
class AmountRow:
    label: str
    amounts: HorizonAmounts


@dataclass(frozen=True)
class Figure[Row]:
    chart: Markup
    rows: Sequence[Row]


@dataclass(frozen=True)
class Review:
    """What a reviewer sees of a plan. `horizons` holds a figure for each kind that the plan gives."""

    group: str
    group_heading: str
    total: Covered
    approved: Covered
    groups: Figure[CoverageRow]
    themes: Figure[CoverageRow]
    horizons: dict[Kind, Figure[AmountRow]]
    flows: dict[Kind, Figure[Given]]
    """Who gives to what."""


class ScorePart(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def value(self) -> float: ...


def under_review(session: AuditedSession, plan: Plan, currency: str) -> Review:
    """All figures of the plan as proposed, and how much of each is approved so far."""
    proposed = coverage.measure(session, plan)
    approved = coverage.measure(session, plan, coverage.APPROVED)
    group = plan.run.fairness_group
    themes = coverage.by_theme(proposed)
    return Review(
        group=label(group),
        group_heading=group_heading(group),
        total=coverage.total(proposed),
        approved=coverage.total(approved),
        groups=_groups(plan, coverage.by_group(proposed, group), coverage.by_group(approved, group)),
        themes=_themes(themes, coverage.by_theme(approved)),
        horizons={
            kind: figure
            for kind in Kind
            if (figure := _horizons(kind, themes, None if kind == Kind.TECHNICAL else currency))
        },
        flows=_flows(coverage.given(session, plan), currency),
    )


def _groups(plan: Plan, proposed: dict[str, Covered], approved: dict[str, Covered]) -> Figure[CoverageRow]:
    fair = {one.group: one for one in summaries.of_plan(plan).fairness.groups}
    rows = [
        CoverageRow(
            group_name(group),
            covered,
            approved.get(group, Covered()),
            fair[group].floor if group in fair else None,
            fair[group].best if group in fair else None,
        )
        for group, covered in proposed.items()
    ]
    chart = coverage_bars(
        "groups",
        _("Coverage by group"),
        _("For each group the share of its needs that the plan covers, with the floor that fairness sets."),
        [_coverage_bar(row) for row in rows],
        mark_label=_("Floor set by fairness"),
        short_label=_("Below its floor"),
        direction=_direction(),
    )
    return Figure(chart, rows)


def _themes(proposed: dict[str, Covered], approved: dict[str, Covered]) -> Figure[CoverageRow]:
    rows = [
        CoverageRow(label(theme, Theme), covered, approved.get(theme, Covered())) for theme, covered in proposed.items()
    ]
    chart = coverage_bars(
        "themes",
        _("Coverage by theme"),
        _("For each theme the share of its needs that the plan covers."),
        [_coverage_bar(row) for row in rows],
        direction=_direction(),
    )
    return Figure(chart, rows)


def _coverage_bar(row: CoverageRow) -> Bar:
    return Bar(row.label, row.covered.coverage, percent(row.covered.coverage), row.floor or None)


def _flows(rows: Sequence[Given], currency: str) -> dict[Kind, Figure[Given]]:
    found = {kind: [one for one in rows if one.kind == kind] for kind in Kind}
    return {
        kind: Figure(_flow(kind, given, None if kind == Kind.TECHNICAL else currency), given)
        for kind, given in found.items()
        if given
    }


def _flow(kind: Kind, rows: Sequence[Given], currency: str | None) -> Markup:
    """Of many partners those that give most; the others together."""
    totals = Counter[str]()
    for row in rows:
        totals[row.partner] += row.amount
    named = {name for name, _amount in totals.most_common(MOST_PARTNERS)}
    amounts = Counter[tuple[str, str]]()
    for row in rows:
        amounts[row.partner if row.partner in named else _("All other partners"), label(row.theme, Theme)] += row.amount
    return flow_chart(
        f"flows-{kind}",
        _("Who gives money to what") if currency else _("Who gives expertise to what"),
        _("A ribbon from each partner to each theme that it helps, as wide as what it gives."),
        [Flow(source, target, amount, short_money(amount, currency)) for (source, target), amount in amounts.items()],
        direction=_direction(),
    )


def _horizons(kind: Kind, themes: dict[str, Covered], currency: str | None) -> Figure[AmountRow] | None:
    """The amounts of one kind by theme, each split by horizon; nothing where the plan gives none."""
    rows = [
        AmountRow(label(theme, Theme), covered.amounts[kind])
        for theme, covered in themes.items()
        if covered.amounts[kind].total
    ]
    if not rows:
        return None
    chart = stacked_bars(
        f"horizons-{kind}",
        _("Money by theme and horizon") if currency else _("Expert-days by theme and horizon"),
        _("One bar for each theme, its parts are the three horizons."),
        [_stack(row, currency) for row in rows],
        [label(horizon) for horizon in Horizon],
        direction=_direction(),
    )
    whole = sum((row.amounts for row in rows), HorizonAmounts())
    return Figure(chart, [*rows, AmountRow(_("All themes"), whole)])


def _stack(row: AmountRow, currency: str | None) -> Stack:
    texts = tuple(money(amount, currency) for amount in row.amounts)
    return Stack(row.label, tuple(row.amounts), texts, short_money(row.amounts.total, currency))


def score_parts(parts: Sequence[ScorePart]) -> Markup:
    """How well a pair does at each part of its score."""
    return coverage_bars(
        "score",
        _("Parts of the score"),
        _("For each part how well the two fit, from 0 to 100 per cent."),
        [Bar(part.name, part.value, percent(part.value)) for part in parts],
        direction=_direction(),
    )


def taken_up(name: str, title: str, rows: Mapping[str, Covered]) -> Markup:
    """How many needs of each row are taken up; counts tell nobody what a partner gives."""
    bars = [Bar(text, _share(row), _part(row)) for text, row in rows.items()]
    return coverage_bars(name, title, _("Needs taken up, of all that were in the round."), bars, direction=_direction())


def by_horizon(kind: Kind, amounts: HorizonAmounts, currency: str | None) -> Markup:
    """What all partners together give in each horizon."""
    bars = [Bar(label(horizon), amounts[horizon], short_money(amounts[horizon], currency)) for horizon in Horizon]
    return coverage_bars(
        f"horizon-{kind}",
        _("Money by horizon") if currency else _("Expert-days by horizon"),
        _("One bar for each horizon."),
        bars,
        maximum=max(amounts),
        direction=_direction(),
    )


def _part(row: Covered) -> str:
    return _("%(part)s of %(whole)s", part=number(row.taken_up), whole=number(row.needs))


def _share(row: Covered) -> float:
    return row.taken_up / row.needs if row.needs else 0.0


def _direction() -> Any:
    return locale().text_direction
