"""The inbox: what the platform told one's organisations, and how it comes by e-mail."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access import Permission, Viewer, current_actor, current_viewer, requires
from app.extensions import db
from app.forms.listing import flag, paginate
from app.forms.submitting import status_of
from app.forms.threads import converse
from app.pages.people.messages.forms import DigestForm
from app.pages.people.messages.words import words
from app.services.people import messages as service
from app.services.people import threads
from models import Message, Remark, User
from models.users import Digest

messages = Blueprint("messages", __name__, url_prefix="/messages")


def signed_in(viewer: Viewer) -> User:
    assert viewer.user is not None, "the guard lets nobody else in"
    return viewer.user


@messages.get("/")
@requires(Permission.SEE_MESSAGES)
def index() -> ResponseReturnValue:
    viewer = current_viewer()
    user, mine = signed_in(viewer), viewer.organisation_ids()
    page = paginate(service.unread(user, mine) if flag("unread") else service.inbox(mine))
    return render_template(
        "people/messages/index.html",
        page=page,
        read=service.read_by(db.session, user, page.items),
        waiting=service.count_unread(db.session, user, mine),
        words=words,
    )


@messages.get("/<uuid:message_id>")
@requires(Permission.SEE_MESSAGE, Message)
def show(message: Message) -> ResponseReturnValue:
    return render_template(
        "people/messages/show.html",
        message=message,
        words=words(message),
        is_read=message.id in service.read_by(db.session, signed_in(current_viewer()), [message]),
        breadcrumbs=[{"label": _("Messages"), "href": url_for("messages.index")}],
    )


@messages.post("/<uuid:message_id>/read")
@requires(Permission.SEE_MESSAGE, Message)
def read(message: Message) -> ResponseReturnValue:
    service.mark_read(db.session, [message], signed_in(current_viewer()), current_actor())
    db.session.commit()
    if "HX-Request" in request.headers:  # the page itself says so, as it opens
        return render_template("people/messages/_read.html")
    return redirect(url_for("messages.index"))


@messages.route("/threads/<uuid:remark_id>", methods=["GET", "POST"])
@requires(Permission.ANSWER_REMARK, Remark)
def thread(remark: Remark) -> ResponseReturnValue:
    by = current_actor(None if current_viewer().is_staff else remark.organisation)
    here = url_for("messages.thread", remark_id=remark.id)
    return converse(threads.thing_of(db.session, remark), remark.organisation, by, here)


@messages.post("/read")
@requires(Permission.SEE_MESSAGES)
def read_all() -> ResponseReturnValue:
    viewer = current_viewer()
    user = signed_in(viewer)
    waiting = db.session.scalars(service.unread(user, viewer.organisation_ids())).all()
    count = service.mark_read(db.session, waiting, user, current_actor())
    db.session.commit()
    flash(ngettext("%(num)d message marked as read.", "%(num)d messages marked as read.", count), "success")
    return redirect(url_for("messages.index"))


@messages.route("/by-mail", methods=["GET", "POST"])
@requires(Permission.USE_ACCOUNT)
def by_mail() -> ResponseReturnValue:
    user = signed_in(current_viewer())
    form = DigestForm(obj=user)
    if not form.validate_on_submit():
        trail = [{"label": _("Messages"), "href": url_for("messages.index")}]
        return render_template("people/messages/by_mail.html", form=form, user=user, breadcrumbs=trail), status_of(form)
    service.choose_digest(db.session, user, Digest(form.digest.data), current_actor())
    db.session.commit()
    flash(_("Saved. What waits to be sent follows."), "success")
    return redirect(url_for("messages.index"))
