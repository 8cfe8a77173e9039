"""What a partner's limits leave to the next run, once what its partnerships hold is counted.

The engine's files hold, for each offer, one largest share of a need and one for a country, each of what is still there.
What partnerships hold makes what is left differ from pair to pair and from country to country, which one number
cannot say. Where it cannot be said it is left out: over all rounds the partner's limits hold, at the price that

- a pair that has a partnership, and could take a little more of its need, may get nothing more;
- of a need that others began to serve, an offer is taken to give at most its share of the rest;
- a country with little left may get nothing, so that the others may have theirs.
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping

from app.services.engine.pool import Pool, country_of
from models import Need, Offer
from models.errors import BrokenLimit, Figures

Pair = tuple[uuid.UUID, uuid.UUID]
"""Need and offer."""


def country_limit(pool: Pool, offer: Offer) -> int | None:
    """The most that the offer may still give to any one country that is not closed to it, in the offer's unit."""
    left = _left_for_countries(pool, offer)
    return None if left is None else _best_limit(left, _wanted(pool, offer))


def closed_pairs(pool: Pool) -> set[Pair]:
    """The pairs that no run may choose."""
    return {*_with_their_share(pool), *(pair for offer in pool.offers for pair in _in_closed_countries(pool, offer))}


def closing(pool: Pool, need: Need, offer: Offer) -> BrokenLimit:
    """The limit that closes the pair: what the offer gave already to the need or its country, beside the most that it
    gives to any one."""
    given, share = pool.held.by_need.get((offer.id, need.id), 0), offer.max_share_percent
    if (need.id, offer.id) in set(_with_their_share(pool)) and share is not None:
        figures = Figures(given, need.gap * share // 100, need.currency)
        return BrokenLimit("closed_by_share", need.title, offer.title, (figures,))
    given = pool.held.by_country.get((offer.id, country_of(need)), 0)
    figures = Figures(given, _most_for_a_country(offer), offer.currency)
    return BrokenLimit("closed_by_country", need.title, offer.title, (figures,))


def _in_closed_countries(pool: Pool, offer: Offer) -> Iterator[Pair]:
    left = _left_for_countries(pool, offer) or {}
    limit = max(_best_limit(left, _wanted(pool, offer)), 1) if left else 0
    if closed := {country for country, rest in left.items() if rest < limit}:
        for need in pool.needs:
            if need.kind == offer.kind and country_of(need) in closed:
                yield need.id, offer.id


def _with_their_share(pool: Pool) -> Iterator[Pair]:
    """Pairs that work together already, where the offer's share of the rest would bring it above its share of all."""
    needs = {one.id: one for one in pool.needs}
    shares = {one.id: one.max_share_percent for one in pool.offers}
    for (offer_id, need_id), given in pool.held.by_need.items():
        most = shares.get(offer_id)
        if most is not None and need_id in needs:
            need = needs[need_id]
            if given * 100 > most * (need.gap - pool.asked(need)):
                yield need_id, offer_id


def _left_for_countries(pool: Pool, offer: Offer) -> Mapping[str, int] | None:
    """What each country of the pool's needs may still get, in the offer's unit; nothing where there is no limit."""
    if offer.max_country_share_percent is None:
        return None
    most = _most_for_a_country(offer)
    countries = {one.country for one in pool.wanted}
    return {one: most - pool.held.by_country.get((offer.id, one), 0) for one in countries}


def _most_for_a_country(offer: Offer) -> int:
    """Over all rounds, in the offer's unit."""
    return offer.capacity.total * (offer.max_country_share_percent or 100) // 100


def _best_limit(left: Mapping[str, int], wanted: Mapping[str, int]) -> int:
    """The limit under which the offer could give most: a country with less left than this is closed."""

    def given(limit: int) -> int:
        return sum(min(limit, wanted[country]) for country, rest in left.items() if rest >= limit)

    limits = {rest for rest in left.values() if rest > 0}
    return max(limits, key=lambda limit: (given(limit), -limit), default=0)


def _wanted(pool: Pool, offer: Offer) -> Counter[str]:
    """What each country asks for that the offer is for, in the offer's unit."""
    wanted: Counter[str] = Counter()
    for want, amount in pool.wanted.items():
        if want.kind == offer.kind and want.theme in offer.themes:
            wanted[want.country] += pool.rates.convert(amount, want.currency, offer.currency)
    return wanted
