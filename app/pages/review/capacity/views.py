"""The capacity board: of every offer for reviewers, of its own offers for a partner."""

import uuid
from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.access import Permission, current_viewer, record_reading, requires
from app.extensions import db
from app.forms.chips import note_choice
from app.forms.listing import Sorting, paginate, word
from app.pages.review.capacity.chart import chart
from app.services.review import capacity_board as service
from models import Offer, Organisation, Plan, Role
from models.vocabulary import Horizon, Theme

capacity = Blueprint("capacity", __name__, url_prefix="/capacity")

ON_A_PAGE = 10
"""Offers: each takes a bar, and a row for each of its horizons."""


@capacity.get("/")
@requires(Permission.SEE_CAPACITY)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    plans = service.plans_in_review(db.session)
    plan = chosen_plan(plans) if viewer.is_staff else None
    own = None if viewer.is_staff else viewer.organisation_ids(Role.PARTNER_OFFICER)
    proposed = service.as_shown(plans) if own is not None else service.of_plan(plan) if plan else None
    wanted = chosen()
    statement = service.offers(own, wanted, proposed)
    lines = {line.offer.id: line for line in service.lines(db.session, db.session.scalars(statement), proposed)}
    partners = service.partners(db.session, own)
    note_choice("partner", partners)
    sorting = Sorting(service.sorts(lines.values()), default="partner")
    ordered = sorting.order(statement, Organisation.name).order_by(Offer.title, Offer.id)
    page = paginate(ordered, ON_A_PAGE)
    record_reading(page.items)
    shown = [lines[offer.id] for offer in page.items]
    return render_template(
        "review/capacity/index.html",
        page=page,
        lines=shown,
        horizons=[wanted.horizon] if wanted.horizon else list(Horizon),
        chart=chart(shown, wanted.horizon),
        totals=service.totals(lines.values()),
        over=sum(line.is_over_proposed for line in lines.values()),
        sorting=sorting,
        partners=partners,
        plans=plans if viewer.is_staff else [],
        plan=plan,
    )


def chosen() -> service.OfferFilter:
    """What the address asks to see; what it cannot mean is as if not asked."""
    return service.OfferFilter(
        partner_id=request.args.get("partner", type=uuid.UUID),
        theme=word("theme", Theme),
        horizon=word("horizon", Horizon),
    )


def chosen_plan(plans: Sequence[Plan]) -> Plan | None:
    """The plan that the address asks for, or the newest."""
    asked = request.args.get("plan", type=uuid.UUID)
    return next((one for one in plans if one.id == asked), next(iter(plans), None))
