"""A need and an offer that are thought of together, whatever plan or partnership they stand in."""

import uuid

from models.plans import Match
from models.rounds import Decision

Pair = tuple[uuid.UUID, uuid.UUID]
"""The ids of a need and of an offer."""


def pair(thing: Match | Decision) -> Pair:
    return thing.need_id, thing.offer_id


def named(need: str, partner: str) -> str:
    """A pair as a reviewer knows it, by the title of its need and the name of its partner."""
    return f"{need} – {partner}"
