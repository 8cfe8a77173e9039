"""What people settle for themselves."""

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import User
from models.vocabulary import Language


def choose_language(session: AuditedSession, user: User, language: Language, by: Actor) -> None:
    """The language of their pages."""
    user.language = language
    record(session, by, "user.choose_language", user)
