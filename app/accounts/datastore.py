"""Where the sign-in library finds and keeps people."""

from typing import Any, cast

from flask import g
from flask_security import SQLAlchemySessionUserDatastore, UserMixin
from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload, lazyload

from app.extensions import db, session
from app.services import audit
from app.services.actor import Actor
from models import Membership, Organisation, User

# The library wants its methods on the class of our users; given here, so that models know no web.
User.__bases__ = (UserMixin, *User.__bases__)


WITH_RIGHTS = (
    joinedload(User.memberships)
    .joinedload(Membership.organisation, innerjoin=False)  # an inner join would nest
    .options(lazyload(Organisation.city), lazyload(Organisation.country))
)


class Accounts(SQLAlchemySessionUserDatastore):
    """Our users know no roles of the library's: rights come from memberships (`app.access`)."""

    def __init__(self) -> None:
        super().__init__(cast(Any, session), cast(Any, User), role_model=cast(Any, User))

    def find_user(self, case_insensitive: bool = False, **by: Any) -> UserMixin | None:
        """Who comes back with a session is read together with what they may act for: each page asks both."""
        if set(by) != {"fs_uniquifier"}:
            return super().find_user(case_insensitive, **by)
        statement = select(User).where(User.fs_uniquifier == by["fs_uniquifier"]).options(WITH_RIGHTS)
        return cast(UserMixin | None, db.session.scalars(statement).unique().one_or_none())

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
