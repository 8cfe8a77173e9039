"""How somebody comes to act for an organisation: at once where their address is confirmed, else invited by a letter."""

from flask import flash
from flask_babel import gettext as _

from app.access import current_actor
from app.extensions import db
from app.forms.attempt import attempt
from app.mail import NotSent
from app.pages.people.invitations.letters import InvitationLetter, write_letter
from app.services.people import invitations, members
from models import Invitation, Organisation, Role
from models.base import utc_now


def add_or_invite(organisation: Organisation, address: str, role: Role) -> list[str]:
    """What stands in the way; else it is kept, and told on the next page."""
    by, letter = current_actor(), None
    with attempt() as added:
        if not members.add(db.session, organisation, address, role, by):
            invited = invitations.invite(db.session, organisation, address, role, by, utc_now())
            letter = write_letter(invited)
    if added.problems:
        return added.problems
    if letter:
        post(letter)
    else:
        flash(_("Added. The rights hold from the next page they open."), "success")
    return []


def invite_again(invitation: Invitation) -> None:
    """A new letter with a new link; the earlier one works no longer."""
    invited = invitations.invite(
        db.session, invitation.organisation, invitation.email, invitation.role, current_actor(), utc_now()
    )
    letter = write_letter(invited)
    db.session.commit()
    post(letter)


def post(letter: InvitationLetter) -> None:
    try:
        letter.send()
        flash(_("Invited. A letter with a link is on its way to %(email)s.", email=letter.recipient), "success")
    except NotSent:
        flash(_("The mail server did not take the letter. Invite the person again in a moment."), "error")
