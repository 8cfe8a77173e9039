"""A need: one thing a programme lacks, expert-days or money."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.amounts import LARGEST
from models.base import Base, Dated, Identified, Versioned
from models.folding import Told
from models.geography import City
from models.lifecycle import SUBMISSION_MOVES, SUBMITTED_OR_PUBLISHED, Moving, SubmissionStatus
from models.organisations import Organisation
from models.programmes import Programme
from models.remarks import Remark
from models.vocabulary import Flag, Horizon, Kind, Theme

need_requires = Table(
    "need_requires",
    Base.metadata,
    Column("need_id", ForeignKey("needs.id", ondelete="CASCADE"), primary_key=True),
    Column("required_id", ForeignKey("needs.id"), primary_key=True, index=True),
    CheckConstraint("need_id <> required_id", "not_itself"),
)

COMPLETE = "title <> '' AND description <> '' AND theme IS NOT NULL AND amount > 0 AND instruments <> ''"

COUNTED_BY = frozenset({"theme", "instruments", "amount", "gap", "last_horizon"})
"""Of what a need may lack, all that offers are laid beside."""


class Need(Identified, Versioned, Dated, Moving, Told, Base):
    """A draft may be partial, and so may one sent back; what is submitted or published the database holds complete."""

    __tablename__ = "needs"
    __table_args__ = (
        CheckConstraint(f"status IN ('draft', 'returned', 'withdrawn') OR ({COMPLETE})", "complete"),
        CheckConstraint(f"amount BETWEEN 0 AND {LARGEST}", "amount"),
        CheckConstraint(f"own_contribution BETWEEN 0 AND {LARGEST}", "own_contribution"),
        CheckConstraint(f"secured BETWEEN 0 AND {LARGEST}", "secured"),
        CheckConstraint("min_share_percent BETWEEN 0 AND 100", "min_share"),
        CheckConstraint("max_partners >= 1", "max_partners"),
        CheckConstraint("(kind = 'financial') = (currency IS NOT NULL)", "currency"),
        Index(None, "status", "theme"),
        Index(None, "programme_id", "status"),
        Index(None, "changed_at"),
    )
    MOVES = SUBMISSION_MOVES
    LENGTHS = {"title": 200, "description": 5000, "contact_name": 120, "contact_email": 200, "kept_because": 1000}
    EVIDENCE_LENGTH = 1000
    RANGES = {"min_share_percent": (0, 100), "max_partners": (1, 50), "residents_reached": (1, 10**9)}
    AMOUNTS = ("amount", "own_contribution", "secured")
    NAMED_BY = ("title",)
    TOLD_IN = ("description",)

    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programmes.id"))
    status: Mapped[SubmissionStatus] = mapped_column(default=SubmissionStatus.DRAFT)
    title: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[Kind]
    theme: Mapped[Theme | None]
    instruments: Mapped[list[str]] = mapped_column(default=list)
    currency: Mapped[str | None] = mapped_column(String(3))
    amount: Mapped[int] = mapped_column(default=0)
    own_contribution: Mapped[int] = mapped_column(default=0)
    secured: Mapped[int] = mapped_column(default=0)
    min_share_percent: Mapped[int] = mapped_column(default=0)
    max_partners: Mapped[int | None]
    first_horizon: Mapped[Horizon] = mapped_column(default=Horizon.SHORT)
    last_horizon: Mapped[Horizon] = mapped_column(default=Horizon.LONG)
    residents_reached: Mapped[int | None]
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    kept_because: Mapped[str] = mapped_column(default="")
    """Why what was doubted is right."""
    published_at: Mapped[datetime | None]

    programme: Mapped[Programme] = relationship(back_populates="needs")
    flags: Mapped[list["NeedFlag"]] = relationship(
        cascade="all, delete-orphan", order_by="NeedFlag.flag", lazy="selectin"
    )
    requires: Mapped[list["Need"]] = relationship(
        secondary=need_requires,
        primaryjoin="Need.id == need_requires.c.need_id",
        secondaryjoin="Need.id == need_requires.c.required_id",
        order_by="Need.title",
    )
    remarks: Mapped[list[Remark]] = relationship(order_by=Remark.created_at, foreign_keys=Remark.need_id)

    @property
    def organisation(self) -> Organisation:
        return self.programme.organisation

    @property
    def city(self) -> City:
        return self.programme.city

    @property
    def gap(self) -> int:
        """What is asked of partners: the amount less the city's own part and what is already secured."""
        return self.amount - self.own_contribution - self.secured

    @property
    def evidence(self) -> dict[Flag, str]:
        """The flags that it shows, each with what shows it."""
        return {one.flag: one.evidence for one in self.flags}

    @evidence.setter
    def evidence(self, evidence: dict[Flag, str]) -> None:
        rows = {one.flag: one for one in self.flags}
        for flag, text in evidence.items():
            rows.setdefault(flag, NeedFlag(flag=flag)).evidence = text
        self.flags = [rows[flag] for flag in evidence]

    def missing(self) -> list[str]:
        """The fields that must still be filled in before it can be submitted."""
        needed = ("title", "description", "theme", "instruments", "residents_reached", "contact_name", "contact_email")
        missing = [field for field in needed if not getattr(self, field)]
        if self.amount <= 0:
            missing.append("amount")
        elif self.gap <= 0:
            missing.append("gap")
        if list(Horizon).index(self.first_horizon) > list(Horizon).index(self.last_horizon):
            missing.append("last_horizon")
        return missing

    def unsubmitted_first(self) -> list["Need"]:
        """Of the needs that must be met first, those that are not with the reviewers and were not published by them."""
        return [first for first in self.requires if first.status not in SUBMITTED_OR_PUBLISHED]

    def missing_to_count(self) -> list[str]:
        """The fields that must be filled in, or put right, before the offers that fit it can be counted."""
        return [field for field in self.missing() if field in COUNTED_BY]


class NeedFlag(Identified, Base):
    """A readiness flag with the evidence for it."""

    __tablename__ = "need_flags"
    __table_args__ = (UniqueConstraint("need_id", "flag"),)

    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("needs.id", ondelete="CASCADE"))
    flag: Mapped[Flag]
    evidence: Mapped[str]
