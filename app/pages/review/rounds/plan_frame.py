"""What the pages of one plan share: where it stands, what waits to be decided, and the way to each of its pages."""

from typing import Any

from flask import abort, url_for
from flask_babel import lazy_gettext as _l

from app.access import Permission, current_viewer
from app.extensions import db
from app.pages.review.rounds import wording
from app.pages.review.rounds.blueprint import to_run
from app.services.review import approvals, plan_lines
from models import Plan, Run
from models.lifecycle import RoundStatus

PAGES = {
    "rounds.plan": _l("Matches"),
    "rounds.coverage": _l("Coverage"),
    "rounds.window": _l("Coordination window"),
    "rounds.unserved": _l("Needs left out"),
    "capacity.index": _l("Capacity"),
    "studies.stress": _l("If a partner withdraws"),
    "studies.fairness": _l("What fairness costs"),
}


def plan_of(run: Run) -> Plan:
    return run.plan or abort(404)


def pages(run: Run, here: str) -> list[dict[str, Any]]:
    """Links to all pages of the plan; `here` is the endpoint of the one that is open."""
    plan = plan_of(run)
    return [
        {
            "label": text,
            "href": url_for(page, plan=plan.id) if page == "capacity.index" else url_for(page, run_id=run.id),
            "current": page == here,
        }
        for page, text in PAGES.items()
    ]


def frame(run: Run, here: str) -> dict[str, Any]:
    """What `review/rounds/_plan.html` draws."""
    plan = plan_of(run)
    awaiting = plan_lines.awaiting_second(db.session, plan)
    return {
        "run": run,
        "plan": plan,
        "round": run.round,
        "pages": pages(run, here),
        "counts": plan_lines.count_by_status(db.session, plan),
        "awaiting": awaiting,
        "awaiting_viewer": awaiting_viewer(plan) if awaiting else 0,
        "in_review": run.round.status == RoundStatus.IN_REVIEW,
        "wording": wording,
        "breadcrumbs": to_run(run),
    }


def awaiting_viewer(plan: Plan) -> int:
    """How many matches wait for the viewer's second approval."""
    viewer = current_viewer()
    if viewer.user is None or not viewer.may(Permission.DECIDE_MATCH):
        return 0
    return plan_lines.count_awaiting(db.session, plan, approvals.seconder(db.session, viewer.user))
