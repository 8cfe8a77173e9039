"""How a need fits the offers that are open now: counts only, nothing confidential.

A city may ask as often as it likes, with any amount, on any day. So an offer is counted by what its page shows to a
city: with what it holds, whatever is reserved of it by now; and where its amounts are its partner's own business, by
its open criteria alone. Whoever asks time and again learns nothing of its floor or ceiling, nor of what was given away.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.database import AuditedSession
from app.services.engine.checks import eligibility
from app.services.engine.files import Row, as_cell, capacity_cells, decimals, need_rows, offer_row
from app.services.engine.pool import Pool, gather_open_offers
from models import Need, Offer, Policy, Round
from models.amounts import LARGEST, HorizonAmounts
from models.rounds import FairnessGroup
from models.vocabulary import Horizon

LIMITS = ("min_amount", "max_amount", "max_share", "max_country_share")
AMOUNTS = ("min_amount", "max_amount", *(f"capacity_{horizon}" for horizon in Horizon))
SOME = LARGEST // 10
"""Stands for a capacity of which it is only told that there is some."""


@dataclass(frozen=True)
class FitCount:
    """How many open offers of its kind would fit, and the single test that shuts out most."""

    offers: int = 0
    fits: int = 0
    shuts_out_most: str | None = None
    would_open: int = 0
    missing: tuple[str, ...] = ()
    """Fields of the need without which nothing can be counted."""


def count_fits(session: AuditedSession, need: Need, today: date) -> FitCount | None:
    """None where partnerships cover all that the need asks: there is nothing left to count for."""
    if missing := need.missing_to_count():
        return FitCount(missing=tuple(missing))
    pool = gather_open_offers(session, today)
    kin = replace(pool, offers=[offer for offer in pool.offers if offer.kind == need.kind])
    if not kin.offers or not kin.rates.knows(need.currency):
        return FitCount()
    return _count(need, kin)


def _count(need: Need, pool: Pool) -> FitCount | None:
    # Outside any round, all are laid side by side in the need's own currency; days need none.
    alone = Round(
        title="", start_year=0, currency=need.currency or "", policy=Policy(fairness_group=FairnessGroup.WORLD_REGION)
    )
    rows = [row | {"requires": ""} for row in need_rows(alone, pool, [need])]
    if not rows:
        return None
    funnel = eligibility(alone, rows, (_open_row(alone, pool, offer) for offer in pool.offers)).funnel(str(need.id))
    test = funnel.shuts_out_most
    would_open = next((step.fell_here_alone for step in funnel.steps if step.test == test), 0)
    return FitCount(funnel.offers, funnel.fits, test, would_open)


def _open_row(alone: Round, pool: Pool, offer: Offer) -> Row:
    """The offer with its whole capacity; where its amounts are closed, only in which years there is some."""
    row = offer_row(alone, pool, offer)
    capacity = pool.rates.convert_each(offer.capacity, offer.currency, alone.unit_of(offer))
    if not offer.amounts_disclosed:
        row |= dict.fromkeys(LIMITS, "")
        capacity = HorizonAmounts(*(SOME if amount > 0 else 0 for amount in offer.capacity))
    places = decimals(alone)[offer.kind]
    row |= capacity_cells(capacity, places)
    return row | {column: _bounded(row[column], places) for column in AMOUNTS}


def _bounded(amount: object, places: int) -> object:
    """In a weak currency a large offer passes what the engine can hold; no need asks more than that."""
    return min(amount, as_cell(LARGEST, places)) if isinstance(amount, Decimal) else amount
