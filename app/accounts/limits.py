"""How often one may try, held in the database so that it holds across processes, and asked before any hashing."""

import hashlib
from datetime import timedelta

from flask import request
from sqlalchemy import delete, func, select
from werkzeug.exceptions import TooManyRequests

from app.extensions import db
from models import SignInAttempt
from models.base import utc_now

WINDOW = timedelta(minutes=5)
PER_ACCOUNT_AND_ADDRESS = 10
PER_ADDRESS = 50
"""More than one account's, because a whole city hall may share an address."""


def refuse_if_exhausted(purpose: str, account: str | None) -> None:
    """Raises TooManyRequests, with the seconds to wait, after too many attempts in the window."""
    since = utc_now() - WINDOW
    for key, most in _keys(purpose, account):
        statement = select(func.count(), func.min(SignInAttempt.at)).where(
            SignInAttempt.key == key, SignInAttempt.at > since
        )
        attempts, first = db.session.execute(statement).one()
        if attempts >= most:
            raise TooManyRequests(retry_after=max(1, int((first + WINDOW - utc_now()).total_seconds())))


def count(purpose: str, account: str | None) -> None:
    """Keep the attempt, whatever becomes of the request."""
    with db.own_session() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < utc_now() - 2 * WINDOW))
        session.add_all(SignInAttempt(key=key, at=utc_now()) for key, _most in _keys(purpose, account))
        session.commit()


def counted(purpose: str, account: str | None) -> bool:
    refuse_if_exhausted(purpose, account)
    count(purpose, account)
    return True


def _keys(purpose: str, account: str | None) -> list[tuple[str, int]]:
    address = request.remote_addr or "unknown"
    person = hashlib.sha256((account or "").strip().lower().encode()).hexdigest()[:24]
    return [(f"{purpose}:{address}:{person}", PER_ACCOUNT_AND_ADDRESS), (f"{purpose}:{address}", PER_ADDRESS)]
