"""Who may act for an organisation."""

from sqlalchemy import func, select

from app.database import AuditedSession
from app.services.people import invitations
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import Membership, Organisation, Role
from models.errors import Blocker, NotReady
from models.organisations import ROLES_OF


def add(session: AuditedSession, organisation: Organisation, email: str, role: Role, by: Actor) -> Membership | None:
    """Nothing where nobody has confirmed the address: whose it is has to be found out by an invitation.

    Raises NotReady where the role does not fit, they have it already, or the one who asks would give it to themselves.
    """
    user = invitations.account_of(session, email)
    if user is None or user.confirmed_at is None:
        return None
    if user == by.user:
        raise NotReady(Blocker("not_to_oneself"))
    if role not in ROLES_OF[organisation.kind]:
        raise NotReady(Blocker("role_does_not_fit"))
    if user.acts_for(organisation.id, role):
        raise NotReady(Blocker("is_member"))
    membership = Membership(user=user, organisation=organisation, role=role)
    session.add(membership)
    record(session, by, "membership.add", membership)
    if invitation := invitations.open_for(session, organisation, email, role):
        invitations.withdraw(session, invitation, by)
    return membership


def remove(session: AuditedSession, membership: Membership, by: Actor) -> None:
    """The rights end with the next request, wherever the person is signed in.

    Raises NotReady for the last administrator: nobody could give the role again.
    """
    if membership.role == Role.ADMINISTRATOR:
        others = select(func.count()).where(Membership.role == Role.ADMINISTRATOR, Membership.id != membership.id)
        if not session.scalar(others):
            raise NotReady(Blocker("last_administrator"))
    session.delete(membership)
    record(
        session, by, "membership.remove", membership,
        user_id=membership.user_id, organisation_id=membership.organisation_id, role=membership.role,
    )  # fmt: skip
