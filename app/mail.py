"""Mail: through the SMTP server of the settings, or into files where there is none."""

import smtplib
import uuid
from email.message import EmailMessage

from flask import current_app

from app.config import INSTANCE


def send(recipient: str, subject: str, text: str, html: str | None = None) -> None:
    """One message to one recipient."""
    settings = current_app.extensions["settings"]
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.sender, recipient, subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    if settings.smtp_host:
        with smtplib.SMTP(settings.smtp_host, timeout=10) as server:
            server.send_message(message)
        return
    folder = INSTANCE / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid.uuid4().hex}.eml"
    path.write_bytes(bytes(message))
    current_app.logger.info("mail kept in %s", path)
