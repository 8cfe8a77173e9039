"""The capacity board: of every offer for reviewers, of its own offers for a partner."""

import uuid
from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.access import Permission, current_viewer, requires
from app.capacity.chart import chart
from app.extensions import db
from app.listing import paginate
from app.services import capacity_board as service
from models import Plan, Role

capacity = Blueprint("capacity", __name__, url_prefix="/capacity")


@capacity.get("/")
@requires(Permission.SEE_CAPACITY)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    plans = service.plans_in_review(db.session)
    plan = chosen(plans) if viewer.is_staff else None
    own = None if viewer.is_staff else viewer.organisation_ids(Role.PARTNER_OFFICER)
    proposed = service.as_shown(plans) if own is not None else service.of_plan(plan) if plan else None
    page = paginate(service.offers(own))
    lines = service.lines(db.session, page.items, proposed)
    return render_template(
        "capacity/index.html",
        page=page,
        lines=lines,
        chart=chart(lines),
        plans=plans if viewer.is_staff else [],
        plan=plan,
    )


def chosen(plans: Sequence[Plan]) -> Plan | None:
    """The plan that the address asks for, or the newest."""
    asked = request.args.get("plan", type=uuid.UUID)
    return next((one for one in plans if one.id == asked), next(iter(plans), None))
