"""What a national government said of a published need: no objection, or why it objects. The newest answer holds."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified, utc_now
from models.needs import Need
from models.organisations import Organisation
from models.users import User


class NoObjection(Identified, Base):
    """An answer to a need as it was published before `stated_at`; a need published anew is asked for anew."""

    __tablename__ = "no_objections"
    __table_args__ = (CheckConstraint("given OR reason <> ''", "has_reason"),)

    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id"), index=True)
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    given: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    stated_at: Mapped[datetime] = mapped_column(default=utc_now)

    need: Mapped[Need] = relationship()
    organisation: Mapped[Organisation] = relationship()
    author: Mapped[User] = relationship()
