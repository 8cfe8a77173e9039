"""Invitations: how somebody comes to act for an organisation before they have an account."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Identified
from models.organisations import Organisation, Role


class Invitation(Identified, Dated, Base):
    """Whoever has the link that went to the address may act for the organisation in the role.

    Of the secret in the link only the digest is here. Deleted when it is accepted or withdrawn: the audit trail
    remembers.
    """

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("email", "organisation_id", "role"),)

    email: Mapped[str] = mapped_column(String(255))
    organisation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[Role]
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
