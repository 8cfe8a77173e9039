"""A refusal: one of the two sides of a pair ended their partnership, and what the need and the offer were then."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Identified, Versioned, utc_now
from models.lifecycle import REFUSAL_MOVES, Moving, RefusalStatus
from models.needs import Need
from models.offers import Offer
from models.organisations import Organisation
from models.partnerships import Partnership
from models.users import User

OF_NEED = ("kind", "theme", "instruments", "currency", "amount", "gap", "first_horizon", "last_horizon")
OF_OFFER = (
    "kind", "themes", "instruments", "countries", "regions", "income_groups", "currency", "capacity_short",
    "capacity_medium", "capacity_long", "min_amount", "max_amount", "required_flags", "conditions",
)  # fmt: skip
FLAGS = "need_flags"


def terms_of(need: Need, offer: Offer) -> dict[str, Any]:
    """What mattered of the two to whoever said yes or no."""
    terms = {f"need_{name}": getattr(need, name) for name in OF_NEED}
    terms |= {f"offer_{name}": getattr(offer, name) for name in OF_OFFER}
    terms[FLAGS] = [one.flag for one in need.flags]
    return {name: sorted(value) if isinstance(value, list) else value for name, value in terms.items()}


class Refusal(Identified, Versioned, Moving, Base):
    """`organisation` said no: the city's, the partner's or, where neither did, the secretariat. It alone lifts it.

    The reason is the partnership's. `terms` are those of then; where none were kept, no change ends the refusal.
    """

    __tablename__ = "refusals"
    __table_args__ = (
        CheckConstraint("(status = 'lifted') = (lifted_at IS NOT NULL)", "lifted"),
        CheckConstraint("lifted_by_id IS NULL OR lifted_at IS NOT NULL", "lifted_by"),
    )
    MOVES = REFUSAL_MOVES

    partnership_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("partnerships.id"), unique=True)
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id"), index=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    status: Mapped[RefusalStatus] = mapped_column(default=RefusalStatus.STANDING)
    terms: Mapped[dict[str, Any]]
    refused_at: Mapped[datetime] = mapped_column(default=utc_now)
    lifted_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    lifted_at: Mapped[datetime | None]

    partnership: Mapped[Partnership] = relationship(back_populates="refusal")
    need: Mapped[Need] = relationship()
    offer: Mapped[Offer] = relationship()
    organisation: Mapped[Organisation] = relationship()
    lifted_by: Mapped[User | None] = relationship()

    @property
    def changed(self) -> list[str]:
        """The terms that are others now. A flag that the need lost is no reason to ask again; one that it gained is."""
        now = terms_of(self.need, self.offer)
        return [
            name
            for name, then in self.terms.items()
            if (not set(now[name]) <= set(then) if name == FLAGS else now[name] != then)
        ]

    @property
    def holds(self) -> bool:
        """Whether the pair is out of coming rounds."""
        return self.status == RefusalStatus.STANDING and not self.changed
