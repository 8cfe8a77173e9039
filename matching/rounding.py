"""From a solver's floats to whole smallest units that hold every rule exactly.

Amounts are first rounded within what every upper limit leaves; then what must reach a lower limit is topped up from
the crumbs that rounding left, or from partnerships with something to spare; what still cannot reach it is dropped.
"""

from .arrays import FloatArray, IntArray
from .case import Case
from .ledger import LAST, Ledger
from .vocabulary import HORIZONS

CRUMB = 1e-6
"""The largest error of a solver's amount, as a share of the need."""


def whole_amounts(case: Case, shares: FloatArray, chosen: FloatArray) -> IntArray:
    """Hundredths [pair, horizon] near the solver's shares [pair, horizon], for pairs chosen (y > 1/2)."""
    ledger = Ledger(case)
    pinned = place_pins(ledger)
    kept = [k for k in range(len(case.pairs)) if chosen[k] > 0.5 and k not in pinned]
    for k in kept:
        demand = int(case.needs.amount[case.pairs.need[k]])
        for h in range(len(HORIZONS)):
            ledger.give(k, h, min(round(max(shares[k, h], 0.0) * demand), ledger.room(k, h)))
    for n in case.sequence:
        settle(ledger, n, [k for k in case.of_need.get(n, ()) if k not in pinned], shares)
    sweep_crumbs(ledger, kept, shares)
    return ledger.amounts


def place_pins(ledger: Ledger) -> set[int]:
    """Books the pinned amounts as they are; the checker judges whether they fit together."""
    pinned = {k: amounts for k, (said, amounts) in ledger.case.decided.items() if said == "pin"}
    for k, amounts in pinned.items():
        for h, amount in enumerate(amounts):
            ledger.give(k, h, amount)
    return set(pinned)


def settle(ledger: Ledger, n: int, free: list[int], shares: FloatArray) -> None:
    """Makes need n keep its lower limits and its place in the sequence, or drops what cannot."""
    case = ledger.case
    start = earliest(ledger, n)
    for k in free:
        for h in range(start):
            ledger.give(k, h, -ledger.given[k][h])
        least = int(case.pairs.least[k])
        if 0 < ledger.total(k) < least and not raise_to(ledger, [k], least - ledger.total(k), start, LAST):
            ledger.drop(k)
    members = [k for k in free if ledger.total(k)]
    if n in case.awaited:
        _meet_on_time(ledger, n, members, start, shares)
    lacking = int(case.needs.smallest[n]) - ledger.received(n)
    if lacking > 0 and ledger.received(n) and not raise_to(ledger, members, lacking, start, LAST):
        for k in members:
            ledger.drop(k)


def earliest(ledger: Ledger, n: int) -> int:
    """The first horizon in which need n may receive anything: when all it waits for are met."""
    start = 0
    for first in ledger.case.earlier.get(n, ()):
        met_at = int(ledger.case.needs.met_at[first])
        met = (h for h in range(len(HORIZONS)) if ledger.received(first, h) >= met_at)
        start = max(start, next(met, len(HORIZONS)))
    return start


def _meet_on_time(ledger: Ledger, n: int, members: list[int], start: int, shares: FloatArray) -> None:
    """Tops need n up to `met` by the first horizon in which the solver, but for a crumb, had met it."""
    case = ledger.case
    met, demand = int(case.needs.met_at[n]), int(case.needs.amount[n])
    for h in range(len(HORIZONS)):
        planned = sum(float(shares[k, : h + 1].sum()) for k in case.of_need.get(n, ()))
        lacking = met - ledger.received(n, h)
        if planned * demand >= met - CRUMB * demand:
            if lacking > 0:
                raise_to(ledger, members, lacking, start, h)
            return


def raise_to(ledger: Ledger, members: list[int], lacking: int, start: int, last: int) -> bool:
    """Gives `lacking` more to these pairs, from what is free or what others can spare; whether all was found."""
    for k in members:
        lacking -= ledger.fill(k, lacking, start, last)
    for k in members:
        for h in range(start, last + 1):
            if lacking and ledger.case.pairs.open[k, h]:
                lacking -= _borrow(ledger, k, h, lacking)
    return lacking == 0


def _borrow(ledger: Ledger, k: int, h: int, wanted: int) -> int:
    """Moves up to `wanted` to pair k in horizon h from pairs of the same offer that keep more than they must."""
    case, moved = ledger.case, 0
    for other in case.of_offer[int(case.pairs.offer[k])]:
        if other == k or case.pairs.need[other] == case.pairs.need[k]:
            continue
        amount = min(wanted - moved, ledger.given[other][h], _spare(ledger, other))
        if amount > 0:
            ledger.give(other, h, -amount)
            taken = ledger.fill(k, amount, h, h)
            ledger.give(other, h, amount - taken)
            moved += taken
    return moved


def _spare(ledger: Ledger, k: int) -> int:
    """What pair k can lose with every lower limit still kept."""
    case, n = ledger.case, int(ledger.case.pairs.need[k])
    if n in case.awaited or k in case.decided:
        return 0
    above_least = ledger.total(k) - max(int(case.pairs.least[k]), 1)
    return max(min(above_least, ledger.received(n) - int(case.needs.smallest[n])), 0)


def sweep_crumbs(ledger: Ledger, kept: list[int], shares: FloatArray) -> None:
    """Gives back what rounding down left over, where the solver's amount was."""
    for k in kept:
        if not ledger.total(k):
            continue
        start = earliest(ledger, int(ledger.case.pairs.need[k]))
        crumb = int(CRUMB * float(ledger.case.needs.amount[ledger.case.pairs.need[k]])) + 1
        for h in range(start, len(HORIZONS)):
            if shares[k, h] > 0:
                ledger.give(k, h, min(crumb, ledger.room(k, h)))
