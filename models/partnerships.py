"""A partnership: a published match, lived."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from models.amounts import HorizonAmounts
from models.base import Base, Dated, Identified, Versioned
from models.lifecycle import PARTNERSHIP_MOVES, Moving, PartnershipStatus
from models.needs import Need
from models.offers import Offer
from models.organisations import Organisation
from models.plans import Match

if TYPE_CHECKING:
    from models.refusals import Refusal


class Partnership(Identified, Versioned, Dated, Moving, Base):
    """`amounts` are in the offer's unit: what is reserved or committed there. `covers` is in the need's unit."""

    __tablename__ = "partnerships"
    __table_args__ = (
        CheckConstraint("short >= 0 AND medium >= 0 AND long >= 0 AND short + medium + long > 0", "amounts"),
        CheckConstraint("covers >= 0", "covers"),
        CheckConstraint("status NOT IN ('declined', 'withdrawn', 'terminated') OR reason <> ''", "has_reason"),
    )
    MOVES = PARTNERSHIP_MOVES

    match_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("matches.id"), unique=True)
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id"), index=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    status: Mapped[PartnershipStatus] = mapped_column(default=PartnershipStatus.OFFERED, index=True)
    currency: Mapped[str | None] = mapped_column(String(3))
    short: Mapped[int]
    medium: Mapped[int]
    long: Mapped[int]
    covers: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    city_accepted_at: Mapped[datetime | None]
    partner_accepted_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]

    amounts: Mapped[HorizonAmounts] = composite("short", "medium", "long")
    match: Mapped[Match] = relationship()
    need: Mapped[Need] = relationship()
    offer: Mapped[Offer] = relationship()
    refusal: Mapped["Refusal | None"] = relationship(back_populates="partnership")

    @property
    def parties(self) -> tuple[Organisation, Organisation]:
        """The city's side and the partner's."""
        return self.need.organisation, self.offer.organisation
