"""What is in a round at this moment: the published needs and offers that still have something to match."""

import uuid
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.database import AuditedSession
from app.services.money.exchange import Rates, newest_rates
from app.services.partnerships import refusals
from models import City, Need, Offer, Partnership, Programme, Refusal
from models.lifecycle import HOLDS_CAPACITY, HOLDS_COMMITTED, SubmissionStatus
from models.pairs import Pair
from models.vocabulary import Kind, Theme


@dataclass(frozen=True)
class Covered:
    """What partnerships already give to a need, in its own unit, and how many partners that takes."""

    amount: int = 0
    partners: int = 0


@dataclass(frozen=True)
class Held:
    """What partnerships hold of each offer: (offer, country) in the offer's unit, (offer, need) in the need's."""

    by_country: dict[tuple[uuid.UUID, str], int] = field(default_factory=dict)
    by_need: dict[tuple[uuid.UUID, uuid.UUID], int] = field(default_factory=dict)


class Want(NamedTuple):
    """Which needs are counted together."""

    country: str
    kind: Kind
    theme: Theme | None
    currency: str | None


@dataclass(frozen=True)
class Pool:
    """`set_aside` says why a published need or offer takes no part: id -> code. `refused` are the pairs to which one of
    their sides said no."""

    needs: list[Need]
    offers: list[Offer]
    covered: dict[uuid.UUID, Covered]
    taken: dict[uuid.UUID, int]
    held: Held
    relations: set[tuple[uuid.UUID, uuid.UUID]]
    rates: Rates
    set_aside: dict[uuid.UUID, str] = field(default_factory=dict)
    refused: dict[Pair, Refusal] = field(default_factory=dict)

    @cached_property
    def need_ids(self) -> frozenset[uuid.UUID]:
        return frozenset(need.id for need in self.needs)

    @cached_property
    def currencies(self) -> frozenset[str]:
        counted = {need.currency for need in self.needs} | {offer.currency for offer in self.offers}
        return frozenset(filter(None, counted))

    @cached_property
    def wanted(self) -> Counter[Want]:
        """What is still asked for in all, in each unit."""
        wanted: Counter[Want] = Counter()
        for need in self.needs:
            wanted[Want(country_of(need), need.kind, need.theme, need.currency)] += self.asked(need)
        return wanted

    def asked(self, need: Need) -> int:
        """What is still asked for, in the need's own unit."""
        return need.gap - self.covered.get(need.id, Covered()).amount

    def partners_left(self, need: Need) -> int | None:
        if need.max_partners is None:
            return None
        return need.max_partners - self.covered.get(need.id, Covered()).partners

    def partnerships_left(self, offer: Offer) -> int | None:
        return None if offer.max_partnerships is None else offer.max_partnerships - self.taken.get(offer.id, 0)

    def smallest_share(self, need: Need) -> tuple[int, int]:
        """The smallest useful share of what is still asked, as a fraction (numerator, denominator)."""
        smallest = -(-need.gap * need.min_share_percent // 100) - self.covered.get(need.id, Covered()).amount
        return max(0, smallest), self.asked(need)

    def waits_for(self, need: Need) -> list[Need]:
        """The needs of the pool that must be met first and are not yet."""
        return [first for first in need.requires if first.id in self.need_ids and not self.is_met(first)]

    def is_met(self, need: Need) -> bool:
        """The smallest useful share is reached or, where that is 0, the whole amount."""
        covered = self.covered.get(need.id, Covered()).amount
        return covered > 0 and (covered * 100 >= need.gap * (need.min_share_percent or 100))


def country_of(need: Need) -> str:
    return need.programme.city.country_id


def gather(session: AuditedSession, today: date) -> Pool:
    """The pool as it stands: nine queries, however large it is."""
    needs = session.scalars(
        select(Need)
        .where(Need.status == SubmissionStatus.PUBLISHED)
        .options(
            joinedload(Need.programme).joinedload(Programme.city).joinedload(City.country),
            joinedload(Need.programme).joinedload(Programme.organisation),
            selectinload(Need.requires),
        )
        .order_by(Need.id)
    ).all()
    pool = gather_offers(session, today)
    for need in needs:
        _place(pool, need, _need_obstacle(pool, need))
    _leave_out_those_waiting(pool)
    offer_ids = {one.id for one in pool.offers}
    for (need_id, offer_id), refusal in refusals.holding(session).items():
        if need_id in pool.need_ids and offer_id in offer_ids:
            pool.refused[need_id, offer_id] = refusal
    return pool


def gather_offers(session: AuditedSession, today: date) -> Pool:
    """The pool without its needs."""
    covered, taken, held = covered_needs(session), taken_offers(session), held_of_offers(session)
    pool = Pool([], [], covered, taken, held, _relations(session), newest_rates(session))
    for offer in _published_offers(session):
        _place(pool, offer, _closed(pool, offer, today) or _used_up(pool, offer))
    return pool


def gather_open_offers(session: AuditedSession, today: date) -> Pool:
    """The offers that are open as far as anybody may know, whatever is left of them, and what needs are covered by."""
    pool = Pool([], [], covered_needs(session), {}, Held(), set(), newest_rates(session))
    for offer in _published_offers(session):
        _place(pool, offer, _closed(pool, offer, today))
    return pool


def _published_offers(session: AuditedSession) -> Sequence[Offer]:
    return session.scalars(
        select(Offer)
        .where(Offer.status == SubmissionStatus.PUBLISHED)
        .options(joinedload(Offer.organisation))
        .order_by(Offer.id)
    ).all()


def _place(pool: Pool, thing: Need | Offer, obstacle: str) -> None:
    if obstacle:
        pool.set_aside[thing.id] = obstacle
    elif isinstance(thing, Need):
        pool.needs.append(thing)
    else:
        pool.offers.append(thing)


def _closed(pool: Pool, offer: Offer, today: date) -> str:
    if offer.open_until is not None and offer.open_until < today:
        return "offer_expired"
    if not offer.organisation.active:
        return "organisation_closed"
    if not offer.in_pool(today):
        return "offer_not_verified"
    return "" if pool.rates.knows(offer.currency) else "no_exchange_rate"


def _used_up(pool: Pool, offer: Offer) -> str:
    left = pool.partnerships_left(offer)
    return "offer_used_up" if offer.remaining().total <= 0 or (left is not None and left <= 0) else ""


def _need_obstacle(pool: Pool, need: Need) -> str:
    left = pool.partners_left(need)
    if not need.programme.organisation.active:
        return "organisation_closed"
    if not pool.rates.knows(need.currency):
        return "no_exchange_rate"
    return "need_covered" if pool.asked(need) <= 0 or (left is not None and left <= 0) else ""


def holding_up(session: AuditedSession, need: Need) -> list[Need]:
    """The needs that must be met first, and neither are nor can be in a round: because of them it waits."""
    pool = Pool([], [], covered_needs(session), {}, Held(), set(), newest_rates(session))
    for first in _all_before(need):
        if first.status == SubmissionStatus.PUBLISHED:
            _place(pool, first, _need_obstacle(pool, first))
    _leave_out_those_waiting(pool)
    return _absent_before(pool, need, {one.id for one in pool.needs})


def _all_before(need: Need) -> set[Need]:
    """What must be met before it, and before that, and so on."""
    before: set[Need] = set()
    latest = set(need.requires)
    while latest:
        before |= latest
        latest = {first for one in latest for first in one.requires} - before
    return before


def _absent_before(pool: Pool, need: Need, present: Set[uuid.UUID]) -> list[Need]:
    return [first for first in need.requires if first.id not in present and not pool.is_met(first)]


def _leave_out_those_waiting(pool: Pool) -> None:
    """A need whose forerunner is neither in the pool nor met waits; so does what waits for it."""
    while True:
        present = {need.id for need in pool.needs}
        waiting = [need for need in pool.needs if _absent_before(pool, need, present)]
        if not waiting:
            return
        for need in waiting:
            pool.needs.remove(need)
            pool.set_aside[need.id] = "waits_for_another"


def covered_needs(session: AuditedSession) -> dict[uuid.UUID, Covered]:
    rows = session.execute(
        select(Partnership.need_id, func.sum(Partnership.covers), func.count())
        .where(Partnership.status.in_(HOLDS_CAPACITY))
        .group_by(Partnership.need_id)
    )
    return {need_id: Covered(int(amount), partners) for need_id, amount, partners in rows}


def taken_offers(session: AuditedSession) -> dict[uuid.UUID, int]:
    rows = session.execute(
        select(Partnership.offer_id, func.count())
        .where(Partnership.status.in_(HOLDS_CAPACITY))
        .group_by(Partnership.offer_id)
    )
    return dict(rows.all())


def held_of_offers(session: AuditedSession) -> Held:
    amount = Partnership.short + Partnership.medium + Partnership.long
    rows = session.execute(
        select(
            Partnership.offer_id, Partnership.need_id, City.country_id, func.sum(amount), func.sum(Partnership.covers)
        )
        .join(Need, Partnership.need_id == Need.id)
        .join(Programme, Need.programme_id == Programme.id)
        .join(City, Programme.city_id == City.id)
        .where(Partnership.status.in_(HOLDS_CAPACITY))
        .group_by(Partnership.offer_id, Partnership.need_id, City.country_id)
    )
    held = Held()
    for offer_id, need_id, country, given, covers in rows:
        held.by_country[offer_id, country] = held.by_country.get((offer_id, country), 0) + int(given)
        held.by_need[offer_id, need_id] = int(covers)
    return held


def _relations(session: AuditedSession) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """The pairs of city and partner that have worked, or are working, together."""
    rows = session.execute(
        select(Programme.organisation_id, Offer.organisation_id)
        .select_from(Partnership)
        .join(Need, Partnership.need_id == Need.id)
        .join(Programme, Need.programme_id == Programme.id)
        .join(Offer, Partnership.offer_id == Offer.id)
        .where(Partnership.status.in_(HOLDS_COMMITTED))
        .distinct()
    )
    return {(city, partner) for city, partner in rows}
