"""Ten years of a busy platform on top of the example world: rows, made in bulk, that only lists will read."""

import uuid
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from models import City, Match, Need, Offer, Organisation, Partnership, Plan, Programme
from models.base import utc_now
from models.lifecycle import PartnershipStatus, SubmissionStatus
from models.organisations import OrganisationKind
from models.vocabulary import Kind, Theme

NEEDS, OFFERS, PARTNERSHIPS = 10_000, 2_000, 5_000
NEEDS_OF_A_PROGRAMME = 10
SUBMISSIONS = (SubmissionStatus.PUBLISHED,) * 7 + (
    SubmissionStatus.DRAFT,
    SubmissionStatus.SUBMITTED,
    SubmissionStatus.RETURNED,
)
"""Of ten needs or offers seven are published."""
PARTNERSHIP_STATES = tuple(PartnershipStatus)
DESCRIPTION = "What is lacking, who lacks it, what was tried before, and what it would take. " * 8

Rows = list[dict[str, Any]]


def fill(connection: Connection) -> None:
    """The same rows each time but for their ids. Commits nothing."""
    governments = _organisations(connection, OrganisationKind.CITY_GOVERNMENT)
    governments += _new_governments(connection)
    partners = _organisations(connection, OrganisationKind.PARTNER)
    programmes = [_programme(n, governments[n % len(governments)]) for n in range(NEEDS // NEEDS_OF_A_PROGRAMME)]
    needs = [_need(n, programmes[n % len(programmes)]["id"]) for n in range(NEEDS)]
    offers = [_offer(n, partners[n % len(partners)][0]) for n in range(OFFERS)]
    matches = [_match(n, connection.scalar(select(Plan.id)), needs, offers) for n in range(PARTNERSHIPS)]
    for model, rows in (
        (Programme, programmes),
        (Need, needs),
        (Offer, offers),
        (Match, matches),
        (Partnership, [_partnership(n, match) for n, match in enumerate(matches)]),
    ):
        connection.execute(insert(model), rows)


def _organisations(connection: Connection, kind: OrganisationKind) -> list[Any]:
    named = select(Organisation.id, Organisation.city_id).where(Organisation.kind == kind).order_by(Organisation.name)
    return [tuple(row) for row in connection.execute(named)]


def _new_governments(connection: Connection) -> list[Any]:
    """Of the three hundred largest cities that have none."""
    known = select(Organisation.city_id).where(Organisation.city_id.is_not(None))
    cities = select(City.id).where(City.id.not_in(known)).order_by(City.population.desc(), City.id).limit(300)
    rows: Rows = [
        {"id": uuid.uuid4(), "name": f"City government {n}", "kind": OrganisationKind.CITY_GOVERNMENT, "city_id": city}
        for n, city in enumerate(connection.scalars(cities))
    ]
    connection.execute(insert(Organisation), rows)
    return [(row["id"], row["city_id"]) for row in rows]


def _programme(n: int, government: tuple[uuid.UUID, int]) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "organisation_id": government[0],
        "city_id": government[1],
        "title": f"Programme {n}",
        "vision": DESCRIPTION,
    }


def _need(n: int, programme_id: uuid.UUID) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "programme_id": programme_id,
        "status": SUBMISSIONS[n % len(SUBMISSIONS)],
        "title": f"Need {n} of a settlement",
        "description": DESCRIPTION,
        "kind": Kind.FINANCIAL,
        "theme": list(Theme)[n % len(Theme)],
        "instruments": ["grant"],
        "currency": "USD",
        "amount": 1_000_000_00 + n,
        "residents_reached": 5000,
        "changed_at": _moment(n),
    }


def _offer(n: int, organisation_id: uuid.UUID) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "organisation_id": organisation_id,
        "status": SUBMISSIONS[n % len(SUBMISSIONS)],
        "title": f"Offer {n}",
        "description": DESCRIPTION,
        "kind": Kind.FINANCIAL,
        "themes": [list(Theme)[n % len(Theme)]],
        "instruments": ["grant"],
        "currency": "USD",
        "capacity_short": 10_000_000_00,
        "verified_on": date.today(),  # noqa: DTZ011 - as the factories of the tests
        "amounts_disclosed": n % 2 == 0,
        "changed_at": _moment(n),
    }


def _match(n: int, plan_id: uuid.UUID | None, needs: Rows, offers: Rows) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "plan_id": plan_id,
        "need_id": needs[n]["id"],
        "offer_id": offers[n % len(offers)]["id"],
        "short": 100_000_00,
        "share_millionths": 100_000,
        "score": 0.5,
        "explanation": {},
    }


def _partnership(n: int, match: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "match_id": match["id"],
        "need_id": match["need_id"],
        "offer_id": match["offer_id"],
        "status": PARTNERSHIP_STATES[n % len(PARTNERSHIP_STATES)],
        "currency": "USD",
        "short": 100_000_00,
        "medium": 0,
        "long": 0,
        "covers": 100_000_00,
        "reason": "It was no longer wanted.",
        "changed_at": _moment(n),
    }


def _moment(n: int) -> Any:
    """Spread over the past, so that no order of a list is the order of the rows."""
    return utc_now() - timedelta(minutes=(n * 7919) % 100_003)
