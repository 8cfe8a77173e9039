"""The day that offers are open on and verified for."""

from datetime import UTC, date, datetime


def today() -> date:
    return datetime.now(UTC).date()
