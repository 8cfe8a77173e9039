"""The smallest single changes to a need that would bring it into the plan, each verified by solving again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..amounts import WHOLE, amount_text
from ..clock import Clock
from ..pool import Need, Pool
from ..vocabulary import FLAGS, HORIZONS, INSTRUMENTS
from .account import Account

AT_MOST = 3
"""Changes to report: more would not help to choose."""

SHARES = (0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0)
"""Smallest useful shares to try, the nearest to the need's own first."""


@dataclass(frozen=True)
class Change:
    """One field of the need and its new value; `received` (smallest units) is what the need then gets, and `objective`
    what the whole plan is then worth."""

    field: str
    value: str
    received: int
    objective: float


def changes_that_bring_in(account: Account, need: Need, seconds: float) -> tuple[Change, ...]:
    """At most one change a field, found within the seconds; an empty result claims nothing. It is empty, too, where
    planning again would serve the need unchanged: then it is left out by the plan's gap, not by any field."""
    from .rivals import planned_again

    clock, found = Clock(seconds), dict[str, Change]()
    if planned_again(account, need, clock.left()) is not None:
        return ()
    for field, value, changed in _candidates(account, need):
        if field in found or len(found) == AT_MOST:
            continue
        if clock.left() < 0.5:
            break
        served = planned_again(account, changed, clock.left())
        if served is not None:
            found[field] = Change(field, value, *served)
    return tuple(found.values())


def _candidates(account: Account, need: Need) -> Iterator[tuple[str, str, Need]]:
    """Changes a city can make, the smallest of each field first: (field, new value, the need with it)."""
    pool = account.case.pool
    yield from _flags(pool, need)
    yield from _instruments(need)
    yield from _horizons(need)
    if need.max_partners is not None:
        more = need.max_partners + 1
        yield "max_partners", str(more), replace(need, max_partners=more)
    for share in SHARES:
        if round(share * WHOLE) < need.min_share:
            yield "min_share", f"{share:g}", replace(need, min_share=round(share * WHOLE))
    for part in (2, 4, 10):
        if need.amount // part:
            smaller = need.amount // part
            yield "amount", amount_text(smaller, account.decimals[need.kind]), replace(need, amount=smaller)


def _flags(pool: Pool, need: Need) -> Iterator[tuple[str, str, Need]]:
    """Flags that some offer of the kind asks for, the most wanted first."""
    wanted = {
        flag: sum(flag in offer.required_flags for offer in pool.offers if offer.kind == need.kind)
        for flag in FLAGS
        if flag not in need.flags
    }
    for flag in sorted((f for f in wanted if wanted[f]), key=lambda f: (-wanted[f], f)):
        yield "flags", flag, replace(need, flags=need.flags | {flag})


def _instruments(need: Need) -> Iterator[tuple[str, str, Need]]:
    if not need.instruments:
        return
    for instrument in INSTRUMENTS[need.kind]:
        if instrument not in need.instruments:
            yield "instruments", instrument, replace(need, instruments=need.instruments | {instrument})


def _horizons(need: Need) -> Iterator[tuple[str, str, Need]]:
    if need.last_horizon + 1 < len(HORIZONS):
        later = need.last_horizon + 1
        yield "last_horizon", HORIZONS[later], replace(need, last_horizon=later)
    if need.first_horizon:
        sooner = need.first_horizon - 1
        yield "first_horizon", HORIZONS[sooner], replace(need, first_horizon=sooner)
