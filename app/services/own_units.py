"""What a match is to each of its sides, in that side's own unit, at the rates frozen in the run.

Rounded down each time: nothing exceeds what was planned.
"""

from app.services.exchange import Rates
from models import Match
from models.amounts import HorizonAmounts


def taken_of_offer(match: Match) -> HorizonAmounts:
    """Raises NoRate where the offer now counts in a currency that the run did not know."""
    run = match.plan.run
    unit = None if match.offer.currency is None else run.round.currency
    return Rates(run.rates).convert_each(match.amounts, unit, match.offer.currency)


def given_to_need(match: Match) -> int:
    """Raises NoRate where the need now counts in a currency that the run did not know."""
    run = match.plan.run
    unit = None if match.need.currency is None else run.round.currency
    return Rates(run.rates).convert(match.amounts.total, unit, match.need.currency)
