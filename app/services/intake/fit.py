"""How a need fits the offers that are open now: counts only, nothing confidential.

A city may ask as often as it likes, with any amount, on any day. So an offer is counted by what its page shows to a
city: with what it holds, whatever is reserved of it by now; and where its amounts are its partner's own business, by
its open criteria alone. Whoever asks time and again learns nothing of its floor or ceiling, nor of what was given away.
"""

import io
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.database import AuditedSession
from app.services.engine.frames import hundredths, needs_file, offers_file
from app.services.engine.pool import Pool, gather_open_offers
from models import Need, Policy, Round
from models.amounts import LARGEST, HorizonAmounts
from models.rounds import FairnessGroup

if TYPE_CHECKING:
    from pandas import DataFrame

LIMITS = ["min_amount", "max_amount", "max_share", "max_country_share"]
CAPACITIES = ["capacity_short", "capacity_medium", "capacity_long"]
MOST = hundredths(LARGEST)
SOME = 10**12 * 100
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
    import pandas as pd

    from matching.fit import eligibility_tests

    # Outside any round, all are laid side by side in the need's own currency; days need none.
    alone = Round(
        title="", start_year=0, currency=need.currency or "", policy=Policy(fairness_group=FairnessGroup.WORLD_REGION)
    )
    needs_csv = needs_file(alone, pool, [need])
    needs = pd.read_csv(io.StringIO(needs_csv), dtype=str, keep_default_na=False)
    offers = pd.read_csv(io.StringIO(offers_file(alone, pool)), dtype=str, keep_default_na=False)
    if needs.empty:
        return None
    needs["requires"] = ""
    _show_what_is_open(offers, pool, need.currency)
    _bound_amounts(offers)
    funnel = eligibility_tests(needs, offers).funnel(needs["need_id"][0])
    test = funnel.shuts_out_most
    would_open = next((step.fell_here_alone for step in funnel.steps if step.test == test), 0)
    return FitCount(funnel.offers, funnel.fits, test, would_open)


def _show_what_is_open(offers: "DataFrame", pool: Pool, currency: str | None) -> None:
    """In each row the offer's whole capacity; where its amounts are closed, only in which years there is some."""
    for row, offer in enumerate(pool.offers):
        whole = pool.rates.convert_each(offer.capacity, offer.currency, currency)
        if not offer.amounts_disclosed:
            offers.loc[row, LIMITS] = ""
            whole = HorizonAmounts(*(SOME if amount > 0 else 0 for amount in offer.capacity))
        offers.loc[row, CAPACITIES] = [str(hundredths(amount)) for amount in whole]


def _bound_amounts(offers: "DataFrame") -> None:
    """In a weak currency a large offer passes what the engine can hold; no need asks more than that."""
    for column in ["min_amount", "max_amount", *CAPACITIES]:
        offers[column] = [str(min(Decimal(text), MOST)) if text else "" for text in offers[column]]
