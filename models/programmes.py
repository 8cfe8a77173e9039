"""A city's integrated upgrading programme: it groups needs that belong together."""

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Identified, Versioned
from models.folding import Told
from models.geography import City
from models.organisations import Organisation
from models.settlements import Settlement
from models.vocabulary import Stage

if TYPE_CHECKING:
    from models.needs import Need

programme_settlements = Table(
    "programme_settlements",
    Base.metadata,
    Column("programme_id", ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True),
    Column("settlement_id", ForeignKey("settlements.id"), primary_key=True, index=True),
)


class Programme(Identified, Versioned, Dated, Told, Base):
    __tablename__ = "programmes"
    LENGTHS = {
        "title": 200,
        "vision": 5000,
        "city_plan_fit": 3000,
        "national_policy_fit": 3000,
        "running_support": 3000,
    }
    NAMED_BY = ("title",)
    TOLD_IN = ("vision", "city_plan_fit", "national_policy_fit", "running_support")

    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    title: Mapped[str]
    vision: Mapped[str] = mapped_column(default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.PROFILING)
    themes: Mapped[list[str]] = mapped_column(default=list)
    sdg_targets: Mapped[list[str]] = mapped_column(default=list)
    city_plan_fit: Mapped[str] = mapped_column(default="")
    national_policy_fit: Mapped[str] = mapped_column(default="")
    running_support: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    city: Mapped[City] = relationship()
    settlements: Mapped[list[Settlement]] = relationship(secondary=programme_settlements, order_by=Settlement.name)
    needs: Mapped[list["Need"]] = relationship(back_populates="programme", order_by="Need.title")
