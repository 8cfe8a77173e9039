"""Invitations to act for an organisation: made, found by the secret in the link, accepted once or withdrawn."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.database import AuditedSession
from app.services.people import messages
from app.services.record.actor import PLATFORM, Actor
from app.services.record.audit import record
from models import Invitation, Membership, Organisation, Role, User
from models.errors import Blocker, NotReady
from models.organisations import ROLES_OF, OrganisationKind

LIFETIME = timedelta(days=7)


@dataclass(frozen=True)
class Invited:
    """An invitation with the secret of its link, which is kept nowhere."""

    invitation: Invitation
    secret: str


def account_of(session: AuditedSession, email: str) -> User | None:
    """The account with this address, whether it is confirmed or not."""
    return session.scalar(select(User).where(func.lower(User.email) == email.lower()))


def invite(
    session: AuditedSession, organisation: Organisation, email: str, role: Role, by: Actor, now: datetime
) -> Invited:
    """Asked again for the same address and role, only the newest link works. `email` is in its normal form.

    Raises NotReady where the organisation has no such role.
    """
    if role not in ROLES_OF[organisation.kind]:
        raise NotReady(Blocker("role_does_not_fit"))
    secret = secrets.token_urlsafe(32)
    invitation = open_for(session, organisation, email, role) or Invitation(
        email=email, organisation=organisation, role=role
    )
    invitation.secret_digest, invitation.expires_at = _digest(secret), now + LIFETIME
    session.add(invitation)
    record(session, by, "invitation.send", invitation)
    return Invited(invitation, secret)


def invite_first_administrator(session: AuditedSession, name: str, email: str, now: datetime) -> Invited:
    """The secretariat, made where there is none, and the invitation of its first administrator; earlier ones end.

    Raises NotReady where there is an administrator: who may invite the next.
    """
    if session.scalar(select(Membership.id).where(Membership.role == Role.ADMINISTRATOR).limit(1)):
        raise NotReady(Blocker("has_administrator"))
    secretariat = session.scalar(
        select(Organisation).where(Organisation.kind == OrganisationKind.SECRETARIAT).order_by(Organisation.created_at)
    )
    if secretariat is None:
        secretariat = Organisation(name=name, kind=OrganisationKind.SECRETARIAT)
        session.add(secretariat)
        record(session, PLATFORM, "organisation.create", secretariat)
    for earlier in session.scalars(select(Invitation).where(Invitation.role == Role.ADMINISTRATOR)).all():
        withdraw(session, earlier, PLATFORM)
    return invite(session, secretariat, email, Role.ADMINISTRATOR, PLATFORM, now)


def find(session: AuditedSession, secret: str, now: datetime) -> Invitation | None:
    """The open invitation of the link, held until the transaction ends so that two cannot accept it."""
    return session.scalar(
        select(Invitation)
        .where(Invitation.secret_digest == _digest(secret), Invitation.expires_at > now)
        .with_for_update(of=Invitation)
    )


def accept(
    session: AuditedSession, invitation: Invitation, name: str, password: str | None, request_id: str, now: datetime
) -> User:
    """The person acts for the organisation from now on.

    Where nobody had confirmed the address, the link has now done so: name and password, a hash, are the account's
    own, and whatever somebody set before is void. A confirmed account stays as it is.
    """
    user = account_of(session, invitation.email) or User(email=invitation.email)
    by = Actor(user, invitation.organisation_id, request_id)
    if user.confirmed_at is None:
        user.name, user.password, user.fs_uniquifier, user.confirmed_at = name, password, uuid.uuid4().hex, now
        session.add(user)
        record(session, by, "account.confirm", user)
    if not user.acts_for(invitation.organisation_id, invitation.role):
        membership = Membership(user=user, organisation=invitation.organisation, role=invitation.role)
        session.add(membership)
        session.flush()
        record(session, by, "membership.add", membership, **membership.facts)
        messages.tell_member(session, membership, by, joined=True)
    _end(session, invitation, "invitation.accept", by)
    return user


def withdraw(session: AuditedSession, invitation: Invitation, by: Actor) -> None:
    """Its link works no longer."""
    _end(session, invitation, "invitation.withdraw", by)


def open_for(session: AuditedSession, organisation: Organisation, email: str, role: Role) -> Invitation | None:
    """The invitation of the address to this role, whether its time has passed or not."""
    return session.scalar(
        select(Invitation).where(
            Invitation.organisation_id == organisation.id, Invitation.email == email, Invitation.role == role
        )
    )


def _end(session: AuditedSession, invitation: Invitation, action: str, by: Actor) -> None:
    session.delete(invitation)
    record(
        session, by, action, invitation,
        email=invitation.email, organisation_id=invitation.organisation_id, role=invitation.role,
    )  # fmt: skip


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
