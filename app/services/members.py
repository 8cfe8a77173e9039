"""Organisations and who may act for them."""

from typing import Any

from sqlalchemy import func, select

from app.database import AuditedSession
from app.services.actor import Actor
from app.services.audit import record
from app.services.revisions import refuse_stale
from models import Membership, Organisation, Role, User
from models.errors import NotReady
from models.organisations import ROLES_OF, OrganisationKind


def create_organisation(session: AuditedSession, values: dict[str, Any], by: Actor) -> Organisation:
    organisation = Organisation(**values)
    session.add(organisation)
    record(session, by, "organisation.create", organisation)
    return organisation


def revise_organisation(
    session: AuditedSession, organisation: Organisation, values: dict[str, Any], version: int, by: Actor
) -> None:
    """Raises NotReady where the secretariat would be closed: nobody could open it again."""
    refuse_stale(session, organisation, version)
    if organisation.kind == OrganisationKind.SECRETARIAT and not values["active"]:
        raise NotReady("secretariat")
    for field, value in values.items():
        setattr(organisation, field, value)
    record(session, by, "organisation.revise", organisation)


def add(session: AuditedSession, organisation: Organisation, email: str, role: Role, by: Actor) -> Membership:
    """Raises NotReady where nobody registered with the address, the role does not fit, they have it already, or the
    one who asks would give it to themselves."""
    user = session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))
    if user is None:
        raise NotReady("nobody_registered")
    if user == by.user:
        raise NotReady("not_to_oneself")
    if role not in ROLES_OF[organisation.kind]:
        raise NotReady("role_does_not_fit")
    if any(one.organisation_id == organisation.id and one.role == role for one in user.memberships):
        raise NotReady("is_member")
    membership = Membership(user=user, organisation=organisation, role=role)
    session.add(membership)
    record(session, by, "membership.add", membership)
    return membership


def remove(session: AuditedSession, membership: Membership, by: Actor) -> None:
    """The rights end with the next request, wherever the person is signed in.

    Raises NotReady for the last administrator: nobody could give the role again.
    """
    if membership.role == Role.ADMINISTRATOR:
        others = select(func.count()).where(Membership.role == Role.ADMINISTRATOR, Membership.id != membership.id)
        if not session.scalar(others):
            raise NotReady("last_administrator")
    record(
        session, by, "membership.remove", membership,
        user_id=membership.user_id, organisation_id=membership.organisation_id, role=membership.role,
    )  # fmt: skip
    session.delete(membership)
