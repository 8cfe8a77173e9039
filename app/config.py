"""Settings from the environment. The example configuration is for a look round; any other refuses an unsafe secret."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from zxcvbn import zxcvbn

from app.smtp import MailServer, UnusableServer
from models.vocabulary import Language

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
EXAMPLE_SECRET = "an example secret that anyone can read in the source"  # noqa: S105 - refused outside the example
SHORTEST_SECRET = 32
FEWEST_GUESSES = 20
"""How hard a secret has to be to guess, as a power of ten."""

DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
MOST_PROXIES = 9


class UnsafeSettings(Exception):
    """The settings would leave the site open; the message says what to set."""


@dataclass(frozen=True)
class Settings:
    database_url: str
    secret_key: str
    password_salt: str
    example: bool = False
    https: bool = True
    host: str = "127.0.0.1"
    port: int = 8000
    sender: str = "no-reply@example.org"
    smtp: MailServer | None = None
    """Where letters go; without it they are files in the instance folder."""
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    """The names that the site answers to: links in mails are built from the one that was asked."""
    proxies: int = 0
    """How many proxies of ours stand before the site: only so many say truly who the visitor is."""
    languages: tuple[str, ...] = ("en",)
    review_days: int = 14
    """Within how many days the secretariat means to answer what was submitted."""
    testing: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises UnsafeSettings where a secret is easy to guess or the example's, or a setting cannot be read."""
        example = environment.get("COMMONGROUND_EXAMPLE") == "1"
        fallback = EXAMPLE_SECRET if example else ""
        local = ",".join(cls.hosts)
        settings = cls(
            database_url=_database(environment.get("DATABASE_URL", f"sqlite:///{INSTANCE / 'commonground.sqlite'}")),
            secret_key=environment.get("SECRET_KEY", fallback),
            password_salt=environment.get("SECURITY_PASSWORD_SALT", fallback),
            example=example,
            https=_switch("COMMONGROUND_HTTPS", environment.get("COMMONGROUND_HTTPS", "0" if example else "1")),
            host=environment.get("HOST", "127.0.0.1"),
            port=_number("PORT", environment.get("PORT", "8000"), 1, 65535),
            sender=environment.get("MAIL_SENDER", "no-reply@example.org"),
            smtp=_mail_server(environment),
            hosts=tuple(filter(None, environment.get("COMMONGROUND_HOSTS", local if example else "").split(","))),
            proxies=_number("COMMONGROUND_PROXIES", environment.get("COMMONGROUND_PROXIES", "0"), 0, MOST_PROXIES),
            languages=_languages(environment.get("COMMONGROUND_LANGUAGES", "en")),
            review_days=_number("COMMONGROUND_REVIEW_DAYS", environment.get("COMMONGROUND_REVIEW_DAYS", "14"), 1, 365),
        )
        if not example:
            settings._refuse_unsafe()
        return settings

    def _refuse_unsafe(self) -> None:
        if not self.hosts:
            raise UnsafeSettings("Set COMMONGROUND_HOSTS to the name of the site, such as commonground.example.")
        for name, secret in (("SECRET_KEY", self.secret_key), ("SECURITY_PASSWORD_SALT", self.password_salt)):
            if len(secret) < SHORTEST_SECRET or secret == EXAMPLE_SECRET:
                raise UnsafeSettings(
                    f"Set {name} to a secret of your own, {SHORTEST_SECRET} characters or more, "
                    "or set COMMONGROUND_EXAMPLE=1 to look at the example world."
                )
            if zxcvbn(secret[:72])["guesses_log10"] < FEWEST_GUESSES:
                raise UnsafeSettings(
                    f"Set {name} to a secret of your own: this one is easy to guess. "
                    'python3 -c "import secrets; print(secrets.token_urlsafe(48))" makes a good one.'
                )


def private(folder: Path) -> Path:
    """The folder, made where it is missing, with what is in it for nobody but its owner."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _number(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and least <= int(text) <= most):
        raise UnsafeSettings(f"{name} must be a whole number from {least} to {most}, not {text!r}.")
    return int(text)


def _switch(name: str, text: str) -> bool:
    return _number(name, text, 0, 1) == 1


def _languages(text: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in text.split(","))
    if not set(chosen) <= set(Language):
        raise UnsafeSettings(f"COMMONGROUND_LANGUAGES must be some of {','.join(Language)}, not {text!r}.")
    return chosen


def _database(url: str) -> str:
    """Never repeated in a message: it may hold a password."""
    try:
        known = make_url(url).drivername in DATABASES
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise UnsafeSettings(
            "DATABASE_URL must be sqlite:////path/to/file.sqlite or postgresql://user:password@host/name."
        )
    return url


def _mail_server(environment: Mapping[str, str]) -> MailServer | None:
    url = environment.get("SMTP_URL", "")
    if environment.get("SMTP_HOST") and not url:
        raise UnsafeSettings("SMTP_HOST is no longer read: set SMTP_URL, such as smtps://user:password@host.")
    try:
        return MailServer.at(url) if url else None
    except UnusableServer as error:
        raise UnsafeSettings(f"SMTP_URL {error}.") from error
