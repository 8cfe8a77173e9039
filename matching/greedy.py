"""A plan without a solver: needs served one after another from what is left. It always ends with a valid plan."""

import numpy as np

from .arrays import FloatArray, IntArray
from .case import Case
from .ledger import LAST, Ledger
from .rounding import earliest, place_pins


def greedy_plan(case: Case, guide: FloatArray) -> IntArray:
    """Amounts [pair, horizon] in smallest units. `guide` says how much each pair is wanted: higher comes first."""
    ledger = Ledger(case)
    pinned = place_pins(ledger)
    for n in _order(case, guide, {int(case.pairs.need[k]) for k in pinned}):
        _serve(ledger, n, pinned, guide)
    return ledger.amounts


def _order(case: Case, guide: FloatArray, pinned: set[int]) -> list[int]:
    """Needs with pins first, then by the best guide of their pairs; each after the needs that it waits for."""
    best = np.full(len(case.needs.amount), -np.inf)
    np.maximum.at(best, case.pairs.need, guide)
    wish = {n: (n not in pinned, -best[n], n) for n in case.sequence}
    for n in reversed(case.sequence):
        for first in case.earlier.get(n, ()):
            wish[first] = min(wish[first], wish[n])
    place = {n: i for i, n in enumerate(case.sequence)}
    return sorted(case.sequence, key=lambda n: (wish[n], place[n]))


def _serve(ledger: Ledger, n: int, pinned: set[int], guide: FloatArray) -> None:
    """Fills need n from its pairs, best first; leaves it untouched if no useful share can be reached."""
    case = ledger.case
    start, smallest = earliest(ledger, n), int(case.needs.smallest[n])
    free = [k for k in case.of_need.get(n, ()) if k not in pinned]
    for k in sorted(free, key=lambda k: (-guide[k], k)):
        lacking = int(case.needs.amount[n]) - ledger.received(n)
        given = ledger.fill(k, lacking, start, LAST)
        if given and (given < case.pairs.least[k] or not _worth_it(case, k, given)):
            ledger.drop(k)
    if ledger.received(n) < smallest:
        for k in free:
            ledger.drop(k)


def _worth_it(case: Case, k: int, given: int) -> bool:
    """Whether the amount brings more impact than the partnership costs, at the pair's best horizon."""
    share = given / float(case.needs.amount[case.pairs.need[k]])
    return float(case.value[k].max()) * share > case.policy.partnership_cost
