"""How often one may try, held in the database so that it holds across processes, and asked before any hashing."""

import hashlib
import uuid
from datetime import timedelta

from flask import Flask, Response, g, request
from flask import session as cookie
from sqlalchemy import delete, func, or_, select
from werkzeug.exceptions import TooManyRequests

from app.extensions import db
from models import SignInAttempt
from models.base import utc_now

LIMITED = frozenset(
    {
        "security.login",
        "security.register",
        "security.forgot_password",
        "security.reset_password",
        "security.send_confirmation",
        "security.change_password",
        "security.verify",
    }
)
WINDOW = timedelta(minutes=5)
PER_ACCOUNT_AND_ADDRESS = 10
PER_ADDRESS = 50
"""More than one account's, because a whole city hall may share an address."""


def register_limits(app: Flask) -> None:
    app.before_request(count_attempt)
    app.after_request(forget_after_success)


def count_attempt() -> None:
    """Keep the attempt, whatever becomes of the request.

    Raises TooManyRequests, with the seconds to wait, after too many in the window. In a session of its own that ends
    here: the attempt stays even if the request fails, and the request's own transaction waits for nobody.
    """
    if request.method != "POST" or request.endpoint not in LIMITED:
        return
    now, g.attempt, g.was_signed_in = utc_now(), [], "_user_id" in cookie
    with db.own_session() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - 2 * WINDOW))
        for key, most in _keys():
            recent = select(func.count(), func.min(SignInAttempt.at)).where(
                SignInAttempt.key == key, SignInAttempt.at > now - WINDOW
            )
            attempts, first = session.execute(recent).one()
            if attempts >= most:
                raise TooManyRequests(retry_after=max(1, int((first + WINDOW - now).total_seconds())))
            g.attempt.append(uuid.uuid4())
            session.add(SignInAttempt(id=g.attempt[-1], key=key, at=now))
        session.commit()


def forget_after_success(response: Response) -> Response:
    """Only failed attempts to sign in count."""
    if g.get("attempt") and request.endpoint == "security.login" and _has_just_signed_in():
        with db.own_session() as session:
            account = _keys()[0][0]
            session.execute(
                delete(SignInAttempt).where(or_(SignInAttempt.id.in_(g.attempt), SignInAttempt.key == account))
            )
            session.commit()
    return response


def _has_just_signed_in() -> bool:
    """Who was signed in already, and knocks with another's address, proves nothing."""
    return not g.was_signed_in and "_user_id" in cookie


def _keys() -> list[tuple[str, int]]:
    place = f"{request.endpoint}:{request.remote_addr or 'unknown'}"
    account = request.form.get("email", "").strip().lower()
    person = hashlib.sha256(account.encode(errors="replace")).hexdigest()[:24]
    return [(f"{place}:{person}"[:120], PER_ACCOUNT_AND_ADDRESS), (place[:120], PER_ADDRESS)]
