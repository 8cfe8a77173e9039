"""The site for a look round: its settings, its world, and whom one can sign in as; and keeping it out of production."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from flask_security import hash_password
from sqlalchemy import Engine, select

from app import create_app
from app.config import Settings
from app.database import AuditedSession, sessions
from app.example import EXAMPLE_PASSWORD, SECOND_REVIEWER, SIGN_INS, is_empty, load_example_world
from app.example.reading import identity, table
from app.reference import load_reference
from app.services.engine.progress import Progress
from models import User


class Refused(Exception):
    """It cannot be done like this; the message says what to do."""


def settings(environment: Mapping[str, str]) -> Settings:
    """The example configuration where nothing else is configured."""
    if not {"COMMONGROUND_EXAMPLE", "SECRET_KEY"} & set(environment):
        environment = {**environment, "COMMONGROUND_EXAMPLE": "1"}
    made = Settings.from_environment(environment)
    if not made.example:
        raise Refused("`run` is for the example world; with a SECRET_KEY of your own, use `python -m app serve`.")
    return made


def load(example: Settings, engine: Engine, today: date) -> None:
    """Fill an empty database. Raises Refused where it holds another world: that one is not for known passwords."""
    with sessions(engine)() as session:
        if is_empty(session):
            app = create_app(example)
            with app.app_context():
                load_reference(session)
                load_example_world(session, cache(hash_password), today)  # one hash for all: it takes its time
            app.extensions["database"].engine.dispose()
            session.commit()
        elif not _its_users(session):
            raise Refused("This database is not empty and holds no example world. Set DATABASE_URL to another.")


def refuse_its_users(engine: Engine) -> None:
    """Their password is in the source: where anybody may come, none of them may be."""
    with sessions(engine)() as session:
        known = _its_users(session)
    if known:
        raise Refused(
            f"{known[0]} is a user of the example world, whose password everybody knows. Use a database without it."
        )


def _its_users(session: AuditedSession) -> list[str]:
    ids = [identity("user", row["email"]) for row in table("users.toml")["users"]]
    return list(session.scalars(select(User.email).where(User.id.in_(ids)).order_by(User.email)))


def welcome(example: Settings) -> str:
    sign_ins = {role.replace("_", " "): email for role, email in SIGN_INS.items()} | {
        "second reviewer": SECOND_REVIEWER
    }
    people = [f"  {who:<25} {email}" for who, email in sign_ins.items()]
    return "\n".join(
        [
            "",
            f"Common Ground is at http://{example.host}:{example.port}",
            "",
            f"Sign in with the password “{EXAMPLE_PASSWORD}” as:",
            *people,
            "",
            "Stop with Ctrl-C.",
        ]
    )


def told(progress: Progress) -> str:
    """A line of progress for the terminal."""
    return "  ".join(
        f"{name} {value:.4g}" if isinstance(value, float) else str(value)
        for name, value in progress.as_stored().items()
    )
