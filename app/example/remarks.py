"""What the example reviewer wrote when sending a need or an offer back."""

import uuid

from app.example.calendar import Calendar
from app.example.reading import identity
from app.example.users import REVIEWER_ID
from models import Remark

DAYS_UNTIL_REVIEWED = 9


def remarks(text: str | None, on: uuid.UUID, to: uuid.UUID, calendar: Calendar, days_ago: int) -> list[Remark]:
    """One remark, written when the need or offer of `days_ago` was reviewed; none where nothing was said."""
    if text is None:
        return []
    written = calendar.moment(days_ago - DAYS_UNTIL_REVIEWED)
    return [
        Remark(id=identity("remark", str(on)), organisation_id=to, author_id=REVIEWER_ID, text=text, created_at=written)
    ]
