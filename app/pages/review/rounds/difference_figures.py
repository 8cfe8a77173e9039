"""The figures of two plans side by side: a table of totals, and charts with a mark where the plan before was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.charts import Bar, coverage_bars
from app.pages.review.plans.proof import small
from app.pages.review.plans.words import group_heading, group_name
from app.pages.review.rounds import wording
from app.services.engine.summaries import Summary, of_plan
from app.services.review.differences import BeforeAfter, Effect
from app.texts.formatting import money, number, percent
from app.texts.labels import label
from app.texts.language import locale
from models import Plan
from models.vocabulary import Horizon, Kind, Theme


@dataclass(frozen=True)
class Row:
    """One measure of both plans, as a person reads it, and what changed."""

    label: str
    before: str
    after: str
    change: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart and its rows; `rows_are` says what each row is."""

    heading: str
    rows_are: str
    chart: Markup
    rows: Sequence[Row]


def totals(before: Plan, after: Plan, effect: Effect, currency: str) -> list[Row]:
    """What each plan comes to, measure by measure."""
    old, new = effect.total.before, effect.total.after
    summaries = of_plan(before), of_plan(after)
    return [
        *_engine_rows(*summaries),
        Row(_("Needs taken up"), *_both(_taken_up, effect.total), _difference(new.taken_up - old.taken_up, number)),
        _coverage_row(_("Coverage over all needs"), effect.total),
        *(_amount_row(kind, effect.total, currency) for kind in Kind),
        Row(_("Time"), *map(_time, summaries)),
    ]


def _engine_rows(old: Summary, new: Summary) -> list[Row]:
    """What the engine said of its plans."""
    return [
        _number_row(_("Impact"), old.objective, new.objective),
        _number_row(_("Proved: no plan has an impact above"), old.bound, new.bound),
        Row(_("Could be better by"), small(old.gap), small(new.gap)),
        _number_row(_("Price of fairness (impact)"), old.price_of_fairness, new.price_of_fairness),
        _number_row(_("Matches"), old.partnerships, new.partnerships),
    ]


def _number_row(text: str, before: float | None, after: float | None) -> Row:
    change = "" if before is None or after is None else _difference(round(after - before, 2), number)
    return Row(text, _rounded(before), _rounded(after), change)


def _rounded(value: float | None) -> str:
    return "" if value is None else number(round(value, 2))


def _coverage_row(text: str, pair: BeforeAfter) -> Row:
    change = _difference(round(100 * (pair.after.coverage - pair.before.coverage), 1), _points)
    return Row(text, *_both(lambda covered: percent(covered.coverage, 1), pair), change)


def _amount_row(kind: Kind, pair: BeforeAfter, currency: str) -> Row:
    unit = None if kind == Kind.TECHNICAL else currency
    old, new = pair.before.amounts[kind].total, pair.after.amounts[kind].total
    text = _("Money") if unit else _("Expertise")
    return Row(text, money(old, unit), money(new, unit), _difference(new - old, lambda value: money(value, unit)))


def _time(summary: Summary) -> str:
    return "" if summary.total_seconds is None else wording.seconds(summary.total_seconds)


def _taken_up(covered: Any) -> str:
    return _("%(part)s of %(whole)s", part=number(covered.taken_up), whole=number(covered.needs))


def _both(read: Any, pair: BeforeAfter) -> tuple[str, str]:
    return read(pair.before), read(pair.after)


def _points(value: float) -> str:
    return _("%(points)s percentage points", points=number(value))


def _difference(value: Any, written: Any) -> str:
    """With its sign, so that more and less differ in more than colour."""
    if value == 0:
        return _("the same")
    return ("+" if value > 0 else "\u2212") + str(written(abs(value)))


def charts(effect: Effect, currency: str) -> dict[str, Figure]:
    """By group, by theme and, for each kind that either plan gives, by horizon; the keys are ids in the page."""
    themes = {label(theme, Theme): pair for theme, pair in effect.themes.items()}
    groups = {group_name(group): pair for group, pair in effect.groups.items()}
    found = {
        "groups": _coverage("groups", group_heading(effect.group), label(effect.group), groups),
        "themes": _coverage("themes", _("By theme"), _("Theme"), themes),
    }
    for kind in Kind:
        if effect.total.before.amounts[kind].total or effect.total.after.amounts[kind].total:
            found[f"horizons-{kind}"] = _by_horizon(kind, effect.total, None if kind == Kind.TECHNICAL else currency)
    return found


def _coverage(name: str, heading: str, rows_are: str, pairs: Mapping[str, BeforeAfter]) -> Figure:
    bars = [
        Bar(text, pair.after.coverage, percent(pair.after.coverage, 1), pair.before.coverage)
        for text, pair in pairs.items()
    ]
    description = _("For each the share of its needs that the plan covers, and a mark at what the plan before covers.")
    rows = [_coverage_row(text, pair) for text, pair in pairs.items()]
    return Figure(heading, rows_are, _drawn(name, heading, description, bars), rows)


def _by_horizon(kind: Kind, pair: BeforeAfter, currency: str | None) -> Figure:
    heading = _("Money by horizon") if currency else _("Expertise by horizon")
    old, new = pair.before.amounts[kind], pair.after.amounts[kind]
    bars = [Bar(label(one), new[one], money(new[one], currency), old[one]) for one in Horizon]
    description = _("For each horizon what the plan gives, and a mark at what the plan before gives.")
    chart = _drawn(f"horizons-{kind}", heading, description, bars, maximum=max(*old, *new))
    rows = [
        Row(
            label(one),
            money(old[one], currency),
            money(new[one], currency),
            _difference(new[one] - old[one], lambda value: money(value, currency)),
        )
        for one in Horizon
    ]
    return Figure(heading, _("Horizon"), chart, rows)


def _drawn(name: str, title: str, description: str, bars: Sequence[Bar], maximum: float = 1.0) -> Markup:
    return coverage_bars(
        name,
        title,
        description,
        bars,
        maximum=maximum,
        mark_label=_("The plan before"),
        short_label=_("Less than before"),
        direction=_direction(),
    )


def _direction() -> Any:
    return locale().text_direction
