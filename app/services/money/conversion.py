"""What a match is to each of its sides, in that side's own unit, at the rates frozen in the run.

Rounded down each time: nothing exceeds what was planned.
"""

from dataclasses import dataclass

from app.services.money.exchange import Rates
from models import Match, Run
from models.amounts import HorizonAmounts


@dataclass(frozen=True)
class Units:
    """What amounts in the unit of a round, `currency` or expert-days, are in the currency of a party (None: days).

    Raise NoRate where the party now counts in a currency that the run did not know.
    """

    rates: Rates
    currency: str

    def taken(self, amounts: HorizonAmounts, of_offer: str | None) -> HorizonAmounts:
        return self.rates.convert_each(amounts, self._like(of_offer), of_offer)

    def given(self, amounts: HorizonAmounts, to_need: str | None) -> int:
        return self.rates.convert(amounts.total, self._like(to_need), to_need)

    def _like(self, currency: str | None) -> str | None:
        return None if currency is None else self.currency


def units_of(run: Run) -> Units:
    return Units(Rates(run.rates), run.round.currency)


def taken_of_offer(match: Match) -> HorizonAmounts:
    return units_of(match.plan.run).taken(match.amounts, match.offer.currency)
