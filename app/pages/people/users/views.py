"""Pages of the people who have an account: who they are, what they act for, whether they may sign in."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.listing import Sorting, argument, paginate, search, word
from app.forms.submitting import status_of
from app.pages.people.invitations.adding import add_or_invite
from app.pages.people.invitations.forms import ConfirmForm
from app.pages.people.users.forms import InviteForm
from app.services.people import accounts as service
from app.services.people import members
from models import AuditEvent, Invitation, Membership, Organisation, Role, User
from models.users import AccountState

users = Blueprint("users", __name__, url_prefix="/users")

IN_STATE: Mapping[AccountState, ColumnElement[bool]] = {
    AccountState.CLOSED: User.active.is_(False),
    AccountState.UNCONFIRMED: User.active.is_(True) & User.confirmed_at.is_(None),
    AccountState.CONFIRMED: User.active.is_(True) & User.confirmed_at.is_not(None),
}


@users.get("/")
@requires(Permission.SEE_USERS)
def index() -> ResponseReturnValue:
    sorting = Sorting({"name": User.folded_name, "email": User.email, "since": User.created_at}, default="name")
    statement = search(select(User).where(visible(current_viewer(), User)), User)
    if role := word("role", Role):
        statement = statement.where(User.memberships.any(Membership.role == role))
    if state := word("state", AccountState):
        statement = statement.where(IN_STATE[state])
    page = paginate(sorting.order(statement, User.id))
    return render_template(
        "people/users/index.html",
        page=page,
        sorting=sorting,
        roles=Role,
        states=AccountState,
        last=last_acts([one.id for one in page.items]),
        invited=db.session.scalar(select(func.count()).select_from(Invitation)),
    )


def last_acts(people: Collection[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """When each of them last did something that the audit trail tells."""
    acts = (
        select(AuditEvent.actor_id, func.max(AuditEvent.at))
        .where(AuditEvent.actor_id.in_(people))
        .group_by(AuditEvent.actor_id)
    )
    return {actor: at for actor, at in db.session.execute(acts) if actor is not None}


@users.get("/<uuid:user_id>")
@requires(Permission.SEE_USER, User)
def show(user: User) -> ResponseReturnValue:
    invitations = select(Invitation).where(Invitation.email == user.email.lower()).order_by(Invitation.created_at)
    return render_template(
        "people/users/show.html",
        person=user,
        last=last_acts([user.id]).get(user.id),
        invitations=db.session.scalars(invitations).all(),
        itself=user == current_viewer().user,
        breadcrumbs=to_people(),
    )


@users.route("/invite", methods=["GET", "POST"])
@requires(Permission.MANAGE_MEMBERS)
def invite() -> ResponseReturnValue:
    """Bring somebody into an organisation; the address may name whom."""
    open_ones = select(Organisation).where(Organisation.active.is_(True)).order_by(Organisation.name)
    form = InviteForm(db.session.scalars(open_ones), data={"email": argument("email")})
    if form.validate_on_submit():
        organisation = db.session.get_one(Organisation, form.chosen)
        if not (problems := add_or_invite(organisation, form.address, Role(form.role.data))):
            known = db.session.scalar(select(User).where(func.lower(User.email) == form.address))
            return redirect(
                url_for("users.show", user_id=known.id) if known else url_for("invitations.index", q=form.address)
            )
        form.role.errors = problems
    return render_template("people/users/invite.html", form=form, breadcrumbs=to_people()), status_of(form)


@users.route("/<uuid:user_id>/close", methods=["GET", "POST"])
@requires(Permission.CLOSE_ACCOUNT, User)
def close(user: User) -> ResponseReturnValue:
    """Asks once more, then closes the account."""
    form = ConfirmForm()
    if form.validate_on_submit():
        with attempt(form=form) as closed:
            service.close(db.session, user, current_actor())
        if not closed.problems:
            flash(_("Closed. The person is signed out everywhere."), "success")
            return redirect(url_for("users.show", user_id=user.id))
    page = render_template(
        "people/users/close.html", person=user, form=form, alone=alone(user), breadcrumbs=[*to_people(), link_to(user)]
    )
    return page, 409 if form.form_errors else 200


def alone(user: User) -> list[str]:
    """The organisations for which nobody else acts."""
    return [one.organisation.name for one in user.memberships if members.is_last(db.session, one)]


@users.post("/<uuid:user_id>/reopen")
@requires(Permission.CLOSE_ACCOUNT, User)
def reopen(user: User) -> ResponseReturnValue:
    service.reopen(db.session, user, current_actor())
    db.session.commit()
    flash(_("Opened again. The person can sign in, with the roles that they have."), "success")
    return redirect(url_for("users.show", user_id=user.id))


def to_people() -> list[dict[str, str]]:
    return [{"label": _("People"), "href": url_for("users.index")}]


def link_to(user: User) -> dict[str, str]:
    return {"label": user.called, "href": url_for("users.show", user_id=user.id)}
