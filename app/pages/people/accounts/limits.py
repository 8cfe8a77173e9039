"""How often one may try, held in the database so that it holds across processes, and asked before any hashing."""

import hashlib
import re
import unicodedata
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Response, g, request
from flask import session as cookie
from sqlalchemy import case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.exceptions import TooManyRequests

from app.database import AuditedSession
from app.extensions import db
from app.services.people.addresses import normal_address
from models import SignInAttempt
from models.base import utc_now

LIMITED = frozenset(
    {
        "security.login",
        "security.register",
        "security.forgot_password",
        "security.reset_password",
        "security.send_confirmation",
        "security.confirm_email",
        "security.change_password",
        "security.verify",
    }
)
OF_WHO_IS_SIGNED_IN = frozenset({"security.change_password", "security.verify"})
WINDOW = timedelta(minutes=5)
WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+")
PER_ACCOUNT_AND_ADDRESS = 10
PER_ADDRESS = 50
"""More than one account's, because a whole city hall may share an address."""


def register_limits(app: Flask) -> None:
    app.before_request(count_attempt)
    app.after_request(forget_after_success)


def count_attempt() -> None:
    """Keep the attempt, whatever becomes of the request.

    Raises TooManyRequests, with the seconds to wait, after too many since the first of the window. In a session of its
    own that ends here: the attempt stays even if the request fails, and the request's own transaction waits for nobody.
    """
    if request.method != "POST" or request.endpoint not in LIMITED:
        return
    now, g.was_signed_in = utc_now(), "_user_id" in cookie
    g.counted = []
    with db.own_session() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.since < now - 2 * WINDOW))
        session.commit()
        for key, most in _keys():
            attempts, since = _count(session, key, now)
            session.commit()  # each by itself: whoever locks two rows may lock them in another order
            if attempts > most:
                raise TooManyRequests(retry_after=max(1, int((since + WINDOW - now).total_seconds())))
            g.counted.append(key)


def _count(session: AuditedSession, key: str, now: datetime) -> tuple[int, datetime]:
    """How many attempts there are since when, with this one; in one statement, so that no two see the same number."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(SignInAttempt).values(key=key, since=now, attempts=1)
    lasts = SignInAttempt.since > now - WINDOW
    again = {
        "attempts": case((lasts, SignInAttempt.attempts + 1), else_=first.excluded.attempts),
        "since": case((lasts, SignInAttempt.since), else_=first.excluded.since),
    }
    counted = first.on_conflict_do_update(index_elements=[SignInAttempt.key], set_=again)
    attempts, since = session.execute(counted.returning(SignInAttempt.attempts, SignInAttempt.since)).one()
    return attempts, since


def forget_after_success(response: Response) -> Response:
    """Only failed attempts to sign in count."""
    if g.get("counted") and request.endpoint == "security.login" and _has_just_signed_in():
        account, place = g.counted
        with db.own_session() as session:
            session.execute(delete(SignInAttempt).where(SignInAttempt.key == account))
            session.commit()
            less = {"attempts": SignInAttempt.attempts - 1}
            session.execute(update(SignInAttempt).where(SignInAttempt.key == place).values(less))
            session.commit()
    return response


def _has_just_signed_in() -> bool:
    """Who was signed in already, and knocks with another's address, proves nothing."""
    return not g.was_signed_in and "_user_id" in cookie


def _keys() -> list[tuple[str, int]]:
    place = f"{request.endpoint}:{_network(request.remote_addr or 'unknown')}"
    person = hashlib.sha256(_account().encode(errors="replace")).hexdigest()[:24]
    return [(f"{place}:{person}"[:120], PER_ACCOUNT_AND_ADDRESS), (place[:120], PER_ADDRESS)]


def _account() -> str:
    """Whose account it is about: that of the link or the session, else all spellings by which the sign-in library
    finds the same person, as one."""
    if token := (request.view_args or {}).get("token"):
        return str(token)
    if request.endpoint in OF_WHO_IS_SIGNED_IN:
        return str(cookie.get("_user_id", ""))
    address = request.form.get("email", "")
    try:
        address = normal_address(address)
    except ValueError:
        address = address.strip()
    return unicodedata.normalize("NFKC", address).casefold()


def _network(address: str) -> str:
    """An IPv6 visitor has a whole /64 to come from. Some proxies name the visitor's port too."""
    found = WITH_PORT.fullmatch(address)
    try:
        visitor = ip_address(found[1] or found[2] if found else address)
    except ValueError:
        return address
    if not isinstance(visitor, IPv6Address):
        return str(visitor)
    return str(visitor.ipv4_mapped or ip_network((visitor.packed[:8] + bytes(8), 64)))
