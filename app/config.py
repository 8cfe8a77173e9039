"""Settings from the environment. The example configuration is for a look round; any other refuses an unsafe secret."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
EXAMPLE_SECRET = "an example secret that anyone can read in the source"  # noqa: S105 - refused outside the example
SHORTEST_SECRET = 32


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
    smtp_host: str = ""
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    """The names that the site answers to: links in mails are built from the one that was asked."""
    proxies: int = 0
    """How many proxies of ours stand before the site: only so many say truly who the visitor is."""
    languages: tuple[str, ...] = ("en",)
    testing: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Raises UnsafeSettings where a secret is missing, short or the example's."""
        example = environment.get("COMMONGROUND_EXAMPLE") == "1"
        fallback = EXAMPLE_SECRET if example else ""
        local = ",".join(cls.hosts)
        settings = cls(
            database_url=environment.get("DATABASE_URL", f"sqlite:///{INSTANCE / 'commonground.sqlite'}"),
            secret_key=environment.get("SECRET_KEY", fallback),
            password_salt=environment.get("SECURITY_PASSWORD_SALT", fallback),
            example=example,
            https=environment.get("COMMONGROUND_HTTPS", "0" if example else "1") == "1",
            host=environment.get("HOST", "127.0.0.1"),
            port=_port(environment.get("PORT", "8000")),
            sender=environment.get("MAIL_SENDER", "no-reply@example.org"),
            smtp_host=environment.get("SMTP_HOST", ""),
            hosts=tuple(filter(None, environment.get("COMMONGROUND_HOSTS", local if example else "").split(","))),
            proxies=int(environment.get("COMMONGROUND_PROXIES", "0")),
            languages=tuple(environment.get("COMMONGROUND_LANGUAGES", "en").split(",")),
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


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise UnsafeSettings(f"PORT must be a whole number from 1 to 65535, not {text!r}.")
    return int(text)
