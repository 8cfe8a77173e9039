"""The runs of a round side by side: what each was started with, and how well the worst served group fares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import db
from app.pages.review.plans.words import group_name
from app.services.engine import frozen_policies, snapshots, summaries
from app.services.engine.files import from_cell
from app.services.engine.summaries import Summary
from app.texts.formatting import number, percent
from app.texts.labels import COLUMNS, label
from models import Policy, Round, Run


@dataclass(frozen=True)
class Setting:
    """A knob as a run was started with it; `now` where the round's policy says otherwise by now."""

    label: str
    value: str
    now: str = ""


@dataclass(frozen=True)
class Entry:
    run: Run
    summary: Summary
    decimals: Mapping[str, int]
    """with which its files hold amounts of each kind"""
    settings: Sequence[Setting]
    lowest: str
    refused: int
    """pairs that were left out, since one of the two had said no"""

    @property
    def differing(self) -> list[Setting]:
        return [one for one in self.settings if one.now]

    @property
    def gives(self) -> dict[str, int]:
        """What its plan gives of each kind, in smallest units; nothing where it has no plan."""
        given = self.summary.amount_by_kind
        return {kind: from_cell(amount, self.decimals[kind]) for kind, amount in given.items()}


def entries(round_: Round, runs: Sequence[Run]) -> list[Entry]:
    """One for each run, in their order. Two queries."""
    frozen, refused = frozen_policies.of_runs(db.session, round_), snapshots.count_refused(db.session, round_)
    return [entry(run, frozen.get(run.id, frozen_policies.NOTHING), refused.get(run.id, 0)) for run in runs]


def entry(run: Run, frozen: frozen_policies.Frozen, refused: int) -> Entry:
    summary = summaries.of_plan(run.plan)
    started = started_with(run, frozen.columns, run.round.policy)
    return Entry(run, summary, frozen.decimals, started, lowest(summary), refused)


def started_with(run: Run, frozen: Mapping[str, int], policy: Policy) -> list[Setting]:
    return [*settings(frozen, policy), group(run, policy)] if frozen else []


def group(run: Run, policy: Policy) -> Setting:
    """Between which groups it is fair."""
    now = label(policy.fairness_group) if policy.fairness_group != run.fairness_group else ""
    return Setting(str(COLUMNS["fairness_group"]), label(run.fairness_group), now)


def settings(frozen: Mapping[str, int], policy: Policy) -> list[Setting]:
    """In the order in which the policy's page shows the knobs."""
    return [
        Setting(
            str(COLUMNS[column]),
            written(column, frozen[column]),
            written(column, getattr(policy, column)) if getattr(policy, column) != frozen[column] else "",
        )
        for column in COLUMNS
        if column in frozen
    ]


def written(column: str, value: int) -> str:
    if column.endswith("percent"):
        return percent(value / 100)
    if column.endswith("permille"):
        return percent(value / 1000, 1)
    return ngettext("%(num)d second", "%(num)d seconds", value) if column.endswith("seconds") else number(value)


def lowest(summary: Summary) -> str:
    """The group that is covered least, of those that the plan could serve at all."""
    groups = [one for one in summary.fairness.groups if one.best > 0]
    if not groups:
        return ""
    least = min(groups, key=lambda one: (one.coverage, one.group))
    return _("%(group)s, %(share)s", share=percent(least.coverage, 1), group=group_name(least.group))
