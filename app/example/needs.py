"""The needs of a programme in the example world."""

from decimal import Decimal

from app.example.calendar import Calendar
from app.example.reading import Table, identity, words
from app.example.remarks import DAYS_UNTIL_REVIEWED, remarks
from models import Need, NeedFlag, Programme
from models.amounts import to_minor
from models.lifecycle import SubmissionStatus
from models.vocabulary import Flag, Horizon, Instrument, Kind, Theme

AMOUNTS = ("amount", "own_contribution", "secured")


def needs(rows: list[Table], programme: Programme, calendar: Calendar) -> list[Need]:
    """A need may require those that stand before it in the programme, by title."""
    known: dict[str, Need] = {}
    for row in rows:
        required = [known[title] for title in row.pop("requires", [])]
        known[row["title"]] = _need(row, programme, required, calendar)
    return list(known.values())


def _need(row: Table, programme: Programme, required: list[Need], calendar: Calendar) -> Need:
    """`horizons` is the first and the last; without a currency, amounts are expert-days."""
    need_id = identity("need", str(programme.id), row["title"])
    currency = row.pop("currency", None)
    first, last = row.pop("horizons")
    days_ago, status = row.pop("days_ago"), SubmissionStatus(row.pop("status", "published"))
    reviewed = calendar.moment(days_ago - DAYS_UNTIL_REVIEWED)
    return Need(
        id=need_id,
        programme=programme,
        status=status,
        kind=Kind.FINANCIAL if currency else Kind.TECHNICAL,
        theme=Theme(row.pop("theme")) if "theme" in row else None,
        instruments=words(Instrument, row, "instruments"),
        currency=currency,
        **{field: to_minor(Decimal(row.pop(field, 0)), currency) for field in AMOUNTS},
        min_share_percent=row.pop("min_share", 0),
        first_horizon=Horizon(first),
        last_horizon=Horizon(last),
        requires=required,
        flags=[
            NeedFlag(id=identity("flag", str(need_id), flag), flag=Flag(flag), evidence=evidence)
            for flag, evidence in row.pop("flags", {}).items()
        ],
        remarks=remarks(row.pop("remark", None), need_id, programme.organisation_id, calendar, days_ago),
        published_at=reviewed if status == SubmissionStatus.PUBLISHED else None,
        **calendar.since(days_ago),
        **row,
    )
