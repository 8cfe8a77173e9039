"""The guard before every view: it loads the thing and asks the right, so that no view holds an unchecked one."""

import functools
import uuid
from collections.abc import Callable
from typing import Any, NoReturn

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.access.current import current_viewer
from app.access.permissions import Permission
from app.access.recording import record_refusal
from app.access.visibility import visible
from app.extensions import READING_METHODS, db
from models.base import noun

View = Callable[..., ResponseReturnValue]


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
                return view(**arguments) if viewer.may(permission) else _refuse(permission)
            name = noun(model)
            identity = arguments.pop(f"{name}_id")
            thing = _load(model, identity)
            if thing is None:
                return _ask_to_sign_in() if viewer.user is None else _hide(permission, model, identity)
            if not viewer.can(permission, thing):
                return _refuse(permission, model, identity)
            return view(**{name: thing}, **arguments)

        guarded.permission, guarded.model = permission, model  # type: ignore[attr-defined]
        return guarded

    return guard


def _load(model: type[Any], identity: uuid.UUID) -> Any:
    return db.session.scalar(select(model).where(model.id == identity, visible(current_viewer(), model)))


def exists_for_viewer(thing: Any) -> bool:
    """Whether a page may name the thing and lead to it."""
    return _load(type(thing), thing.id) is not None


def _refuse(permission: Permission, model: type[Any] | None = None, identity: object = "") -> NoReturn:
    """What one sees but may not do; it is recorded."""
    record_refusal(permission, model.__name__ if model else "Page", identity)
    abort(403)


def _hide(permission: Permission, model: type[Any], identity: object) -> NoReturn:
    """What does not exist for one. An attempt to change it is recorded, the same whether it exists for others or not:
    neither the answer nor the time that it takes may tell."""
    if request.method not in READING_METHODS:
        record_refusal(permission, model.__name__, identity)
    abort(404)


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method != "GET":
        abort(401)
    return redirect(url_for("security.login", next=request.full_path if request.query_string else request.path))


def register_access(app: Flask) -> None:
    """Templates ask the same rights as views."""
    app.jinja_env.globals.update(viewer=current_viewer, Permission=Permission)
