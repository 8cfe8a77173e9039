"""How the platform comes by its first administrator, who then invites everybody else."""

from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.commands.example_site import Refused
from app.config import Settings
from app.database import AuditedSession
from app.mail import NotSent
from app.pages.people.invitations.letters import link_of, write_letter
from app.pages.people.messages.post import site_address
from app.services.people import invitations
from app.services.people.addresses import normal_address
from models.base import utc_now
from models.errors import NotReady

LONGEST_NAME = 200


def create(app: Flask, session: AuditedSession, name: str, email: str) -> str:
    """Make the secretariat, where there is none, and invite its first administrator; what to do next.

    Asked again before the invitation is accepted, only the newest link works. Raises Refused where there is an
    administrator, and where something keeps the letter from going out.
    """
    settings: Settings = app.extensions["settings"]
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"Set --name to what the secretariat is called, in at most {LONGEST_NAME} characters.")
    address = _address(email)
    with app.test_request_context(base_url=site_address(settings)):
        try:
            invited = invitations.invite_first_administrator(session, name, address, utc_now())
        except NotReady:
            raise Refused("There is an administrator already, who can invite others on the site.") from None
        except IntegrityError:
            raise Refused(f"There is an organisation called {name!r} already. Choose another --name.") from None
        letter, link = write_letter(invited), link_of(invited)
        session.commit()
        days = invitations.LIFETIME.days
        if settings.smtp is None:
            return f"Open this link to become the administrator; it works once, for {days} days:\n{link}"
        try:
            letter.send()
        except NotSent as error:
            raise Refused(f"The mail server did not take the letter: {error}. Mend SMTP_URL and try again.") from None
        return f"A letter with a link went to {address}; it works once, for {days} days."


def _address(email: str) -> str:
    try:
        return normal_address(email)
    except ValueError:
        raise Refused(f"{email!r} is no e-mail address. Set --email to one such as name@example.org.") from None
