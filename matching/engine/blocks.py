"""Blocks of needs that compete for the same offers, solved exactly by branch and bound with everything else fixed.

A block may use what all other lines leave: so a solution of it makes, with these, a plan that keeps every rule. Blocks
only make plans better; they prove nothing about the whole.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..case import Case
from ..fairness import Targets, fix_fraction
from ..model import build_model
from ..rounding import whole_amounts
from ..search import shares_and_choices, values_of_plan
from ..solver import Solver
from .block import block_case
from .books import Books, Tally, clear, count_need, is_taken_up, may_start, worth
from .choice import CLOSED
from .market import Market
from .prices import Floors, Terms

PAIRS = 120
"""Pairs in a block: enough to exchange partners, few enough to be solved in a tenth of a second."""

CHOICES = 6
"""Pairs of a need that enter its block beside its lines: those with the best gains at the prices."""

AT_ONCE = 2
"""Blocks that share neither needs nor offers, solved at the same time. A floor, a programme or a sequence may still tie
them together: so when it is booked each is held against the plan as it is by then."""

NODES, SECONDS = 300, 5.0
SMALLEST_GAIN = 1e-5
"""Impact by which a block must be known to be near its best."""


@dataclass(frozen=True)
class Appeal:
    """What the prices say of needs and pairs."""

    pair: FloatArray
    """[pair]: the gain at these prices of the whole partnership"""
    need: FloatArray
    """[need]: what its best choice gains at these prices"""
    best: list[IntArray]
    """[need]: its pairs of most appeal, at most CHOICES"""
    wanting: list[IntArray]
    """[offer]: the needs that have it among their best"""


def appeal_of(market: Market, terms: Terms, value: FloatArray) -> Appeal:
    """`value` [need] is what each need's best choice gains at the prices."""
    demand = market.demand[market.need].astype(np.float64)
    unit = terms.unit[market.offer]
    shared = market.country >= 0
    unit[shared] += terms.country[market.country[shared]][:, None]
    whole = market.value - demand[:, None] * unit - terms.wait[market.need] + terms.share[market.need][:, None]
    pair = np.where(market.open, whole, CLOSED).max(axis=1) * (market.most / demand) - terms.fee[market.offer]
    order = np.lexsort((-pair, market.need))
    place = np.arange(len(order)) - market.first[market.need]
    chosen = order[place < CHOICES]
    best = np.split(np.sort(chosen), np.searchsorted(market.need[np.sort(chosen)], np.arange(1, market.needs)))
    by_offer = chosen[np.argsort(market.offer[chosen], kind="stable")]
    wanting = np.split(market.need[by_offer], np.searchsorted(market.offer[by_offer], np.arange(1, market.offers)))
    return Appeal(pair, value, best, wanting)


class BlockPlanner:
    """Plans blocks of one plan again and again."""

    def __init__(self, case: Case, market: Market, targets: Targets) -> None:
        self.case, self.market, self.targets = case, market, targets
        self._threads = ThreadPoolExecutor(AT_ONCE)

    def improve(
        self,
        books: Books,
        tally: Tally,
        floors: Floors,
        appeal: Appeal,
        random: np.random.Generator,
        left: float = SECONDS,
    ) -> int:
        """One round: blocks drawn, solved side by side, and booked where they make the plan better; how many did.
        `left` are the seconds there are."""
        blocks = draw_blocks(self.market, books, appeal, random)
        jobs = [self._threads.submit(self._solve, books, needs, pairs, min(left, SECONDS)) for needs, pairs in blocks]
        found = [job.result() for job in jobs]
        return sum(
            amounts is not None and book_block(self.market, books, tally, floors, needs, pairs, amounts)
            for (needs, pairs), amounts in zip(blocks, found, strict=True)
        )

    def _solve(self, books: Books, needs: IntArray, pairs: IntArray, seconds: float) -> IntArray | None:
        block = block_case(self.case, self.market, books, needs, pairs)
        return solve_block(block, self.targets, books.given[pairs], seconds)


def solve_block(block: Case, targets: Targets, amounts: IntArray, seconds: float = SECONDS) -> IntArray | None:
    """The best amounts [pair, horizon] found for a block that now holds `amounts`; None where there are none."""
    solver = solver_of(block, targets)
    found = solver.search(seconds, SMALLEST_GAIN, values_of_plan(solver, targets, amounts), NODES)
    return None if found.values is None else whole_amounts(block, *shares_and_choices(solver, found.values))


def polished(block: Case, targets: Targets, amounts: IntArray, seconds: float) -> IntArray | None:
    """The best amounts for the partnerships of `amounts`: a linear program with every choice fixed."""
    solver = solver_of(block, targets)
    start = values_of_plan(solver, targets, amounts)
    solver.bound_columns(solver.choices, start[solver.choices], start[solver.choices])
    found = solver.relax(seconds)
    return None if found.values is None else whole_amounts(block, *shares_and_choices(solver, found.values))


def solver_of(block: Case, targets: Targets) -> Solver:
    """A solver for the block that keeps the floors of the round."""
    if targets.t is None:
        return Solver(build_model(block))
    solver = Solver(build_model(block, targets.best, targets.price))
    fix_fraction(solver, targets.kept)
    return solver


def draw_blocks(
    market: Market, books: Books, appeal: Appeal, random: np.random.Generator
) -> list[tuple[IntArray, IntArray]]:
    """Up to AT_ONCE blocks (needs, pairs) that share neither needs nor offers."""
    closed = np.zeros(market.offers, dtype=np.bool_)
    blocks = []
    for _ in range(AT_ONCE):
        needs, pairs = draw_block(market, books, appeal, random, closed)
        if len(needs):
            blocks.append((needs, pairs))
            closed[market.offer[pairs]] = True
    return blocks


def draw_block(
    market: Market, books: Books, appeal: Appeal, random: np.random.Generator, closed: BoolArray
) -> tuple[IntArray, IntArray]:
    """A need chosen by what it loses against its best choice, then the needs that its offers serve or could serve, and
    so on. Nothing in it touches a closed offer."""
    loss = losses(market, books, appeal)
    centre = int(random.choice(market.needs, p=loss / loss.sum()))
    needs: dict[int, IntArray] = {}
    seen, queue, size = set[int](), [centre], 0
    while queue and size < PAIRS:
        n = queue.pop(0)
        pairs = None if n in needs else _pairs_of(market, books, appeal, n, closed)
        if pairs is None:
            continue
        needs[n] = pairs
        size += len(pairs)
        queue = [m for m in _earlier(market, n) if m not in needs] + queue
        for o in random.permutation(market.offer[pairs]).tolist():
            if o not in seen:
                seen.add(o)
                queue += _around(market, books, appeal, loss, o, random)
    chosen = np.array(sorted(needs), dtype=np.int64)
    return chosen, np.concatenate([needs[n] for n in chosen.tolist()]) if len(chosen) else chosen


def losses(market: Market, books: Books, appeal: Appeal) -> FloatArray:
    """[need]: what it gains at the prices by its best choice less by its lines; never 0, so that all have a chance.

    The gap is made of such losses, and of rows that have a price and are not used up: blocks are drawn where it is."""
    held = books.given.sum(axis=1)
    counted = (held > 0) & market.open.any(axis=1)
    part = appeal.pair[counted] * held[counted] / market.most[counted]
    gain = np.bincount(market.need[counted], part, market.needs)
    return np.maximum(appeal.need - gain, 0.0) + np.where(np.diff(market.first) > 0, 1e-3, 1e-12)


def _pairs_of(market: Market, books: Books, appeal: Appeal, n: int, closed: BoolArray) -> IntArray | None:
    """The pairs of need n that enter a block; None where one of its lines is with a closed offer."""
    every = np.arange(market.first[n], market.first[n + 1])
    lines = every[books.given[every].any(axis=1)]
    if closed[market.offer[lines]].any() or not len(every):
        return None
    best = appeal.best[n]
    return np.union1d(lines, best[~closed[market.offer[best]]])


def _earlier(market: Market, n: int) -> list[int]:
    links: IntArray = market.waits_links[market.waits_first[n] : market.waits_first[n + 1]]
    return list(market.earlier[links].tolist())


def _around(
    market: Market, books: Books, appeal: Appeal, loss: FloatArray, o: int, random: np.random.Generator
) -> list[int]:
    """The needs that offer o serves, and a few of those that want it, those that lose most first."""
    pairs = market.by_offer[market.offer_first[o] : market.offer_first[o + 1]]
    served = market.need[pairs[books.given[pairs].any(axis=1)]]
    wanting = appeal.wanting[o]
    chance = loss[wanting] * random.random(len(wanting))
    return [*random.permutation(served).tolist(), *wanting[np.argsort(-chance, kind="stable")][:4].tolist()]


def book_block(
    market: Market, books: Books, tally: Tally, floors: Floors, needs: IntArray, pairs: IntArray, amounts: IntArray
) -> bool:
    """Books these amounts for the block where the plan is then worth more and nothing outside loses its ground."""
    before, old = worth(tally, floors), books.given[pairs].copy()
    impact, covered = tally.impact[0], tally.covered.copy()
    _put(market, books, tally, needs, pairs, amounts)
    if worth(tally, floors) > before + 1e-9 and stands(market, books, needs):
        return True
    _put(market, books, tally, needs, pairs, old)
    tally.impact[0], tally.covered[:] = impact, covered
    return False


def _put(market: Market, books: Books, tally: Tally, needs: IntArray, pairs: IntArray, amounts: IntArray) -> None:
    for n in needs:
        clear(market, books, tally, n)
    change = np.where(market.pinned[pairs][:, None], 0, amounts)
    offers = market.offer[pairs]
    np.add.at(books.given, pairs, change)
    np.add.at(books.received, market.need[pairs], change)
    np.subtract.at(books.free, offers, np.where(market.carry[offers][:, None], change.cumsum(axis=1), change))
    np.subtract.at(books.partnerships, offers[change.any(axis=1)], 1)
    shared = market.country[pairs] >= 0
    np.subtract.at(books.country, market.country[pairs[shared]], change[shared].sum(axis=1))
    for n in needs:
        count_need(market, books, tally, n, 1)


def stands(market: Market, books: Books, needs: IntArray) -> bool:
    """Whether these needs, and those that build upon them, begin only when what they wait for is met."""
    links = np.concatenate([market.awaited_links[market.awaited_first[n] : market.awaited_first[n + 1]] for n in needs])
    later = {*market.later[links.astype(np.int64)].tolist(), *needs.tolist()}
    return all(
        not is_taken_up(books.received, n) or int(np.flatnonzero(books.received[n])[0]) >= may_start(market, books, n)
        for n in later
    )
