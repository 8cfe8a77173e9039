"""People who sign in. `app.pages.people.accounts` adds what the sign-in library asks of a user."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Identified
from models.folding import Named
from models.vocabulary import Language

if TYPE_CHECKING:
    from models.organisations import Membership


class Digest(StrEnum):
    """How messages come by e-mail: each by itself, or gathered once a day or once a week."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


class AccountState(StrEnum):
    """Whether somebody may sign in: once their address is confirmed, and until the account is closed."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    CLOSED = "closed"


class User(Identified, Dated, Named, Base):
    """The columns from `email` to `confirmed_at` are named by the sign-in library."""

    __tablename__ = "users"
    NAMED_BY = ("name", "email")

    name: Mapped[str] = mapped_column(default="")
    language: Mapped[Language] = mapped_column(default=Language.ENGLISH)
    currency: Mapped[str | None] = mapped_column(String(3))
    """In which amounts stand first for them; None: that of their organisation's country."""
    digest: Mapped[Digest] = mapped_column(default=Digest.OFF)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", lazy="selectin")

    @property
    def called(self) -> str:
        """What others read: the name, or the address of whoever gave none."""
        return self.name or self.email

    @property
    def state(self) -> AccountState:
        if not self.active:
            return AccountState.CLOSED
        return AccountState.CONFIRMED if self.confirmed_at else AccountState.UNCONFIRMED

    def acts_for(self, organisation_id: uuid.UUID, role: StrEnum) -> bool:
        return any(one.organisation_id == organisation_id and one.role == role for one in self.memberships)


class SignInAttempt(Base):
    """How often was tried under a key since a moment: limits are held in the database, so that they hold across
    processes."""

    __tablename__ = "sign_in_attempts"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    since: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int]
