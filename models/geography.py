"""Countries, cities and exchange rates: facts of others, loaded by a command, with their source."""

import math
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.folding import Named
from models.vocabulary import IncomeGroup

EARTH = 6371.0
"""Its mean radius in kilometres."""


class Country(Named, Base):
    __tablename__ = "countries"

    iso3: Mapped[str] = mapped_column(String(3), primary_key=True)
    iso2: Mapped[str] = mapped_column(String(2), unique=True)
    name: Mapped[str]
    world_region: Mapped[str]
    region: Mapped[str]
    income_group: Mapped[IncomeGroup | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    slum_share_permille: Mapped[int | None]
    slum_share_year: Mapped[int | None]


class City(Named, Base):
    """A place of 100,000 people or more; the id is GeoNames'."""

    __tablename__ = "cities"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(index=True)
    country_id: Mapped[str] = mapped_column(ForeignKey("countries.iso3"), index=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
    population: Mapped[int]

    country: Mapped[Country] = relationship(lazy="joined")  # an inner join would nest

    def distance(self, latitude: float, longitude: float) -> float:
        """Of a point from its middle, in kilometres."""
        here, there = math.radians(self.latitude), math.radians(latitude)
        east = math.radians(longitude - self.longitude)
        chord = math.sin((there - here) / 2) ** 2 + math.cos(here) * math.cos(there) * math.sin(east / 2) ** 2
        return 2 * EARTH * math.asin(math.sqrt(min(1.0, chord)))

    @property
    def size(self) -> str:
        """The class of city size that fairness may be measured by."""
        if self.population < 500_000:
            return "under 500,000"
        return "500,000 to 5 million" if self.population < 5_000_000 else "over 5 million"


class ExchangeRate(Base):
    """How much of a currency one US dollar buys, as of a day; the newest of each is used, and frozen into each run."""

    __tablename__ = "exchange_rates"
    __table_args__ = (
        CheckConstraint(f"per_usd_billionths BETWEEN 1 AND {10**18 - 1}", "per_usd"),
        CheckConstraint("source <> ''", "has_source"),
    )
    SOURCE_LENGTH = 200

    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    per_usd_billionths: Mapped[int]
    source: Mapped[str]
