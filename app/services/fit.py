"""How a need fits the offers that are open now: counts only, nothing confidential."""

import io
from dataclasses import dataclass
from datetime import date

from app.database import AuditedSession
from app.services.frames import needs_file, offers_file
from app.services.pool import Pool, gather
from models import Need, Policy, Round
from models.rounds import FairnessGroup

MEASURE = "EUR"
"""The currency in which needs and offers are laid side by side outside any round."""


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
    pool = gather(session, today)
    if not pool.rates.knows(need.currency) or not pool.offers:
        return FitCount(0, 0, None, 0)
    return _count(need, pool)


def _count(need: Need, pool: Pool) -> FitCount | None:
    import pandas as pd

    from matching.fit import eligibility_tests

    alone = Round(title="", start_year=0, currency=MEASURE, policy=Policy(fairness_group=FairnessGroup.WORLD_REGION))
    needs_csv = needs_file(alone, pool, [need])
    needs = pd.read_csv(io.StringIO(needs_csv), dtype=str, keep_default_na=False)
    offers = pd.read_csv(io.StringIO(offers_file(alone, pool)), dtype=str, keep_default_na=False)
    if needs.empty:
        return None
    needs["requires"] = ""
    funnel = eligibility_tests(needs, offers).funnel(needs["need_id"][0])
    test = funnel.shuts_out_most
    would_open = next((step.fell_here_alone for step in funnel.steps if step.test == test), 0)
    return FitCount(funnel.offers, funnel.fits, test, would_open)
