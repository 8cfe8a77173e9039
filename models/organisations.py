"""Organisations, and who may act for them in which role."""

import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Identified, Versioned
from models.folding import Told
from models.geography import City, Country
from models.users import User
from models.vocabulary import Language


class OrganisationKind(StrEnum):
    CITY_GOVERNMENT = "city_government"
    PARTNER = "partner"
    NATIONAL_GOVERNMENT = "national_government"
    COMMUNITY_ORGANISATION = "community_organisation"
    SECRETARIAT = "secretariat"


class PartnerType(StrEnum):
    BILATERAL = "bilateral"
    MULTILATERAL = "multilateral"
    DEVELOPMENT_BANK = "development_bank"
    FOUNDATION = "foundation"
    COMPANY = "company"
    NGO = "ngo"


class Role(StrEnum):
    CITY_OFFICER = "city_officer"
    PARTNER_OFFICER = "partner_officer"
    NATIONAL_OFFICER = "national_officer"
    COMMUNITY_REPRESENTATIVE = "community_representative"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


ROLES_OF = {
    OrganisationKind.CITY_GOVERNMENT: (Role.CITY_OFFICER,),
    OrganisationKind.PARTNER: (Role.PARTNER_OFFICER,),
    OrganisationKind.NATIONAL_GOVERNMENT: (Role.NATIONAL_OFFICER,),
    OrganisationKind.COMMUNITY_ORGANISATION: (Role.COMMUNITY_REPRESENTATIVE,),
    OrganisationKind.SECRETARIAT: (Role.REVIEWER, Role.ADMINISTRATOR),
}


class Organisation(Identified, Versioned, Dated, Told, Base):
    """A city government and a residents' organisation have a city, a national government a country."""

    __tablename__ = "organisations"
    __table_args__ = (
        CheckConstraint("kind NOT IN ('city_government', 'community_organisation') OR city_id IS NOT NULL", "has_city"),
        CheckConstraint("kind <> 'national_government' OR country_id IS NOT NULL", "has_country"),
        CheckConstraint("kind <> 'partner' OR partner_type IS NOT NULL", "has_partner_type"),
    )
    LENGTHS = {"name": 200, "about": 3000}
    TOLD_IN = ("about",)

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[OrganisationKind]
    partner_type: Mapped[PartnerType | None]
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"), index=True)
    country_id: Mapped[str | None] = mapped_column(ForeignKey("countries.iso3"), index=True)
    about: Mapped[str] = mapped_column(default="")
    language: Mapped[Language] = mapped_column(default=Language.ENGLISH)
    active: Mapped[bool] = mapped_column(default=True)

    city: Mapped[City | None] = relationship(lazy="joined")
    country: Mapped[Country | None] = relationship(lazy="joined")
    memberships: Mapped[list["Membership"]] = relationship(back_populates="organisation")

    @property
    def currency(self) -> str | None:
        """That of its country, or of its city's."""
        country = self.city.country if self.city else self.country
        return country.currency if country else None


class Membership(Identified, Dated, Base):
    """A user may act for an organisation in a role. Deleted when it ends: the audit trail remembers."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "organisation_id", "role"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[Role]

    user: Mapped[User] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(back_populates="memberships", lazy="joined", innerjoin=True)

    @property
    def facts(self) -> dict[str, object]:
        """What its events tell, so that they can be read once it is no more."""
        return {"user_id": self.user.id, "organisation_id": self.organisation.id, "role": self.role}
