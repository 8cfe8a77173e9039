"""What people settle for themselves, and whether they may sign in at all."""

import uuid

from app.database import AuditedSession
from app.services.people import members
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import Role, User
from models.errors import Blocker, NotReady
from models.vocabulary import Language


def choose_currency(session: AuditedSession, user: User, currency: str | None, by: Actor) -> None:
    """In which amounts stand first for them; None leaves it to their organisation's country."""
    user.currency = currency
    record(session, by, "user.choose_currency", user)


def choose_language(session: AuditedSession, user: User, language: Language, by: Actor) -> None:
    """The language of their pages."""
    user.language = language
    record(session, by, "user.choose_language", user)


def close(session: AuditedSession, user: User, by: Actor) -> None:
    """The person is signed out everywhere and cannot sign in; their roles wait. Closing it twice changes nothing.

    Raises NotReady for one's own account, and for that of the last administrator.
    """
    if user == by.user:
        raise NotReady(Blocker("own_account"))
    if not user.active:
        return
    if any(one.role == Role.ADMINISTRATOR for one in user.memberships):
        members.refuse_last_administrator(session, user)
    user.active, user.fs_uniquifier = False, uuid.uuid4().hex
    record(session, by, "account.close", user)


def reopen(session: AuditedSession, user: User, by: Actor) -> None:
    """They may sign in again, with the roles that they have."""
    if not user.active:
        user.active = True
        record(session, by, "account.reopen", user)
