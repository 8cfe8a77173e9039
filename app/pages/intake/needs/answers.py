"""The page on which a nation answers several needs of its cities at once: it names them, and asks once for all."""

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access import Permission, current_actor, current_viewer, requires, visible
from app.access.visibility import nations
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.submitting import status_of
from app.pages.intake.needs.blueprint import needs
from app.pages.intake.needs.forms import NoObjectionForm
from app.services.intake import no_objections
from models import City, Need, Organisation, Programme, Role

MOST = 100
"""Needs in one answer."""


@needs.route("/answers", methods=["GET", "POST"])
@requires(Permission.OBJECT_TO_NEED)
def answer_many() -> ResponseReturnValue:
    """Every one of them, or none: what changed, or was answered, since the page was opened is to be read first."""
    asked, form = ticked(), NoObjectionForm()
    if not asked:
        flash(_("Tick at least one need that your government has not answered yet."), "error")
        return redirect(url_for("needs.index", unanswered="1"))
    sent, seen = form.validate_on_submit(), request.form.getlist("seen")
    if sent and sorted(seen) != sorted(map(as_seen, asked)):
        form.form_errors = [
            _(
                "Some of these were changed or answered while you were reading, so nothing is recorded yet. These are "
                "the ones that still wait, as they are now: read them again, then answer."
            )
        ]
        return render(form, asked), 409
    if sent:
        with attempt(form=form) as answered:
            answer_each(asked, form)
        if not answered.problems:
            told = ngettext("Recorded for %(num)d need.", "Recorded for %(num)d needs.", len(asked))
            flash(told, "success")
            return redirect(url_for("needs.index", unanswered="1"))
        return render(form, asked), answered.status
    return render(form, asked), status_of(form)


def render(form: NoObjectionForm, asked: Sequence[Need]) -> str:
    trail = [{"label": _("Needs"), "href": url_for("needs.index", unanswered="1")}]
    return render_template("intake/needs/answers.html", form=form, needs=asked, as_seen=as_seen, breadcrumbs=trail)


def ticked() -> Sequence[Need]:
    """Those that the address or the form names and that wait for the viewer's government, by city and title."""
    viewer = current_viewer()
    return db.session.scalars(
        select(Need)
        .join(Need.programme)
        .join(City, Programme.city_id == City.id)
        .where(
            Need.id.in_(ids()), visible(viewer, Need), no_objections.unanswered(), City.country_id.in_(nations(viewer))
        )
        .options(joinedload(Need.programme).joinedload(Programme.city))
        .order_by(City.name, Need.title, Need.id)
    ).all()


def ids() -> list[uuid.UUID]:
    found = []
    for one in request.values.getlist("need")[:MOST]:
        try:
            found.append(uuid.UUID(one))
        except ValueError:
            continue
    return found


def as_seen(need: Need) -> str:
    """The need and its version, as the form brings them back."""
    return f"{need.id}:{need.version}"


def answer_each(asked: Sequence[Need], form: NoObjectionForm) -> None:
    given, reason = form.answer.data == form.NONE, str(form.reason.data or "")
    for need in asked:
        office = office_for(need)
        no_objections.answer(db.session, need, office, given, reason, need.version, current_actor(office))


def office_for(need: Need) -> Organisation:
    """The viewer's government of the need's country."""
    mine = current_viewer().organisations(Role.NATIONAL_OFFICER)
    return next(one for one in mine if one.country_id == need.city.country_id)
