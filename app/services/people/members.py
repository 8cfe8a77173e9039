"""Who may act for an organisation."""

from sqlalchemy import exists, select

from app.database import AuditedSession
from app.services.people import invitations, messages
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import Membership, Organisation, Role, User
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
    session.flush()
    record(session, by, "membership.add", membership, **membership.facts)
    messages.tell_member(session, membership, by, joined=True)
    if invitation := invitations.open_for(session, organisation, email, role):
        invitations.withdraw(session, invitation, by)
    return membership


def remove(session: AuditedSession, membership: Membership, by: Actor) -> None:
    """The rights end with the next request, wherever the person is signed in.

    Raises NotReady for the last administrator: nobody could give the role again.
    """
    if membership.role == Role.ADMINISTRATOR:
        refuse_last_administrator(session, membership.user)
    facts = membership.facts
    session.delete(membership)
    record(session, by, "membership.remove", membership, **facts)
    messages.tell_member(session, membership, by, joined=False)


def refuse_last_administrator(session: AuditedSession, user: User) -> None:
    """Raises NotReady where nobody but the user could give roles."""
    others = exists().where(
        Membership.role == Role.ADMINISTRATOR, Membership.user_id == User.id, User.id != user.id, User.active.is_(True)
    )
    if not session.scalar(select(others)):
        raise NotReady(Blocker("last_administrator"))


def is_last(session: AuditedSession, membership: Membership) -> bool:
    """Whether nobody else acts for the organisation."""
    others = exists().where(
        Membership.organisation_id == membership.organisation_id, Membership.user_id == User.id,
        User.id != membership.user_id, User.active.is_(True),
    )  # fmt: skip
    return not session.scalar(select(others))
