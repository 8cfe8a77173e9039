"""What reviewers and an organisation write to each other about a need or an offer."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified, utc_now
from models.organisations import Organisation
from models.users import User


class Remark(Identified, Base):
    """A reviewer's word to `organisation` or, where it is an answer, a word of that organisation to the reviewers. All
    that were written about one thing with one organisation are a thread."""

    __tablename__ = "remarks"
    __table_args__ = (
        CheckConstraint("(need_id IS NULL) <> (offer_id IS NULL)", "on_one_thing"),
        CheckConstraint("text <> ''", "says_something"),
    )

    need_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("needs.id"), index=True)
    offer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offers.id"), index=True)
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    is_answer: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    section: Mapped[str | None]
    """Of the form that it concerns, by name, where the reviewer said it."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    organisation: Mapped[Organisation] = relationship()
    author: Mapped[User] = relationship()
