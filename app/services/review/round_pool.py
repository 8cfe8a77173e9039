"""What a run started now would work with, and which needs nobody can serve as things stand."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from app.services.engine.checks import eligibility
from app.services.engine.files import need_rows, offer_row, worth_asking
from app.services.engine.pool import Pool, gather
from app.services.money import exchange
from app.services.money.exchange import DatedRate
from models import Need, Offer, Programme, Round


@dataclass(frozen=True)
class Step:
    """A test that stands between a need and the offers of its kind."""

    test: str
    left: int
    """offers that pass it and all before it"""
    fell_here_alone: int
    """offers that fail nothing else"""


@dataclass(frozen=True)
class Stranded:
    """A need that no offer can serve, and how the offers of its kind fall away. Where some pass every test, they were
    refused, and `shuts_out_most` says so."""

    need: Need
    offers: int
    steps: tuple[Step, ...]
    shuts_out_most: str | None


@dataclass(frozen=True)
class SetAside:
    """A published need or offer that takes no part, and the code of the reason."""

    thing: Need | Offer
    reason: str

    @property
    def is_need(self) -> bool:
        return isinstance(self.thing, Need)


@dataclass(frozen=True)
class PoolReport:
    needs: int
    offers: int
    eligible_pairs: int
    stranded: list[Stranded]
    set_aside: int
    refused: int
    rates: list[DatedRate]

    @property
    def stranded_by_test(self) -> list[tuple[str | None, int]]:
        """The test whose change would help most, and for how many needs, the most frequent first."""
        return Counter(one.shuts_out_most for one in self.stranded).most_common()


def survey(session: AuditedSession, round_: Round, today: date) -> PoolReport:
    pool = worth_asking(round_, gather(session, today))
    pairs, stranded = _test(round_, pool)
    return PoolReport(
        needs=len(pool.needs),
        offers=len(pool.offers),
        eligible_pairs=pairs,
        stranded=stranded,
        set_aside=len(pool.set_aside),
        refused=len(pool.refused),
        rates=exchange.newest_of(session, pool.currencies | {round_.currency}),
    )


def _test(round_: Round, pool: Pool) -> tuple[int, list[Stranded]]:
    """How many pairs are eligible, and the needs that are in none."""
    if not pool.needs or not pool.offers:
        return 0, [Stranded(need, 0, (), None) for need in pool.needs]

    offers = (offer_row(round_, pool, offer) for offer in pool.offers)
    fit = eligibility(round_, need_rows(round_, pool, pool.needs), offers)
    eligible = fit.eligible
    for n, o in _places(fit.need_ids, fit.offer_ids, pool):
        eligible[n, o] = False
    by_id = {str(need.id): need for need in pool.needs}
    unserved = [need_id for need_id, served in zip(fit.need_ids, eligible.any(axis=1), strict=True) if not served]
    stranded = [
        Stranded(
            by_id[funnel.need],
            funnel.offers,
            tuple(Step(one.test, one.left, one.fell_here_alone) for one in funnel.steps),
            "refused" if funnel.fits else funnel.shuts_out_most,
        )
        for funnel in fit.funnels(unserved)
    ]
    return int(eligible.sum()), sorted(stranded, key=lambda one: one.need.title.casefold())


def _places(needs: Sequence[str], offers: Sequence[str], pool: Pool) -> list[tuple[int, int]]:
    """Where the pairs that one of their sides refused stand among the needs and offers."""
    rows, columns = ({key: n for n, key in enumerate(ids)} for ids in (needs, offers))
    pairs = ((rows.get(str(need)), columns.get(str(offer))) for need, offer in pool.refused)
    return [(n, o) for n, o in pairs if n is not None and o is not None]


def set_aside(session: AuditedSession, today: date) -> list[SetAside]:
    """Needs first, then offers, by title."""
    reasons = gather(session, today).set_aside
    needs = _by_id(
        session.scalars(
            select(Need)
            .where(Need.id.in_(reasons))
            .options(joinedload(Need.programme).joinedload(Programme.city))
            .order_by(Need.title)
        )
    )
    offers = _by_id(
        session.scalars(
            select(Offer).where(Offer.id.in_(reasons)).options(joinedload(Offer.organisation)).order_by(Offer.title)
        )
    )
    return [SetAside(thing, reasons[key]) for key, thing in (needs | offers).items()]


def _by_id(things: Iterable[Need | Offer]) -> dict[uuid.UUID, Need | Offer]:
    return {thing.id: thing for thing in things}
