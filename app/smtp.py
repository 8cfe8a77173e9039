"""The mail server of the settings, and a connection to it that nobody on the way can read."""

import smtplib
import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}
"""By scheme: encrypted from the first byte, after STARTTLS, and not at all."""

SECONDS = 10
"""To wait for an answer."""


class UnusableServer(ValueError):
    """Letters could not go there, or only for anyone to read on the way; the message says which."""


@dataclass(frozen=True)
class MailServer:
    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def at(cls, url: str) -> "MailServer":
        """Raises UnusableServer."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
        except ValueError:
            host, port = "", 0
        if not host or not port:
            raise UnusableServer("must be smtps://user:password@host:port or smtp+starttls://user:password@host:port")
        if parts.scheme == "smtp" and not _is_this_machine(host):
            raise UnusableServer(f"would send letters unencrypted to {host}: use smtps:// or smtp+starttls://")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if not (user + password).isascii():
            raise UnusableServer("holds a user or password with letters other than ASCII, which cannot be sent")
        return cls(parts.scheme, host, port, user, password)

    def connect(self) -> smtplib.SMTP:
        """Signed in, and sure that the server is the one of the name. Raises OSError, as smtplib does."""
        trusted = ssl.create_default_context()
        if self.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=trusted)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if self.scheme == "smtp+starttls":
                server.starttls(context=trusted)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
