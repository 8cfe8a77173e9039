"""The upgrading programmes of a city in the example world."""

from app.example.calendar import Calendar
from app.example.reading import Table, identity, words
from models import Organisation, Programme, Settlement
from models.vocabulary import Stage, Theme


def programme(row: Table, city: Organisation, settlements: dict[str, Settlement], calendar: Calendar) -> Programme:
    """`row` names the programme's settlements among those of its city."""
    return Programme(
        id=identity("programme", city.name, row["title"]),
        organisation_id=city.id,
        city_id=city.city_id,
        stage=Stage(row.pop("stage")),
        themes=words(Theme, row, "themes"),
        settlements=[settlements[name] for name in row.pop("settlements")],
        **calendar.since(row.pop("days_ago")),
        **row,
    )
