"""What the engine says without making a plan: which needs and offers fit, and which limits pins pass.

It takes a second to load, so it is loaded where it is first asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import matching
from app.services.engine.files import Row, decimals, need_rows, offer_row, pin_row
from app.services.engine.pool import Pool
from matching import Violation
from matching.formats import columns
from models import Need, Offer, Round
from models.amounts import HorizonAmounts
from models.pairs import Pair

if TYPE_CHECKING:
    from pandas import DataFrame

    from matching import Fit as Fit

__all__ = ["Violation", "eligibility", "passed_limits"]


def eligibility(round_: Round, needs: Iterable[Row], offers: Iterable[Row]) -> "Fit":
    """Every test of every pair of these lines of the round's needs.csv and offers.csv, in their order."""
    need_frame, offer_frame = _frame(columns.NEEDS, needs), _frame(columns.OFFERS, offers)
    return matching.eligibility_tests(need_frame, offer_frame, decimals=decimals(round_))


def passed_limits(
    round_: Round, pool: Pool, needs: Sequence[Need], offers: Iterable[Offer], pins: Mapping[Pair, HorizonAmounts]
) -> list[Violation]:
    """The limits that these pins pass by themselves, as the engine's exact checker finds them: amounts in the round's
    unit. What a need waits for is left aside."""
    from matching.conflicts import broken_limits
    from matching.inputs import read_pool

    places, kinds = decimals(round_), {need.id: need.kind for need in needs}
    need_frame = _frame(columns.NEEDS, (row | {"requires": ""} for row in need_rows(round_, pool, needs)))
    offer_frame = _frame(columns.OFFERS, (offer_row(round_, pool, offer) for offer in offers))
    rows = (pin_row(*both, amounts, places[kinds[both[0]]]) for both, amounts in pins.items())
    pinned = _frame(columns.DECISIONS, rows)
    return broken_limits(read_pool(need_frame, offer_frame, decisions=pinned, decimals=places))


def _frame(names: Sequence[str], rows: Iterable[Row]) -> "DataFrame":
    from pandas import DataFrame, Index

    return DataFrame([[row[name] for name in names] for row in rows], columns=Index(names), dtype=object)
