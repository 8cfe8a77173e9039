"""An offer: one thing a partner can give, with its ledger of what is reserved and committed."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from models.amounts import LARGEST, NOTHING, HorizonAmounts
from models.base import Base, Dated, Identified, Versioned
from models.folding import Told
from models.lifecycle import SUBMISSION_MOVES, Moving, SubmissionStatus
from models.organisations import Organisation
from models.remarks import Remark
from models.vocabulary import Horizon, Kind

FRESH_FOR = timedelta(days=365)
"""An offer that nobody verified for so long leaves the pool by itself."""

HORIZONS = ("short", "medium", "long")
COMPLETE = (
    "title <> '' AND themes <> '' AND instruments <> '' AND capacity_short + capacity_medium + capacity_long > 0"
    " AND verified_on IS NOT NULL"
)


def within_capacity(used: str, capacity: str = "capacity") -> str:
    """SQL that holds while what is used fits each horizon, or the sum so far where capacity carries over: `excess` is
    the same rule on one offer."""
    alone = [f"{used.format(h=h)} <= {capacity}_{h}" for h in HORIZONS]
    so_far = [
        " + ".join(used.format(h=h) for h in HORIZONS[: n + 1])
        + " <= "
        + " + ".join(f"{capacity}_{h}" for h in HORIZONS[: n + 1])
        for n in range(3)
    ]
    return f"(carry_over AND {' AND '.join(so_far)}) OR (NOT carry_over AND {' AND '.join(alone)})"


class Offer(Identified, Versioned, Dated, Moving, Told, Base):
    """Capacity, reserved and committed are in the smallest unit of `currency` (hundredths of a day if technical).

    The ledger columns change only through `app.services.partnerships.capacity`; the CHECK holds even when the
    program is wrong.
    """

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint(f"status IN ('draft', 'returned', 'withdrawn') OR ({COMPLETE})", "complete"),
        CheckConstraint("(kind = 'financial') = (currency IS NOT NULL)", "currency"),
        CheckConstraint(within_capacity("(reserved_{h} + committed_{h})"), "within_capacity"),
        *(
            CheckConstraint(f"{column}_{h} BETWEEN 0 AND {LARGEST}", f"{column}_{h}")
            for column in ("capacity", "reserved", "committed")
            for h in HORIZONS
        ),
        CheckConstraint(f"min_amount BETWEEN 0 AND {LARGEST}", "min_amount"),
        CheckConstraint(f"max_amount BETWEEN 1 AND {LARGEST}", "max_amount"),
        CheckConstraint("min_amount <= max_amount", "min_to_max"),
        CheckConstraint("max_partnerships >= 1", "max_partnerships"),
        CheckConstraint("max_share_percent BETWEEN 1 AND 100", "max_share"),
        CheckConstraint("max_country_share_percent BETWEEN 1 AND 100", "max_country_share"),
        Index(None, "changed_at"),
    )
    MOVES = SUBMISSION_MOVES
    LENGTHS = {
        "title": 200,
        "description": 5000,
        "conditions": 5000,
        "contact_name": 120,
        "contact_email": 200,
        "kept_because": 1000,
    }
    RANGES = {
        "max_partnerships": (1, 10_000),
        "max_share_percent": (1, 100),
        "max_country_share_percent": (1, 100),
    }
    AMOUNTS = ("capacity_short", "capacity_medium", "capacity_long", "min_amount", "max_amount")
    NAMED_BY = ("title",)
    TOLD_IN = ("description", "conditions")

    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    status: Mapped[SubmissionStatus] = mapped_column(default=SubmissionStatus.DRAFT, index=True)
    title: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[Kind]
    themes: Mapped[list[str]] = mapped_column(default=list)
    instruments: Mapped[list[str]] = mapped_column(default=list)
    countries: Mapped[list[str]] = mapped_column(default=list)
    regions: Mapped[list[str]] = mapped_column(default=list)
    income_groups: Mapped[list[str]] = mapped_column(default=list)
    stages: Mapped[list[str]] = mapped_column(default=list)
    required_flags: Mapped[list[str]] = mapped_column(default=list)
    conditions: Mapped[str] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(default=list)
    currency: Mapped[str | None] = mapped_column(String(3))
    capacity_short: Mapped[int] = mapped_column(default=0)
    capacity_medium: Mapped[int] = mapped_column(default=0)
    capacity_long: Mapped[int] = mapped_column(default=0)
    reserved_short: Mapped[int] = mapped_column(default=0)
    reserved_medium: Mapped[int] = mapped_column(default=0)
    reserved_long: Mapped[int] = mapped_column(default=0)
    committed_short: Mapped[int] = mapped_column(default=0)
    committed_medium: Mapped[int] = mapped_column(default=0)
    committed_long: Mapped[int] = mapped_column(default=0)
    carry_over: Mapped[bool] = mapped_column(default=False)
    min_amount: Mapped[int] = mapped_column(default=0)
    max_amount: Mapped[int | None]
    max_partnerships: Mapped[int | None]
    max_share_percent: Mapped[int | None]
    max_country_share_percent: Mapped[int | None]
    amounts_disclosed: Mapped[bool] = mapped_column(default=False)
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    kept_because: Mapped[str] = mapped_column(default="")
    """Why what was doubted is right."""
    open_until: Mapped[date | None]
    verified_on: Mapped[date | None]
    published_at: Mapped[datetime | None]

    capacity: Mapped[HorizonAmounts] = composite("capacity_short", "capacity_medium", "capacity_long")
    reserved: Mapped[HorizonAmounts] = composite("reserved_short", "reserved_medium", "reserved_long")
    committed: Mapped[HorizonAmounts] = composite("committed_short", "committed_medium", "committed_long")
    organisation: Mapped[Organisation] = relationship()
    remarks: Mapped[list[Remark]] = relationship(order_by=Remark.created_at, foreign_keys=Remark.offer_id)

    def missing(self) -> list[str]:
        """The fields that must still be filled in before it can be submitted."""
        needed = ("title", "description", "themes", "instruments", "contact_name", "contact_email", "verified_on")
        missing = [field for field in needed if not getattr(self, field)]
        if self.capacity.total <= 0:
            missing.append("capacity")
        return missing

    def excess(self, more: HorizonAmounts = NOTHING) -> HorizonAmounts:
        """By how much what is reserved, what is committed and so much more pass the capacity: of each horizon or, where
        capacity carries over, of all until then."""
        used, held = self.reserved + self.committed + more, self.capacity
        if self.carry_over:
            used, held = used.cumulative(), held.cumulative()
        return HorizonAmounts(*(max(0, over) for over in used - held))

    def can_hold(self, more: HorizonAmounts) -> bool:
        return not self.excess(more).total

    def below_used(self) -> dict[str, int]:
        """The horizons that hold less than is reserved and committed, each with the least that it must hold."""
        excess = self.excess()
        return {one: self.capacity[one] + excess[one] for one in Horizon if excess[one]}

    def remaining(self) -> HorizonAmounts:
        """The capacity that is left: a capacity per horizon under the same rule of carrying over.

        What is spoken for in a later horizon was carried over from earlier ones and is not offered there again.
        """
        used = self.reserved + self.committed
        if not self.carry_over:
            return self.capacity - used
        short, medium, long = self.capacity.cumulative() - used.cumulative()
        medium = min(medium, long)
        short = min(short, medium)
        return HorizonAmounts(short, medium - short, long - medium)

    def in_pool(self, today: date) -> bool:
        """Published, open and verified within the last twelve months."""
        return (
            self.status == SubmissionStatus.PUBLISHED
            and self.verified_on is not None
            and self.verified_on + FRESH_FOR >= today
            and (self.open_until is None or self.open_until >= today)
        )
