"""Mail: through the SMTP server of the settings, or into files where there is none."""

import smtplib
import uuid
from email.message import EmailMessage
from pathlib import Path

from flask import current_app

from app.config import INSTANCE, private
from app.smtp import MailServer

NEVER_TAKEN = (
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
)
"""After these the server has surely not taken the message; after a broken connection it may have."""


class NotSent(Exception):
    """The mail server did not take the message."""


def send(recipient: str, subject: str, text: str, html: str | None = None, key: str = "") -> None:
    """One message to one recipient. A key is its name for ever: mailboxes show what has the same one once.

    Raises NotSent where the server surely did not take it.
    """
    settings = current_app.extensions["settings"]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.sender, recipient, subject
    if key:
        message["Message-ID"] = f"<{key}@{settings.sender.rpartition('@')[2]}>"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if settings.smtp:
        _hand_over(settings.smtp, message)
        return
    path = _file(key or uuid.uuid4().hex)
    path.write_bytes(bytes(message))
    current_app.logger.info("mail kept in %s", path)


def _hand_over(mail_server: MailServer, message: EmailMessage) -> None:
    try:
        server = mail_server.connect()
    except OSError as error:
        raise NotSent(str(error)) from error
    with server:
        try:
            server.send_message(message)
        except NEVER_TAKEN as error:
            raise NotSent(str(error)) from error


def _file(name: str) -> Path:
    return private(INSTANCE / "mail") / f"{name}.eml"
