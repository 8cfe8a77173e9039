"""The smallest single changes to a need that would bring it into the plan, each verified by solving again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..amounts import WHOLE, amount_text
from ..case import Case, make_case
from ..check.rules import failed_tests
from ..clock import Clock
from ..engine.block import block_case
from ..engine.blocks import solve_block
from ..engine.books import books_of
from ..engine.market import market_of
from ..pool import Need, Pool
from ..search import Search
from ..vocabulary import FLAGS, HORIZONS, INSTRUMENTS
from .account import Account, amounts_of

AT_MOST = 3
"""Changes to report: more would not help to choose."""

RIVAL_PAIRS = 150
"""Pairs planned again to see what a change brings: those of the need, its rivals, and some of theirs."""

SHARES = (0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0)
"""Smallest useful shares to try, the nearest to the need's own first."""


@dataclass(frozen=True)
class Change:
    """One field of the need and its new value; `received` (hundredths) is what the need then gets, and `objective`
    what the whole plan is then worth."""

    field: str
    value: str
    received: int
    objective: float


def changes_that_bring_in(account: Account, need: Need, seconds: float) -> tuple[Change, ...]:
    """At most one change a field, found within the seconds; an empty result claims nothing. It is empty, too, where
    planning again would serve the need unchanged: then it is left out by the plan's gap, not by any field."""
    clock, found = Clock(seconds), dict[str, Change]()
    if _fits_somewhere(account.case.pool, need) and _received(account, need, clock.left())[0]:
        return ()
    for field, value, changed in _candidates(account, need):
        if field in found or len(found) == AT_MOST or not _fits_somewhere(account.case.pool, changed):
            continue
        if clock.left() < 0.5:
            break
        received, objective = _received(account, changed, clock.left())
        if received:
            found[field] = Change(field, value, received, objective)
    return tuple(found.values())


def _fits_somewhere(pool: Pool, need: Need) -> bool:
    """Whether any offer is eligible at all: without one there is no use in solving."""
    return any(not failed_tests(need, offer) for offer in pool.offers)


def _received(account: Account, changed: Need, seconds: float) -> tuple[int, float]:
    """What the changed need gets when it and its rivals are planned again, from the plan as it is, and the objective
    then. Needs outside its neighbourhood keep what they have, so that what is found here is true of the whole plan."""
    pool = account.case.pool
    needs = tuple(changed if need.id == changed.id else need for need in pool.needs)
    case, n = make_case(replace(pool, needs=needs), account.case.policy), pool.need_index[changed.id]
    search = Search(case, account.targets, Clock(seconds))
    if not search.consider(amounts_of(case, account.matches)):
        return 0, 0.0
    market = market_of(case)
    block = np.array(sorted(around(case, n, np.random.default_rng(case.policy.seed))))
    pairs = np.flatnonzero(np.isin(case.pairs.need, block))
    part = block_case(case, market, books_of(market, search.amounts), block, pairs)
    amounts = search.amounts.copy()
    found = solve_block(part, account.targets, amounts[pairs], seconds)
    if found is not None:
        amounts[pairs] = found
        search.consider(amounts)
    return sum(int(search.amounts[k].sum()) for k in case.of_need.get(n, ())), search.objective


def around(case: Case, centre: int, random: np.random.Generator) -> list[int]:
    """The centre, then needs reached from it through shared offers, with all they wait for."""
    block: dict[int, None] = {}
    queue, size = [centre], 0
    while queue and size < RIVAL_PAIRS:
        n = queue.pop(0)
        if n in block:
            continue
        block[n] = None
        size += len(case.of_need.get(n, ()))
        queue = [*case.earlier.get(n, ()), *queue]
        offers = [int(case.pairs.offer[k]) for k in case.of_need.get(n, ())]
        rivals = {int(case.pairs.need[k]) for o in offers for k in case.of_offer[o]}
        queue += random.permutation(sorted(rivals - block.keys())).tolist()
    return list(block)


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
            yield "amount", amount_text(smaller), replace(need, amount=smaller)


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
