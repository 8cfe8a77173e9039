"""The reviewer's queue: the needs, or the offers, that were submitted, one after the other, the oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, func, select, tuple_

from app.access import Permission, current_viewer, visible
from app.extensions import db
from app.forms.writing import address_of
from models import Need, Offer
from models.lifecycle import SubmissionStatus

REVIEWING: Mapping[type[Any], Permission] = {Need: Permission.REVIEW_NEED, Offer: Permission.REVIEW_OFFER}


@dataclass(frozen=True)
class Queue:
    """Where the reviewer stands in it."""

    left: int
    """How many more wait."""
    skip: str
    """The page of the next; nothing where no other waits."""
    leave: str
    """The list."""


def queue_of(thing: Need | Offer) -> Queue | None:
    """Of what is open before the reviewer; none where it was not opened from the queue."""
    if not _is_on(thing):
        return None
    others = _waiting(thing).where(type(thing).id != thing.id)
    left = db.session.scalar(select(func.count()).select_from(others.subquery())) or 0
    return Queue(left, _next(thing), _list(type(thing)))


def onward(thing: Need | Offer) -> str | None:
    """After a decision on it: the page of the next that waits, or the list where none does."""
    if not _is_on(thing):
        return None
    if following := _next(thing):
        return following
    flash(_("You have been through all that waited."), "info")
    return _list(type(thing))


def _is_on(thing: Need | Offer) -> bool:
    return bool(request.args.get("queue")) and current_viewer().can(REVIEWING[type(thing)], thing)


def _waiting(thing: Need | Offer) -> Select[Any]:
    model = type(thing)
    return select(model.id).where(visible(current_viewer(), model), model.status == SubmissionStatus.SUBMITTED)


def _next(thing: Need | Offer) -> str:
    """After the last comes the first, which was passed over."""
    model = type(thing)
    others = _waiting(thing).where(model.id != thing.id).order_by(model.created_at, model.id).limit(1)
    later = others.where(tuple_(model.created_at, model.id) > (thing.created_at, thing.id))
    following = db.session.scalar(later) or db.session.scalar(others)
    return address_of("show", model, following) if following else ""


def _list(model: type[Any]) -> str:
    return url_for(f"{model.__tablename__}.index", status=SubmissionStatus.SUBMITTED)


def register_queue(app: Flask) -> None:
    app.jinja_env.globals["queue_of"] = queue_of
