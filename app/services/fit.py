"""How a need fits the offers that are open now: counts only, nothing confidential.

A city may ask as often as it likes, with any amount. So an offer whose amounts are its partner's own business is
counted by its open criteria alone: whoever tries one amount after the other learns nothing of its floor or ceiling.
"""

import io
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from app.database import AuditedSession
from app.services.frames import needs_file, offers_file
from app.services.pool import Pool, gather_offers
from models import Need, Policy, Round
from models.rounds import FairnessGroup

if TYPE_CHECKING:
    from pandas import DataFrame

LIMITS = ["min_amount", "max_amount", "max_share", "max_country_share"]
CAPACITIES = ["capacity_short", "capacity_medium", "capacity_long"]
SOME = "1000000000000"
"""Stands for a capacity of which it is only told that there is some."""


@dataclass(frozen=True)
class FitCount:
    """How many open offers of its kind would fit, and the single test that shuts out most."""

    offers: int
    fits: int
    shuts_out_most: str | None
    would_open: int


def count_fits(session: AuditedSession, need: Need, today: date) -> FitCount | None:
    """None while theme, instruments or amount are missing: nothing can be said yet."""
    if need.theme is None or not need.instruments or need.gap <= 0:
        return None
    pool = gather_offers(session, today)
    kin = replace(pool, offers=[offer for offer in pool.offers if offer.kind == need.kind])
    if not kin.offers or not kin.rates.knows(need.currency):
        return FitCount(0, 0, None, 0)
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
    _hide_amounts(offers, [not offer.amounts_disclosed for offer in pool.offers])
    funnel = eligibility_tests(needs, offers).funnel(needs["need_id"][0])
    test = funnel.shuts_out_most
    would_open = next((step.fell_here_alone for step in funnel.steps if step.test == test), 0)
    return FitCount(funnel.offers, funnel.fits, test, would_open)


def _hide_amounts(offers: "DataFrame", hidden: list[bool]) -> None:
    """Leave of the amounts only in which years there is something."""
    for row in (n for n, hides in enumerate(hidden) if hides):
        offers.loc[row, LIMITS] = ""
        for column in CAPACITIES:
            offers.loc[row, column] = SOME if float(str(offers.loc[row, column])) > 0 else "0"
