"""The guard before every view: it loads the thing and asks the right, so that no view holds an unchecked one."""

import functools
import re
import uuid
from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import select

from app.access.permissions import STAFF, Permission
from app.access.viewer import Viewer
from app.access.visibility import visible
from app.extensions import db
from app.services.actor import Actor
from models import Organisation

View = Callable[..., ResponseReturnValue]


def current_viewer() -> Viewer:
    """Read afresh at each request: a role lost is lost everywhere at once."""
    if "viewer" not in g:
        signed_in = current_user and current_user.is_authenticated
        g.viewer = Viewer(current_user._get_current_object() if signed_in else None)
    viewer: Viewer = g.viewer
    return viewer


def forget_viewer() -> None:
    """From here to the end of the request the viewer counts as a visitor, and nobody is looked up."""
    g.viewer = Viewer(None)
    current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]  # the library's own


def current_actor(on_behalf_of: Organisation | None = None) -> Actor:
    """The viewer as the one who acts; on behalf of the secretariat or their own organisation, unless told otherwise."""
    viewer = current_viewer()
    mine = viewer.organisations(*STAFF) or viewer.organisations()
    organisation_id = on_behalf_of.id if on_behalf_of else (mine[0].id if mine else None)
    return Actor(viewer.user, organisation_id, g.get("request_id", ""))


def requires(permission: Permission, model: type[Any] | None = None) -> Callable[[View], View]:
    """Let in who holds the right. With a model the view is given the thing in place of its id in the address.

    Who is not signed in is asked to sign in. What does not exist for one is a 404, like what does not exist; what one
    sees but may not do is a 403.
    """

    def guard(view: View) -> View:
        @functools.wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            viewer = current_viewer()
            if not viewer.may(permission) and viewer.user is None:
                return _ask_to_sign_in()
            if model is None:
                return view(**arguments) if viewer.may(permission) else abort(403)
            name = _name(model)
            thing = _load(model, arguments.pop(f"{name}_id"))
            if thing is None:
                return _ask_to_sign_in() if viewer.user is None else abort(404)
            if not viewer.can(permission, thing):
                abort(403)
            return view(**{name: thing}, **arguments)

        guarded.permission, guarded.model = permission, model  # type: ignore[attr-defined]
        return guarded

    return guard


def _name(model: type[Any]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()


def _load(model: type[Any], identity: uuid.UUID) -> Any:
    return db.session.scalar(select(model).where(model.id == identity, visible(current_viewer(), model)))


def exists_for_viewer(thing: Any) -> bool:
    """Whether a page may name the thing and lead to it."""
    return _load(type(thing), thing.id) is not None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method != "GET":
        abort(401)
    return redirect(url_for("security.login", next=request.full_path if request.query_string else request.path))


def register_access(app: Flask) -> None:
    """Templates ask the same rights as views."""
    app.jinja_env.globals.update(viewer=current_viewer, Permission=Permission)
