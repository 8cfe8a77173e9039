"""The invitations that are open, and the page behind the link of one. Opening that writes nothing: mail scanners open
links too."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.extensions import db
from app.forms.listing import Sorting, paginate, search
from app.forms.submitting import status_of
from app.pages.people.invitations.adding import invite_again
from app.pages.people.invitations.forms import AcceptForm, AccountForm
from app.services.people import invitations as service
from models import Invitation
from models.base import utc_now

invitations = Blueprint("invitations", __name__, url_prefix="/invitations")


@invitations.get("/")
@requires(Permission.SEE_USERS)
def index() -> ResponseReturnValue:
    """What is open, and what nobody accepted in time."""
    sorting = Sorting({"email": Invitation.email, "until": Invitation.expires_at}, default="until")
    statement = search(select(Invitation).where(visible(current_viewer(), Invitation)), Invitation)
    page = paginate(sorting.order(statement, Invitation.id))
    return render_template("people/invitations/index.html", page=page, sorting=sorting, now=utc_now())


@invitations.post("/<uuid:invitation_id>/withdraw")
@requires(Permission.MANAGE_MEMBERS, Invitation)
def withdraw(invitation: Invitation) -> ResponseReturnValue:
    service.withdraw(db.session, invitation, current_actor())
    db.session.commit()
    flash(_("Taken back. The link works no longer."), "success")
    return redirect(url_for("organisations.show", organisation_id=invitation.organisation_id))


@invitations.post("/<uuid:invitation_id>/send-again")
@requires(Permission.MANAGE_MEMBERS, Invitation)
def send_again(invitation: Invitation) -> ResponseReturnValue:
    invite_again(invitation)
    return redirect(url_for("organisations.show", organisation_id=invitation.organisation_id))


@invitations.route("/<secret>", methods=["GET", "POST"])
@requires(Permission.SEE_PUBLIC)
def accept(secret: str) -> ResponseReturnValue:
    now = utc_now()
    invitation = service.find(db.session, secret, now)
    if invitation is None:
        return render_template("people/invitations/gone.html"), 404
    account = service.account_of(db.session, invitation.email)
    form = AcceptForm() if account is not None and account.confirmed_at else AccountForm(invitation)
    if form.validate_on_submit():
        service.accept(db.session, invitation, *form.account(), g.request_id, now)
        db.session.commit()
        flash(_("Welcome. You can sign in now."), "success")
        return redirect(url_for("security.login"))
    return render_template(
        "people/invitations/accept.html", invitation=invitation, form=form, secret=secret
    ), status_of(form)
