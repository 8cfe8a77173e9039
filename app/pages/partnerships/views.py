"""Pages of partnerships: what was offered, and each side's next step."""

import uuid
from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import select

from app.access import Permission, current_actor, current_viewer, exists_for_viewer, requires, visible
from app.access.visibility import concerning
from app.charts import HorizonRow, horizon_strip
from app.extensions import db
from app.forms.confirming import ask
from app.forms.listing import OwnFirst, Sorting, asks, flag, lines, paginate, search, word
from app.pages.partnerships.forms import EndForm, ReasonForm, StepForm
from app.pages.partnerships.next_steps import IN_SHORT, next_step
from app.pages.partnerships.outlooks import accepting, declining, ending, recording
from app.pages.partnerships.waiting import waiting_for
from app.services.partnerships import refusals
from app.services.partnerships import steps as service
from app.texts.formatting import short_money
from app.texts.language import locale
from models import City, Need, Offer, Organisation, Partnership, Programme, Refusal, Role
from models.lifecycle import PartnershipStatus as Status
from models.vocabulary import Theme

partnerships = Blueprint("partnerships", __name__, url_prefix="/partnerships")

PATH = (Status.OFFERED, Status.ACCEPTED, Status.AGREED, Status.ACTIVE, Status.COMPLETED)
FOLLOWING: dict[str, tuple[Status, Callable[..., None]]] = {
    "agree": (Status.AGREED, service.agree),
    "start": (Status.ACTIVE, service.start),
    "complete": (Status.COMPLETED, service.complete),
}
"""The steps that the secretariat records: name in the address -> the state it leads to, and how."""

ENDINGS = (Status.WITHDRAWN, Status.TERMINATED)
"""How the secretariat ends one before its time."""

ROWS = lines(
    select(
        Partnership.id, Partnership.status, Partnership.currency, Partnership.covers,
        Need.title, Need.theme, Need.currency.label("need_currency"),
        (Partnership.short + Partnership.medium + Partnership.long).label("amount"),
        City.name.label("city"), Organisation.name.label("partner"),
        Programme.organisation_id.label("city_side"), Offer.organisation_id.label("partner_side"),
        Offer.amounts_disclosed,
    )
    .join(Partnership.need)
    .join(Need.programme)
    .join(City, Programme.city_id == City.id)
    .join(Partnership.offer)
    .join(Organisation, Offer.organisation_id == Organisation.id),
    Partnership.id,
)  # fmt: skip
"""What a line shows, and what decides whether it shows the amount."""


@partnerships.get("/")
@requires(Permission.SEE_PARTNERSHIP)
def index() -> ResponseReturnValue:
    sorting = Sorting({"city": City.name, "theme": Need.theme, "changed": Partnership.changed_at}, default="-changed")
    statement = select(Partnership).where(visible(current_viewer(), Partnership))
    if sorting.by("city", "theme") or asks("theme"):
        statement = (
            statement.join(Partnership.need)
            .join(Need.programme)
            .join(City, Programme.city_id == City.id)
            .join(Partnership.offer)
            .join(Organisation, Offer.organisation_id == Organisation.id)
        )
    statement = search(statement, Partnership)
    if theme := word("theme", Theme):
        statement = statement.where(Need.theme == theme)
    if status := word("status", Status):
        statement = statement.where(Partnership.status == status)
    if flag("mine"):
        statement = statement.where(concerning(current_viewer()))
    if flag("waiting"):
        statement = statement.where(waiting_for(current_viewer()))
    mine = current_viewer().organisation_ids(Role.CITY_OFFICER, Role.PARTNER_OFFICER)
    first = OwnFirst(concerning(current_viewer()), sorting) if mine else None
    page = paginate(sorting.order(statement, Partnership.id), rows=ROWS, first=first)
    sees = {row.id for row in page.items if sees_amount({row.city_side, row.partner_side}, row.amounts_disclosed)}
    ours = current_viewer().organisation_ids()
    return render_template(
        "partnerships/index.html",
        page=page,
        mine=mine,
        sorting=sorting,
        statuses=Status,
        sees=sees,
        ours=ours,
        in_short=IN_SHORT,
    )


@partnerships.get("/<uuid:partnership_id>")
@requires(Permission.SEE_PARTNERSHIP, Partnership)
def show(partnership: Partnership) -> ResponseReturnValue:
    viewer = current_viewer()
    may_answer = viewer.can(Permission.ANSWER_PARTNERSHIP, partnership)
    return render_template(
        "partnerships/show.html",
        partnership=partnership,
        party=may_answer or viewer.is_staff,
        sees_amount=sees_amount({one.id for one in partnership.parties}, partnership.offer.amounts_disclosed),
        sees_need=exists_for_viewer(partnership.need),
        steps=steps(partnership),
        horizons_chart=horizons_chart(partnership),
        over=partnership.status in (Status.DECLINED, Status.WITHDRAWN, Status.TERMINATED),
        next=next_step(partnership),
        write_to_reviewers=write_address(partnership),
        to_accept=may_answer
        and not answered(partnership)
        and partnership.status not in PATH[1:]
        and is_open(partnership),
        to_decline=may_answer and partnership.may_move_to(Status.DECLINED),
        following=[name for name, (status, _step) in FOLLOWING.items() if partnership.may_move_to(status)]
        if viewer.can(Permission.FOLLOW_PARTNERSHIP, partnership)
        else [],
        to_end=viewer.can(Permission.FOLLOW_PARTNERSHIP, partnership)
        and any(partnership.may_move_to(one) for one in ENDINGS),
        refusal=partnership.refusal if may_answer or viewer.is_staff else None,
    )


def horizons_chart(partnership: Partnership) -> Markup:
    """When the partner gives, along ten years."""
    texts = (short_money(one, partnership.currency) if one else "" for one in partnership.amounts)
    return horizon_strip(
        "horizons",
        _("How much, and when"),
        _("A line of ten years in three horizons; what is given in each is filled."),
        [HorizonRow(partnership.offer.organisation.name, tuple(texts))],  # type: ignore[arg-type]
        (_("0–2"), _("2–5"), _("5–10")),
        direction=locale().text_direction,  # type: ignore[arg-type]
    )


def write_address(partnership: Partnership) -> str | None:
    """Where the viewer's side writes to the reviewers: about its need, or its offer."""
    viewer = current_viewer()
    if viewer.can(Permission.EDIT_NEED, partnership.need):
        return url_for("needs.write", need_id=partnership.need_id)
    if viewer.can(Permission.EDIT_OFFER, partnership.offer):
        return url_for("offers.write", offer_id=partnership.offer_id)
    return None


def is_open(partnership: Partnership) -> bool:
    return partnership.may_move_to(Status.DECLINED)


def answered(partnership: Partnership) -> bool:
    """Whether the viewer's own side has accepted already."""
    city, partner = partnership.parties
    mine = current_viewer().organisation_ids()
    return bool(
        (city.id in mine and partnership.city_accepted_at) or (partner.id in mine and partnership.partner_accepted_at)
    )


def sees_amount(sides: set[uuid.UUID], disclosed: bool) -> bool:
    """The two sides and staff; others only where the partner opened its amounts."""
    viewer = current_viewer()
    return viewer.is_staff or bool(sides & set(viewer.organisation_ids())) or disclosed


def steps(partnership: Partnership) -> list[dict[str, object]]:
    """The way of the partnership, with where it stands; nothing for one that ended before its time."""
    status = partnership.status
    if status in (Status.ACCEPTED_BY_CITY, Status.ACCEPTED_BY_PARTNER):
        status = Status.OFFERED
    if status not in PATH:
        return []
    here = PATH.index(status)
    states = ["done" if n < here else "current" if n == here else "todo" for n in range(len(PATH))]
    return [{"status": one, "state": state} for one, state in zip(PATH, states, strict=True)]


@partnerships.route("/<uuid:partnership_id>/accept", methods=["GET", "POST"])
@requires(Permission.ANSWER_PARTNERSHIP, Partnership)
def accept(partnership: Partnership) -> ResponseReturnValue:
    if answered(partnership):
        flash(_("Your side has accepted already."), "info")
        return to_page(partnership)
    if request.method == "GET":
        return ask(accepting(partnership, own_side(partnership))) if is_open(partnership) else to_page(partnership)
    service.accept(db.session, partnership, current_actor(own_side(partnership)))
    db.session.commit()
    both = partnership.status == Status.ACCEPTED
    flash(_("Accepted by both sides.") if both else _("Accepted. The other side is asked next."), "success")
    return to_page(partnership)


@partnerships.route("/<uuid:partnership_id>/decline", methods=["GET", "POST"])
@requires(Permission.ANSWER_PARTNERSHIP, Partnership)
def decline(partnership: Partnership) -> ResponseReturnValue:
    form, outlook = ReasonForm(), declining(partnership)
    if request.method == "GET" and not is_open(partnership):
        return to_page(partnership)
    if not form.validate_on_submit():
        return ask(outlook, form)
    service.decline(db.session, partnership, str(form.reason.data), current_actor(own_side(partnership)))
    db.session.commit()
    flash(_("Declined. What was reserved is free again."), "success")
    return to_page(partnership)


@partnerships.route("/<uuid:partnership_id>/follow", methods=["GET", "POST"])
@requires(Permission.FOLLOW_PARTNERSHIP, Partnership)
def follow(partnership: Partnership) -> ResponseReturnValue:
    """The secretariat records that it was signed, begun or completed."""
    name = request.values.get("step", "")
    status, step = FOLLOWING.get(name, (None, None))
    if request.method == "GET":
        if status is None or not partnership.may_move_to(status):
            return to_page(partnership)
        return ask(recording(partnership, status), StepForm(formdata=None, data={"step": name}))
    if step is None:
        abort(400)
    step(db.session, partnership, current_actor())
    db.session.commit()
    flash(_("Recorded."), "success")
    return to_page(partnership)


@partnerships.route("/<uuid:partnership_id>/end", methods=["GET", "POST"])
@requires(Permission.FOLLOW_PARTNERSHIP, Partnership)
def end(partnership: Partnership) -> ResponseReturnValue:
    """Withdrawn before it was signed, or terminated after; always with a reason."""
    form = EndForm(partnership, secretariat())
    if request.method == "GET" and not any(partnership.may_move_to(one) for one in ENDINGS):
        return to_page(partnership)
    if not form.validate_on_submit():
        return ask(ending(partnership), form)
    step = service.withdraw if partnership.may_move_to(Status.WITHDRAWN) else service.terminate
    step(db.session, partnership, form.side, str(form.reason.data), current_actor())
    db.session.commit()
    flash(_("Ended. What was set aside is free again."), "success")
    return to_page(partnership)


def to_page(partnership: Partnership) -> ResponseReturnValue:
    return redirect(url_for("partnerships.show", partnership_id=partnership.id))


@partnerships.get("/refusals/<uuid:refusal_id>")
@requires(Permission.SEE_PARTNERSHIP, Refusal)
def refusal(refusal: Refusal) -> ResponseReturnValue:
    """Its page is that of the partnership."""
    return redirect(url_for("partnerships.show", partnership_id=refusal.partnership_id))


@partnerships.post("/refusals/<uuid:refusal_id>/lift")
@requires(Permission.LIFT_REFUSAL, Refusal)
def lift(refusal: Refusal) -> ResponseReturnValue:
    """The side that said no lets the pair be proposed again."""
    refusals.lift(db.session, refusal, current_actor(refusal.organisation))
    db.session.commit()
    flash(_("These two may be proposed to each other again, from the next run on."), "success")
    return redirect(url_for("partnerships.show", partnership_id=refusal.partnership_id))


def secretariat() -> Organisation:
    """For which the viewer, a reviewer, acts."""
    return current_viewer().organisations(Role.REVIEWER)[0]


def own_side(partnership: Partnership) -> Organisation:
    mine = current_viewer().organisation_ids()
    return next(one for one in partnership.parties if one.id in mine)
