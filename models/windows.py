"""The coordination window: some working days before publication the partners see what is proposed for their offers."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from models.amounts import HorizonAmounts
from models.base import Base, Identified, utc_now
from models.organisations import Organisation
from models.plans import Match, Plan
from models.users import User


class ReplyKind(StrEnum):
    COMMENT = "comment"
    OBJECTION = "objection"
    RAISE = "raise"


class Window(Identified, Base):
    """Open through the day `closes_on`, unless a reviewer closes it early, with a reason. One for a plan."""

    __tablename__ = "windows"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR closed_because <> ''", "has_reason"),
        CheckConstraint("(closed_by_id IS NULL) = (closed_at IS NULL)", "closed"),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), unique=True)
    closes_on: Mapped[date]
    opened_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    closed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]
    closed_because: Mapped[str] = mapped_column(default="")

    plan: Mapped[Plan] = relationship(back_populates="window")
    opened_by: Mapped[User] = relationship(foreign_keys=opened_by_id)
    closed_by: Mapped[User | None] = relationship(foreign_keys=closed_by_id)

    def is_open(self, today: date) -> bool:
        return self.closed_at is None and today <= self.closes_on


class Reply(Identified, Base):
    """What a partner says of a match proposed for its offer. A raise names what it could give, in the offer's unit."""

    __tablename__ = "replies"
    __table_args__ = (
        CheckConstraint("kind = 'raise' OR text <> ''", "says_something"),
        CheckConstraint("(kind = 'raise') = (short + medium + long > 0)", "amounts"),
        CheckConstraint("short >= 0 AND medium >= 0 AND long >= 0", "not_negative"),
    )

    match_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("matches.id"), index=True)
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[ReplyKind]
    text: Mapped[str] = mapped_column(default="")
    currency: Mapped[str | None] = mapped_column(String(3))
    short: Mapped[int] = mapped_column(default=0)
    medium: Mapped[int] = mapped_column(default=0)
    long: Mapped[int] = mapped_column(default=0)
    replied_at: Mapped[datetime] = mapped_column(default=utc_now)

    amounts: Mapped[HorizonAmounts] = composite("short", "medium", "long")
    match: Mapped[Match] = relationship()
    organisation: Mapped[Organisation] = relationship()
    author: Mapped[User] = relationship()
