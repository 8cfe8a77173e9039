"""Informal settlements, all of a city's, each with a category."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Identified, Versioned, utc_now
from models.folding import Told
from models.geography import City
from models.organisations import Organisation
from models.users import User
from models.vocabulary import DeprivationKind, LandOwner, SettlementCategory, Tenure


class Settlement(Identified, Versioned, Dated, Told, Base):
    __tablename__ = "settlements"
    __table_args__ = (
        UniqueConstraint("organisation_id", "name"),
        CheckConstraint("residents >= 0", "residents"),
        CheckConstraint("households >= 0", "households"),
        CheckConstraint("area_square_metres >= 0", "area"),
        CheckConstraint("latitude BETWEEN -90 AND 90", "latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", "longitude"),
    )
    LENGTHS = {"name": 120, "about": 3000, "kept_because": 1000}
    TOLD_IN = ("about",)
    RANGES = {
        "latitude": (-90, 90),
        "longitude": (-180, 180),
        "residents": (0, 10**9),
        "households": (0, 10**9),
        "area_square_metres": (0, 10**9),
    }

    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    name: Mapped[str]
    category: Mapped[SettlementCategory] = mapped_column(default=SettlementCategory.NOT_YET_ASSESSED)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    residents: Mapped[int | None]
    households: Mapped[int | None]
    area_square_metres: Mapped[int | None]
    land_owner: Mapped[LandOwner] = mapped_column(default=LandOwner.UNKNOWN)
    tenure: Mapped[Tenure] = mapped_column(default=Tenure.UNKNOWN)
    hazards: Mapped[list[str]] = mapped_column(default=list)
    about: Mapped[str] = mapped_column(default="")
    kept_because: Mapped[str] = mapped_column(default="")
    """Why what was doubted is right."""

    organisation: Mapped[Organisation] = relationship()
    city: Mapped[City] = relationship()
    deprivations: Mapped[list["Deprivation"]] = relationship(
        back_populates="settlement",
        cascade="all, delete-orphan",
        order_by="Deprivation.kind",
        lazy="selectin",
    )

    statements: Mapped[list["SettlementStatement"]] = relationship(
        back_populates="settlement", order_by="SettlementStatement.stated_at.desc()"
    )

    def deprivation(self, kind: DeprivationKind) -> "Deprivation | None":
        return next((one for one in self.deprivations if one.kind == kind), None)

    @property
    def figures(self) -> "dict[DeprivationKind, Figure]":
        """What is known of the five."""
        return {one.kind: Figure(one.share_percent, one.year, one.source) for one in self.deprivations}

    @figures.setter
    def figures(self, figures: "dict[DeprivationKind, Figure]") -> None:
        rows = {one.kind: one for one in self.deprivations}
        for kind, figure in figures.items():
            row = rows.setdefault(kind, Deprivation(kind=kind))
            row.share_percent, row.year, row.source = figure
        self.deprivations = [rows[kind] for kind in figures]


class Figure(NamedTuple):
    """A share of households in per cent, the year it was found and by whom."""

    share_percent: int
    year: int
    source: str

    def is_plausible(self) -> bool:
        """All of it is there, and within its limits."""
        numbers = all(least <= getattr(self, name) <= most for name, (least, most) in Deprivation.RANGES.items())
        return numbers and 0 < len(self.source) <= Deprivation.LENGTHS["source"]


class Deprivation(Identified, Base):
    """The share of households that lack one of the five, with the year and the source of the figure."""

    __tablename__ = "deprivations"
    LENGTHS = {"source": 200}
    RANGES = {"share_percent": (0, 100), "year": (1950, 2100)}
    __table_args__ = (
        UniqueConstraint("settlement_id", "kind"),
        CheckConstraint("share_percent BETWEEN 0 AND 100", "share"),
        CheckConstraint("year BETWEEN 1950 AND 2100", "year"),
    )

    settlement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("settlements.id", ondelete="CASCADE"))
    kind: Mapped[DeprivationKind]
    share_percent: Mapped[int]
    year: Mapped[int]
    source: Mapped[str]

    settlement: Mapped[Settlement] = relationship(back_populates="deprivations")


class Verdict(StrEnum):
    CONFIRMED = "confirmed"
    CONTESTED = "contested"


class SettlementStatement(Identified, Base):
    """What a residents' organisation says of what the city says; the newest of each organisation holds.

    It speaks of `settlement_version`: once the city changes its description, the residents are asked again.
    """

    __tablename__ = "settlement_statements"
    __table_args__ = (CheckConstraint("verdict <> 'contested' OR text <> ''", "says_what"),)

    settlement_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("settlements.id"), index=True)
    settlement_version: Mapped[int]
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    verdict: Mapped[Verdict]
    text: Mapped[str] = mapped_column(default="")
    stated_at: Mapped[datetime] = mapped_column(default=utc_now)

    settlement: Mapped[Settlement] = relationship(back_populates="statements")
    organisation: Mapped[Organisation] = relationship()
    author: Mapped[User] = relationship()
