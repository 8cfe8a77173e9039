"""What a reviewer writes to an organisation about its need or offer; kept when it comes back."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified, utc_now
from models.users import User


class Remark(Identified, Base):
    __tablename__ = "remarks"
    __table_args__ = (
        CheckConstraint("(need_id IS NULL) <> (offer_id IS NULL)", "on_one_thing"),
        CheckConstraint("text <> ''", "says_something"),
    )

    need_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("needs.id"), index=True)
    offer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("offers.id"), index=True)
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    section: Mapped[str | None]
    """Of the form that it concerns, by name, where the reviewer said it."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    author: Mapped[User] = relationship()
