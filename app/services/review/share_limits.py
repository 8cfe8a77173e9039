"""Whether a partner's largest shares, of one need and for one country, hold with what other rounds published."""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.services.engine.pool import Held
from app.services.review.approved_lines import ApprovedLine
from models import Offer
from models.errors import Blocker


def passed(held: Held, approved: Sequence[ApprovedLine]) -> Iterator[Blocker]:
    """The offers that would give one need, or one country, more than they want to; `held` is what
    partnerships hold of them already."""
    taken: Counter[tuple[Offer, str]] = Counter()
    for line in approved:
        taken[line.offer, line.need.country] += line.taken.total
        if _passes_share_of_need(held, line):
            yield Blocker("need_share", line.offer.title)
    for (offer, country), more in taken.items():
        if _passes_share_for_country(held, offer, country, more):
            yield Blocker("country_share", offer.title)


def _passes_share_of_need(held: Held, line: ApprovedLine) -> bool:
    most = line.offer.max_share_percent
    given = held.by_need.get((line.offer.id, line.need.id), 0) + line.given
    return most is not None and given * 100 > most * line.need.gap


def _passes_share_for_country(held: Held, offer: Offer, country: str, more: int) -> bool:
    """The share is of the offer's whole capacity."""
    most = offer.max_country_share_percent
    taken = held.by_country.get((offer.id, country), 0) + more
    return most is not None and taken * 100 > most * offer.capacity.total
