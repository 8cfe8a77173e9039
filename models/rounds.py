"""A round: the needs and offers that are in, the policy, the runs on it, and what staff decided."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, UniqueConstraint, and_, text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from models.amounts import LARGEST, HorizonAmounts
from models.base import Base, Dated, Identified, Versioned, utc_now
from models.folding import Named
from models.lifecycle import ROUND_MOVES, Moving, RoundStatus
from models.needs import Need
from models.offers import Offer
from models.users import User
from models.work import Work

if TYPE_CHECKING:
    from models.plans import Plan


class FairnessGroup(StrEnum):
    """What the fairness of a plan is measured by."""

    WORLD_REGION = "world_region"
    INCOME_GROUP = "income_group"
    CITY_SIZE = "city_size"


START_YEARS = (2000, 2100)

KNOB_LIMITS = {
    "fairness_percent": (0, 100),
    "preference_short_percent": (1, 100),
    "preference_medium_percent": (1, 100),
    "preference_long_percent": (1, 100),
    "partnership_cost_permille": (0, 1000),
    "integration_bonus_permille": (0, 1000),
    "weight_theme": (0, 100),
    "weight_place": (0, 100),
    "weight_instrument": (0, 100),
    "weight_readiness": (0, 100),
    "weight_continuity": (0, 100),
    "gap_permille": (0, 1000),
    "time_limit_seconds": (1, 3600),
    "window_days": (0, 60),
}
"""The least and the most of each whole number of a policy."""


class DecisionKind(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    PIN = "pin"
    FORBID = "forbid"


class Round(Identified, Versioned, Dated, Moving, Named, Base):
    """One planning cycle. Financial amounts of its plans are in `currency`."""

    __tablename__ = "rounds"
    MOVES = ROUND_MOVES
    LENGTHS = {"title": 120}
    NAMED_BY = ("title",)

    title: Mapped[str] = mapped_column(unique=True)
    status: Mapped[RoundStatus] = mapped_column(default=RoundStatus.OPEN)
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    start_year: Mapped[int]
    published_at: Mapped[datetime | None]

    policy: Mapped["Policy"] = relationship(back_populates="round", cascade="all, delete-orphan")
    runs: Mapped[list["Run"]] = relationship(back_populates="round", order_by="Run.created_at")

    def unit_of(self, party: Need | Offer) -> str | None:
        """In which the round counts what it asks or gives: the round's currency, or hundredths of an expert-day."""
        return None if party.currency is None else self.currency


class Policy(Identified, Versioned, Base):
    """The knobs of a round, in per cent where they are shares."""

    __tablename__ = "policies"
    __table_args__ = (
        CheckConstraint("fairness_percent BETWEEN 0 AND 100", "fairness"),
        CheckConstraint("partnership_cost_permille BETWEEN 0 AND 1000", "partnership_cost"),
        CheckConstraint("integration_bonus_permille BETWEEN 0 AND 1000", "integration_bonus"),
        CheckConstraint("time_limit_seconds BETWEEN 1 AND 3600", "time_limit"),
        CheckConstraint("window_days BETWEEN 0 AND 60", "window_days"),
        CheckConstraint(f"second_approval_money BETWEEN 0 AND {LARGEST}", "second_approval_money"),
        CheckConstraint(f"second_approval_days BETWEEN 0 AND {LARGEST}", "second_approval_days"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rounds.id", ondelete="CASCADE"), unique=True)
    fairness_percent: Mapped[int] = mapped_column(default=80)
    fairness_group: Mapped[FairnessGroup] = mapped_column(default=FairnessGroup.WORLD_REGION)
    preference_short_percent: Mapped[int] = mapped_column(default=100)
    preference_medium_percent: Mapped[int] = mapped_column(default=95)
    preference_long_percent: Mapped[int] = mapped_column(default=90)
    partnership_cost_permille: Mapped[int] = mapped_column(default=10)
    integration_bonus_permille: Mapped[int] = mapped_column(default=50)
    weight_theme: Mapped[int] = mapped_column(default=3)
    weight_place: Mapped[int] = mapped_column(default=2)
    weight_instrument: Mapped[int] = mapped_column(default=1)
    weight_readiness: Mapped[int] = mapped_column(default=2)
    weight_continuity: Mapped[int] = mapped_column(default=1)
    gap_permille: Mapped[int] = mapped_column(default=1)
    time_limit_seconds: Mapped[int] = mapped_column(default=60)
    window_days: Mapped[int] = mapped_column(default=0)
    """Working days for which partners must see a plan before it is published; 0: they need not."""
    second_approval_money: Mapped[int | None] = mapped_column(default=1_000_000_00)
    second_approval_days: Mapped[int | None] = mapped_column(default=500_00)
    """A match above it needs a second approver (None: none does): the round's smallest unit, hundredths of a day."""

    round: Mapped[Round] = relationship(back_populates="policy")


class Run(Identified, Versioned, Dated, Work, Base):
    """One optimisation on a frozen snapshot: `snapshot` holds the files that the engine reads, by name."""

    __tablename__ = "runs"
    __table_args__ = (
        UniqueConstraint("round_id", "label"),
        CheckConstraint("NOT keeps OR base_id IS NOT NULL", "keeps_something"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rounds.id"), index=True)
    label: Mapped[str]
    base_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("runs.id"))
    """The run whose plan it starts from, where it is solved again around decisions."""
    keeps: Mapped[bool] = mapped_column(default=False)
    """Whether as little of that plan is changed as may be."""
    snapshot: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    rates: Mapped[dict[str, Any]]
    fairness_group: Mapped[FairnessGroup] = mapped_column(default=FairnessGroup.WORLD_REGION)
    """The policy's, as it was then: the engine's policy does not hold it, for each need's line names its group."""
    started_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))

    round: Mapped[Round] = relationship(back_populates="runs")
    plan: Mapped["Plan | None"] = relationship(back_populates="run")
    started_by: Mapped[User | None] = relationship()
    base: Mapped["Run | None"] = relationship(remote_side="Run.id")


class Decision(Identified, Base):
    """What staff said of a pair, with the reason; the newest that is not undone holds.

    A large amount is approved by two people: `seconded_by` is the other one.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("reason <> ''", "has_reason"),
        CheckConstraint("seconded_by_id <> decided_by_id", "four_eyes"),
        CheckConstraint("(seconded_by_id IS NULL) = (seconded_at IS NULL)", "seconded"),
        CheckConstraint("seconded_by_id IS NULL OR seconded_because <> ''", "has_second_reason"),
        CheckConstraint("(undone_by_id IS NULL) OR (undone_at IS NOT NULL)", "undone"),
        Index("uq_decisions_standing", "round_id", "need_id", "offer_id", unique=True,
              sqlite_where=text("undone_at IS NULL"), postgresql_where=text("undone_at IS NULL")),
    )  # fmt: skip

    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rounds.id"))
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id"), index=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    kind: Mapped[DecisionKind]
    short: Mapped[int] = mapped_column(default=0)
    medium: Mapped[int] = mapped_column(default=0)
    long: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    decided_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime] = mapped_column(default=utc_now)
    seconded_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    seconded_at: Mapped[datetime | None]
    seconded_because: Mapped[str] = mapped_column(default="")
    undone_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]

    amounts: Mapped[HorizonAmounts] = composite("short", "medium", "long")
    need: Mapped[Need] = relationship()
    offer: Mapped[Offer] = relationship()
    decided_by: Mapped[User] = relationship(foreign_keys=decided_by_id)
    seconded_by: Mapped[User | None] = relationship(foreign_keys=seconded_by_id)
    undone_by: Mapped[User | None] = relationship(foreign_keys=undone_by_id)

    @classmethod
    def holds_in(cls, round_id: Any) -> ColumnElement[bool]:
        """That it is one of those that hold in the round: nobody took it back."""
        return and_(cls.round_id == round_id, cls.undone_at.is_(None))
