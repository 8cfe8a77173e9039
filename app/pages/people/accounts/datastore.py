"""Where the sign-in library finds and keeps people."""

from typing import Any, cast

from flask import g
from flask_security import SQLAlchemySessionUserDatastore, UserMixin
from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import joinedload, lazyload

from app.extensions import db, session
from app.services.record import audit
from app.services.record.actor import Actor
from models import Membership, Organisation, User

# The library wants its methods on the class of our users; given here, so that models know no web.
User.__bases__ = (UserMixin, *User.__bases__)


BY_SESSION = (
    select(User)
    .where(User.fs_uniquifier == bindparam("uniquifier"))
    .options(
        joinedload(User.memberships)
        .joinedload(Membership.organisation, innerjoin=False)  # an inner join would nest
        .options(lazyload(Organisation.city), lazyload(Organisation.country))
    )
)
"""Who comes back with a session, and what they may act for: each page asks both."""


class Accounts(SQLAlchemySessionUserDatastore):
    """Our users know no roles of the library's: rights come from memberships (`app.access`)."""

    def __init__(self) -> None:
        super().__init__(cast(Any, session), cast(Any, User), role_model=cast(Any, User))

    def find_user(self, case_insensitive: bool = False, **by: Any) -> UserMixin | None:
        if set(by) != {"fs_uniquifier"}:
            return super().find_user(case_insensitive, **by)
        found = db.session.scalars(BY_SESSION, {"uniquifier": by["fs_uniquifier"]}).unique()
        return cast(UserMixin | None, found.one_or_none())

    def _prepare_create_user_args(self, **arguments: Any) -> dict[str, Any]:
        prepared: dict[str, Any] = super()._prepare_create_user_args(**arguments)  # type: ignore[no-untyped-call]
        prepared.pop("roles")
        return prepared

    def commit(self) -> None:
        """Commit what the library changed, with one audit event for each person concerned."""
        for user in [one for one in (*db.session.new, *db.session.dirty) if isinstance(one, User)]:
            action = "account.change" if inspect(user).persistent else "account.register"
            audit.record(db.session, Actor(user, None, g.get("request_id", "")), action, user)
        db.session.commit()
