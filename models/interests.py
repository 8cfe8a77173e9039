"""An interest that somebody of the staff declared in an organisation: a reason to leave its matches to others."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified, utc_now
from models.organisations import Organisation
from models.users import User


class Interest(Identified, Base):
    """`nature` says what ties the two. One that ended is kept, with the reason: who decided what stays explicable."""

    __tablename__ = "interests"
    __table_args__ = (
        CheckConstraint("nature <> ''", "has_nature"),
        CheckConstraint("ended_at IS NULL OR ended_because <> ''", "has_reason"),
        Index("uq_interests_standing", "user_id", "organisation_id", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    nature: Mapped[str]
    declared_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()
