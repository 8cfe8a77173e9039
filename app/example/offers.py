"""The offers of a partner in the example world."""

from decimal import Decimal

from app.example.calendar import Calendar
from app.example.reading import Table, identity, words
from app.example.remarks import DAYS_UNTIL_REVIEWED, remarks
from models import Offer, Organisation
from models.amounts import HorizonAmounts, to_minor
from models.lifecycle import SubmissionStatus
from models.vocabulary import Flag, IncomeGroup, Instrument, Kind, Language, Stage, Theme

HORIZONS = ("short", "medium", "long")


def offer(row: Table, partner: Organisation, calendar: Calendar) -> Offer:
    """Capacities and limits are in whole units of the currency; without one, in expert-days."""
    offer_id = identity("offer", partner.name, row["title"])
    currency = row.pop("currency", None)
    days_ago, status = row.pop("days_ago"), SubmissionStatus(row.pop("status", "published"))
    capacity = row.pop("capacity", {})
    reviewed = calendar.moment(days_ago - DAYS_UNTIL_REVIEWED)
    return Offer(
        id=offer_id,
        organisation_id=partner.id,
        status=status,
        kind=Kind.FINANCIAL if currency else Kind.TECHNICAL,
        **_criteria(row),
        currency=currency,
        capacity=HorizonAmounts(*(to_minor(Decimal(capacity.get(horizon, 0)), currency) for horizon in HORIZONS)),
        min_amount=to_minor(Decimal(row.pop("min_amount", 0)), currency),
        max_amount=to_minor(Decimal(row.pop("max_amount")), currency) if "max_amount" in row else None,
        max_share_percent=row.pop("max_share", None),
        max_country_share_percent=row.pop("max_country_share", None),
        open_until=calendar.day(-row.pop("open_for_days")) if "open_for_days" in row else None,
        verified_on=calendar.day(row.pop("verified_days_ago")) if "verified_days_ago" in row else None,
        remarks=remarks(row.pop("remark", None), offer_id, partner.id, calendar, days_ago),
        published_at=reviewed if status == SubmissionStatus.PUBLISHED else None,
        **calendar.since(days_ago),
        **row,
    )


def _criteria(row: Table) -> dict[str, list[str]]:
    vocabularies = {
        "themes": Theme,
        "instruments": Instrument,
        "income_groups": IncomeGroup,
        "stages": Stage,
        "required_flags": Flag,
        "languages": Language,
    }
    return {field: words(vocabulary, row, field) for field, vocabulary in vocabularies.items()}
