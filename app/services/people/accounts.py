"""What people settle for themselves."""

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import User
from models.vocabulary import Language


def choose_currency(session: AuditedSession, user: User, currency: str | None, by: Actor) -> None:
    """In which amounts stand first for them; None leaves it to their organisation's country."""
    user.currency = currency
    record(session, by, "user.choose_currency", user)


def choose_language(session: AuditedSession, user: User, language: Language, by: Actor) -> None:
    """The language of their pages."""
    user.language = language
    record(session, by, "user.choose_language", user)
