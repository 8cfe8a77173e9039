"""The letter that carries an invitation."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext as _

from app.mail import send
from app.services.people.invitations import LIFETIME, Invited
from app.texts.language import speaking, spoken
from models.vocabulary import Language


@dataclass(frozen=True)
class InvitationLetter:
    """Written before the transaction ends and sent after it, so that nobody waits for a mail server."""

    recipient: str
    subject: str
    text: str
    html: str

    def send(self) -> None:
        """Raises NotSent where the mail server surely did not take it."""
        send(self.recipient, self.subject, self.text, self.html)


def link_of(invited: Invited) -> str:
    return url_for("invitations.accept", secret=invited.secret, _external=True)


def write_letter(invited: Invited) -> InvitationLetter:
    """In the language of the organisation, where the site speaks it."""
    invitation = invited.invitation
    language = invitation.organisation.language
    with speaking(language if language in spoken() else Language.ENGLISH):
        page = {"invitation": invitation, "link": link_of(invited), "days": LIFETIME.days}
        return InvitationLetter(
            invitation.email,
            _("Common Ground: you are invited to act for %(name)s", name=invitation.organisation.name),
            render_template("people/invitations/letter.txt", **page),
            render_template("people/invitations/letter.html", **page),
        )
