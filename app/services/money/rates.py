"""Rates are loaded, never typed: a file's go in together, and what the file does not speak of stays."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.database import AuditedSession
from app.services.money.exchange import DatedRate
from models import ExchangeRate


@dataclass(frozen=True)
class Loaded:
    """How many rates a load brought."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def load(session: AuditedSession, rates: Iterable[DatedRate]) -> Loaded:
    """Insert what is missing, correct what differs. Leaves no event: what else was loaded with it has the same one."""
    there = {(one.currency, one.day): one for one in session.scalars(select(ExchangeRate))}
    new = changed = unchanged = 0
    for rate in rates:
        known = there.get((rate.currency, rate.day))
        if known is None:
            session.add(ExchangeRate(**vars(rate)))
            new += 1
        elif (known.per_usd_billionths, known.source) != (rate.per_usd_billionths, rate.source):
            known.per_usd_billionths, known.source = rate.per_usd_billionths, rate.source
            changed += 1
        else:
            unchanged += 1
    session.flush()
    return Loaded(new, changed, unchanged)
