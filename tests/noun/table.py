"""The table of a noun of two words."""

import uuid

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Identified, Versioned
from models.organisations import Organisation


class CommunityAgreement(Identified, Versioned, Dated, Base):
    __tablename__ = "community_agreements"
    LENGTHS = {"title": 200, "duties": 3000}

    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str]
    duties: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
