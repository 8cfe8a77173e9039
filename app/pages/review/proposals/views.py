"""What partners see of a plan before it is published: the matches proposed for their offers, and their replies."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, current_viewer, requires
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.listing import paginate
from app.forms.submitting import status_of
from app.pages.review.proposals.forms import ReplyForm
from app.services.money.conversion import taken_of_offer
from app.services.review import windows as service
from app.today import today
from models import Match, Role
from models.windows import ReplyKind

proposals = Blueprint("proposals", __name__, url_prefix="/proposals")


@proposals.get("/")
@requires(Permission.SEE_PROPOSALS)
def index() -> ResponseReturnValue:
    mine = current_viewer().organisations(Role.PARTNER_OFFICER)
    page = paginate(service.proposals(mine))
    return render_template("review/proposals/index.html", page=page, today=today(), in_offers_unit=taken_of_offer)


@proposals.get("/<uuid:match_id>")
@requires(Permission.SEE_PROPOSAL, Match)
def show(match: Match) -> ResponseReturnValue:
    return render_show(match, ReplyForm(match.offer, taken_of_offer(match)))


@proposals.post("/<uuid:match_id>")
@requires(Permission.REPLY_TO_PROPOSAL, Match)
def reply(match: Match) -> ResponseReturnValue:
    form = ReplyForm(match.offer, taken_of_offer(match))
    if not form.validate_on_submit():
        return render_show(match, form), status_of(form)
    by = current_actor(match.offer.organisation)
    with attempt(form=form) as tried:
        service.reply(db.session, match, ReplyKind(form.kind.data), form.text.data or "", today(), by, form.raised)
    if tried.problems:
        return render_show(match, form), 409
    flash(_("Sent to the secretariat."), "success")
    return redirect(url_for("proposals.show", match_id=match.id))


def render_show(match: Match, form: ReplyForm) -> str:
    window = match.plan.window
    return render_template(
        "review/proposals/show.html",
        match=match,
        window=window,
        is_open=window is not None and window.is_open(today()),
        form=form,
        amounts=taken_of_offer(match),
        replies=service.replies_to(db.session, match),
        breadcrumbs=[{"label": _("Proposals"), "href": url_for("proposals.index")}],
    )
