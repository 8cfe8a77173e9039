"""Days and moments counted back from the day on which the example world is loaded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


@dataclass(frozen=True)
class Calendar:
    today: date

    def day(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)

    def moment(self, days_ago: int) -> datetime:
        return datetime.combine(self.day(days_ago), time(9), UTC)

    def since(self, days_ago: int) -> dict[str, datetime]:
        """The two stamps of a thing that has not changed since it was written."""
        moment = self.moment(days_ago)
        return {"created_at": moment, "changed_at": moment}
