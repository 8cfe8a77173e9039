"""The page behind the link of an invitation. Opening it writes nothing: mail scanners open links too."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, requires
from app.extensions import db
from app.forms.submitting import status_of
from app.pages.people.invitations.forms import AcceptForm, AccountForm
from app.services.people import invitations as service
from models.base import utc_now

invitations = Blueprint("invitations", __name__, url_prefix="/invitations")


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
