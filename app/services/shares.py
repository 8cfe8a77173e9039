"""Whether a partner's largest shares, of one need and for one country, hold with what other rounds published."""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.services.own_units import given_to_need, taken_of_offer
from app.services.pool import Held, country_of
from models import Match, Offer


def passed(held: Held, approved: Sequence[Match]) -> Iterator[str]:
    """Codes of the offers that would give one need, or one country, more than they want to; `held` is what live
    partnerships take of them already."""
    taken: Counter[tuple[Offer, str]] = Counter()
    for match in approved:
        taken[match.offer, country_of(match.need)] += taken_of_offer(match).total
        if _passes_share_of_need(held, match):
            yield f"need_share:{match.offer.title}"
    for (offer, country), more in taken.items():
        if _passes_share_for_country(held, offer, country, more):
            yield f"country_share:{offer.title}"


def _passes_share_of_need(held: Held, match: Match) -> bool:
    most = match.offer.max_share_percent
    given = held.by_need.get((match.offer_id, match.need_id), 0) + given_to_need(match)
    return most is not None and given * 100 > most * match.need.gap


def _passes_share_for_country(held: Held, offer: Offer, country: str, more: int) -> bool:
    """The share is of the offer's whole capacity."""
    most = offer.max_country_share_percent
    taken = held.by_country.get((offer.id, country), 0) + more
    return most is not None and taken * 100 > most * offer.capacity.total
