"""Countries, cities and exchange rates: facts of others, loaded by a command, with their source."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.vocabulary import IncomeGroup


class Country(Base):
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


class City(Base):
    """A place of 100,000 people or more; the id is GeoNames'."""

    __tablename__ = "cities"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(index=True)
    country_id: Mapped[str] = mapped_column(ForeignKey("countries.iso3"), index=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
    population: Mapped[int]

    country: Mapped[Country] = relationship(lazy="joined")  # an inner join would nest

    @property
    def size(self) -> str:
        """The class of city size that fairness may be measured by."""
        if self.population < 500_000:
            return "under 500,000"
        return "500,000 to 5 million" if self.population < 5_000_000 else "over 5 million"


class ExchangeRate(Base):
    """How much of a currency one euro buys, as a yearly mean; frozen into each run."""

    __tablename__ = "exchange_rates"

    currency: Mapped[str] = mapped_column(String(3), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    per_euro_millionths: Mapped[int]
    source: Mapped[str]
