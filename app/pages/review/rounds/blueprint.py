"""The blueprint that the pages of rounds, runs and plans share, and the way back that each of them shows."""

from flask import Blueprint, url_for
from flask_babel import gettext as _

from models import Round, Run

rounds = Blueprint("rounds", __name__)

Trail = list[dict[str, str]]


def to_rounds() -> Trail:
    return [{"label": _("Rounds"), "href": url_for("rounds.index")}]


def to_round(round_: Round) -> Trail:
    return [*to_rounds(), {"label": round_.title, "href": url_for("rounds.show", round_id=round_.id)}]


def to_run(run: Run) -> Trail:
    return [*to_round(run.round), {"label": run.label, "href": url_for("rounds.run", run_id=run.id)}]


def to_plan(run: Run) -> Trail:
    return [*to_run(run), {"label": _("Plan"), "href": url_for("rounds.plan", run_id=run.id)}]
