"""A plan, the result of a run: its matches, and why each other need stayed out."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from models.amounts import HorizonAmounts
from models.base import Base, Identified, Versioned, utc_now
from models.lifecycle import MATCH_MOVES, MatchStatus, Moving
from models.needs import Need
from models.offers import Offer
from models.organisations import Organisation
from models.rounds import Run

if TYPE_CHECKING:
    from models.windows import Window


class Plan(Identified, Base):
    """`summary` is the engine's plan.json: objective, bound, gap, fairness, totals, fingerprint."""

    __tablename__ = "plans"

    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("runs.id"), unique=True)
    summary: Mapped[dict[str, Any]]
    files: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    explained_at: Mapped[datetime | None]
    """When the search for what would bring each left-out need in had ended."""
    published_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)
    """Goes up with each decision on its matches, so that who decides on many learns what others decided meanwhile."""

    run: Mapped[Run] = relationship(back_populates="plan")
    matches: Mapped[list["Match"]] = relationship(back_populates="plan")
    window: Mapped["Window | None"] = relationship(back_populates="plan")
    unserved: Mapped[list["UnservedNeed"]] = relationship(back_populates="plan")


class Match(Identified, Versioned, Moving, Base):
    """One line of a plan. Amounts in the smallest unit of the round's currency, or hundredths of a day."""

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("plan_id", "need_id", "offer_id"),
        CheckConstraint("short >= 0 AND medium >= 0 AND long >= 0 AND short + medium + long > 0", "amounts"),
        CheckConstraint("share_millionths BETWEEN 0 AND 1000000", "share"),
    )
    MOVES = MATCH_MOVES

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id"), index=True)
    offer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("offers.id"), index=True)
    status: Mapped[MatchStatus] = mapped_column(default=MatchStatus.PROPOSED)
    short: Mapped[int] = mapped_column(default=0)
    medium: Mapped[int] = mapped_column(default=0)
    long: Mapped[int] = mapped_column(default=0)
    share_millionths: Mapped[int]
    score: Mapped[float]
    explanation: Mapped[dict[str, Any]] = mapped_column(default=dict)
    shown_at: Mapped[datetime | None]
    """When its partner was shown it, in the coordination window."""
    revision: Mapped[int] = mapped_column(default=0)
    """The plan's when this match was last decided on."""

    amounts: Mapped[HorizonAmounts] = composite("short", "medium", "long")
    plan: Mapped[Plan] = relationship(back_populates="matches")
    need: Mapped[Need] = relationship()
    offer: Mapped[Offer] = relationship()

    @property
    def parties(self) -> tuple[Organisation, Organisation]:
        """The city's side and the partner's."""
        return self.need.organisation, self.offer.organisation


class UnservedNeed(Identified, Base):
    """A need that the plan leaves out, with the reasons found."""

    __tablename__ = "unserved_needs"
    __table_args__ = (UniqueConstraint("plan_id", "need_id"),)

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"))
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id"), index=True)
    explanation: Mapped[dict[str, Any]] = mapped_column(default=dict)

    plan: Mapped[Plan] = relationship(back_populates="unserved")
    need: Mapped[Need] = relationship()
