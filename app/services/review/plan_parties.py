"""The needs and offers that an explanation speaks of, by the ids that the engine knows them by."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from app.database import AuditedSession
from models import Need, Offer, Organisation, Programme


@dataclass(frozen=True)
class Parties:
    needs: dict[str, Need]
    offers: dict[str, Offer]


def named(session: AuditedSession, need_ids: Iterable[str], offer_ids: Iterable[str]) -> Parties:
    """Those that exist. Two queries."""
    needs = session.scalars(
        select(Need)
        .where(Need.id.in_({uuid.UUID(one) for one in need_ids}))
        .options(lazyload(Need.flags), joinedload(Need.programme).joinedload(Programme.city))
    )
    offers = session.scalars(
        select(Offer)
        .where(Offer.id.in_({uuid.UUID(one) for one in offer_ids}))
        .options(
            joinedload(Offer.organisation).options(lazyload(Organisation.city), lazyload(Organisation.country)),
        )
    )
    return Parties({str(one.id): one for one in needs}, {str(one.id): one for one in offers})
