"""The organisations of the example world: city governments, partners, and the others."""

import uuid

from app.example.calendar import Calendar
from app.example.reading import Table, identity
from models import Organisation
from models.organisations import OrganisationKind, PartnerType
from models.vocabulary import Language


def organisation(row: Table, calendar: Calendar) -> Organisation:
    """`row` holds the organisation's columns and `days_ago`, when it joined."""
    partner_type = row.pop("partner_type", None)
    return Organisation(
        id=organisation_id(row["name"]),
        kind=OrganisationKind(row.pop("kind")),
        partner_type=PartnerType(partner_type) if partner_type else None,
        language=Language(row.pop("language", "en")),
        **calendar.since(row.pop("days_ago")),
        **row,
    )


def organisation_id(name: str) -> uuid.UUID:
    return identity("organisation", name)
