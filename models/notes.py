"""What staff write to each other about a pair in a round. It stays when the round is run again."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified, utc_now
from models.users import User


class Note(Identified, Base):
    __tablename__ = "notes"
    __table_args__ = (
        CheckConstraint("text <> ''", "says_something"),
        Index(None, "round_id", "need_id", "offer_id"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rounds.id"))
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id"))
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=utc_now)

    author: Mapped[User] = relationship()
