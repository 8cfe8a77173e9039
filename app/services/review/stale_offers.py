"""Whether what a run was frozen with still holds: an offer may have shrunk, or changed its terms, since.

Only offers that count in a currency for which the run has a rate are asked about.
"""

from collections.abc import Iterable, Iterator, Sequence

from app.services.engine.snapshots import Snapshot
from app.services.money.exchange import Rates
from app.services.review.approved_lines import ApprovedLine
from models import Offer, Plan
from models.amounts import NOTHING
from models.errors import Blocker

TERMS = ("kind", "themes", "instruments", "countries", "regions", "income_groups", "required_flags", "carry_over")
"""Columns of offers.csv that say what an offer is for; the others count, and are tested by counting."""


def shrunk(approved: Sequence[ApprovedLine]) -> Iterator[Blocker]:
    """The offers whose free capacity no longer holds what the approved matches would reserve."""
    for offer, lines in _by_offer(approved).items():
        if not offer.can_hold(sum((line.taken for line in lines), NOTHING)):
            yield Blocker("offer_shrunk", offer.title)


def changed(plan: Plan, approved: Sequence[ApprovedLine]) -> Iterator[Blocker]:
    """The offers whose terms, or the limits of one partnership, are no longer what the run was made with."""
    frozen = Snapshot.of(plan.run).offers
    for offer, lines in _by_offer(approved).items():
        row = frozen.get(str(offer.id))
        other_terms = row is not None and _terms(offer) != {name: _said(row[name]) for name in TERMS}
        if other_terms or _breaks_limits(plan, offer, lines):
            yield Blocker("offer_changed", offer.title)


def too_small(approved: Sequence[ApprovedLine]) -> Iterator[Blocker]:
    """The matches that are worth nothing in the currency of their offer: a cent may be less than its smallest
    unit. No change of the offer made them so, and no new run changes what was pinned."""
    for line in approved:
        if not line.taken.total:
            yield Blocker("too_small", line.name)


def _terms(offer: Offer) -> dict[str, frozenset[str]]:
    """As sets: a saved form may put the words of a list in another order, which changes nothing."""
    lists = {name: frozenset(map(str, getattr(offer, name))) for name in TERMS if name not in ("kind", "carry_over")}
    carries_over = "true" if offer.carry_over else "false"
    return {"kind": frozenset([str(offer.kind)]), "carry_over": frozenset([carries_over])} | lists


def _said(cell: str) -> frozenset[str]:
    """The words of a frozen cell."""
    return frozenset(filter(None, cell.split(";")))


def _breaks_limits(plan: Plan, offer: Offer, lines: Iterable[ApprovedLine]) -> bool:
    """Whether a match is now larger, or smaller, than the offer wants a partnership to be."""
    rates = Rates(plan.run.rates)
    unit = plan.run.round.unit_of(offer)
    largest = None if offer.max_amount is None else rates.convert_up(offer.max_amount, offer.currency, unit)
    smallest = rates.convert(offer.min_amount, offer.currency, unit)
    totals = [line.amounts.total for line in lines]
    return min(totals) < smallest or (largest is not None and max(totals) > largest)


def _by_offer(approved: Iterable[ApprovedLine]) -> dict[Offer, list[ApprovedLine]]:
    found: dict[Offer, list[ApprovedLine]] = {}
    for line in approved:
        found.setdefault(line.offer, []).append(line)
    return found
