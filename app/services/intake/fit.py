"""Which open offers fit a need, and which published needs an offer: from what their pages tell, nothing confidential.

A city may ask as often as it likes, with any amount, on any day. So an offer is counted by what its page shows to a
city: with what it holds, whatever is reserved of it by now; and where its amounts are its partner's own business, by
its open criteria alone. Whoever asks time and again learns nothing of its floor or ceiling, nor of what was given away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from app.services.engine.checks import eligibility
from app.services.engine.files import Row, as_cell, capacity_cells, decimals, need_rows, offer_row
from app.services.engine.pool import Pool, gather_open_offers, held_of_offers, taken_offers
from app.services.money.exchange import newest_rates
from models import City, Need, Offer, Policy, Programme, Round
from models.amounts import LARGEST, HorizonAmounts
from models.lifecycle import SubmissionStatus
from models.rounds import FairnessGroup
from models.vocabulary import Horizon

if TYPE_CHECKING:
    from app.services.engine.checks import Fit

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
    """What nothing can be counted without: fields of the need, or "rate", that of its currency."""


def count_fits(session: AuditedSession, need: Need, today: date) -> FitCount | None:
    """None where partnerships cover all that the need asks: there is nothing left to count for."""
    if missing := need.missing_to_count():
        return FitCount(missing=tuple(missing))
    pool = _of_its_kind(session, need, today)
    if not pool.rates.knows(need.currency):
        return FitCount(missing=("rate",))
    if not pool.offers:
        return FitCount()
    tests = _tests(need, pool)
    if tests is None:
        return None
    funnel = tests.funnel(str(need.id))
    test = funnel.shuts_out_most
    would_open = next((step.fell_here_alone for step in funnel.steps if step.test == test), 0)
    return FitCount(funnel.offers, funnel.fits, test, would_open)


def offers_that_fit(session: AuditedSession, need: Need, today: date) -> list[Offer]:
    """Those that `count_fits` counts, by their titles."""
    if need.missing_to_count():
        return []
    pool = _of_its_kind(session, need, today)
    tests = _tests(need, pool) if pool.offers else None
    if tests is None:
        return []
    return sorted(
        (offer for offer, fits in zip(pool.offers, tests.eligible[0], strict=True) if fits), key=lambda one: one.title
    )


def needs_that_fit(session: AuditedSession, offer: Offer) -> list[Need]:
    """The published needs that the offer, with what is left of it, could serve as they stand on their pages, by their
    titles; none where the offer says too little."""
    rates = newest_rates(session)
    if offer.missing() or offer.remaining().total <= 0 or not rates.knows(offer.currency):
        return []
    needs = [need for need in _of_its_themes(session, offer) if need.gap > 0 and rates.knows(need.currency)]
    pool = Pool(needs, [offer], {}, taken_offers(session), held_of_offers(session), set(), rates)
    alone = _alone(offer.currency)
    rows = {str(row["need_id"]): row | {"requires": ""} for row in need_rows(alone, pool, needs)}
    if not rows:
        return []
    tests = eligibility(alone, rows.values(), [offer_row(alone, pool, offer)])
    fitting = {need for need, fits in zip(tests.need_ids, tests.eligible[:, 0], strict=True) if fits}
    return [need for need in needs if str(need.id) in fitting]


def _of_its_themes(session: AuditedSession, offer: Offer) -> Sequence[Need]:
    return session.scalars(
        select(Need)
        .where(Need.status == SubmissionStatus.PUBLISHED, Need.kind == offer.kind, Need.theme.in_(offer.themes))
        .options(joinedload(Need.programme).joinedload(Programme.city).joinedload(City.country))
        .order_by(Need.title, Need.id)
    ).all()


def _of_its_kind(session: AuditedSession, need: Need, today: date) -> Pool:
    """The open offers with which it can be compared."""
    pool = gather_open_offers(session, today)
    known = pool.rates.knows(need.currency)
    return replace(pool, offers=[offer for offer in pool.offers if known and offer.kind == need.kind])


def _tests(need: Need, pool: Pool) -> "Fit | None":
    """Every test of the need against every offer; None where nothing is asked for any more."""
    alone = _alone(need.currency)
    rows = [row | {"requires": ""} for row in need_rows(alone, pool, [need])]
    return eligibility(alone, rows, (_open_row(alone, pool, offer) for offer in pool.offers)) if rows else None


def _alone(currency: str | None) -> Round:
    """Outside any round, all are laid side by side in the currency of the one that asks; days need none."""
    return Round(
        title="", start_year=0, currency=currency or "", policy=Policy(fairness_group=FairnessGroup.WORLD_REGION)
    )


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
