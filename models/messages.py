"""What the platform tells an organisation, who has read it, and the letters that carry it by e-mail."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified, utc_now
from models.organisations import Organisation
from models.users import User


class MessageKind(StrEnum):
    ROUND_PUBLISHED = "round_published"
    WINDOW_OPENED = "window_opened"
    PARTNER_REPLIED = "partner_replied"
    WRITTEN = "written"
    PARTNERSHIP_ENDED = "partnership_ended"
    REFUSAL_LIFTED = "refusal_lifted"
    SUBMISSION_CHANGED = "submission_changed"
    NATION_ANSWERED = "nation_answered"
    RESIDENTS_STATED = "residents_stated"
    PARTNERSHIP_MOVED = "partnership_moved"
    WINDOW_CLOSED = "window_closed"
    MEMBER_CHANGED = "member_changed"


class Message(Identified, Base):
    """Told once: `key` says what of. `data` holds the facts as they were then; the words are made for each reader."""

    __tablename__ = "messages"

    key: Mapped[str] = mapped_column(String(200), unique=True)
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[MessageKind]
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    organisation: Mapped[Organisation] = relationship()


class MessageReading(Base):
    """Somebody has read a message of their organisation."""

    __tablename__ = "message_readings"

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("messages.id"), primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(default=utc_now)


class Letter(Identified, Base):
    """A message on its way to one person by e-mail: the outbox.

    It is claimed before it is handed over and marked as sent afterwards. What is claimed and never marked was perhaps
    sent, and is not sent again: the message itself is in the inbox.
    """

    __tablename__ = "letters"
    __table_args__ = (
        UniqueConstraint("message_id", "user_id"),
        CheckConstraint("sent_at IS NULL OR claimed_at IS NOT NULL", "claimed_first"),
        Index(None, "claimed_at", "due_at"),
    )

    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("messages.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), index=True)
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    refusals: Mapped[int] = mapped_column(default=0)

    message: Mapped[Message] = relationship()
    user: Mapped[User] = relationship()
