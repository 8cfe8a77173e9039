"""The people of the example world, and one sign-in for each role. Their password is no secret."""

from collections.abc import Callable, Mapping

from app.example.calendar import Calendar
from app.example.organisations import organisation_id
from app.example.reading import Table, identity
from models import Membership, Role, User
from models.vocabulary import Language

EXAMPLE_PASSWORD = "common ground example"  # noqa: S105
SIGN_INS: Mapping[Role, str] = {
    Role.CITY_OFFICER: "city@example.org",
    Role.PARTNER_OFFICER: "partner@example.org",
    Role.NATIONAL_OFFICER: "national@example.org",
    Role.COMMUNITY_REPRESENTATIVE: "community@example.org",
    Role.REVIEWER: "reviewer@example.org",
    Role.ADMINISTRATOR: "admin@example.org",
}
"""Role -> the address to sign in with; the password is `EXAMPLE_PASSWORD`."""

SECOND_REVIEWER = "reviewer2@example.org"
"""Who approves large matches beside the first reviewer."""

REVIEWER_ID = identity("user", SIGN_INS[Role.REVIEWER])


def user(row: Table, hash_password: Callable[[str], str], calendar: Calendar) -> User:
    """Somebody who acts for one organisation in one role; the membership is their only one."""
    since = calendar.since(row["days_ago"])
    user_id = identity("user", row["email"])
    membership = Membership(
        id=identity("membership", row["email"]),
        organisation_id=organisation_id(row["organisation"]),
        role=Role(row["role"]),
        **since,
    )
    return User(
        id=user_id,
        name=row["name"],
        email=row["email"],
        language=Language(row["language"]),
        password=hash_password(EXAMPLE_PASSWORD),
        active=True,
        fs_uniquifier=user_id.hex,
        confirmed_at=calendar.moment(row["days_ago"]),
        memberships=[membership],
        **since,
    )
