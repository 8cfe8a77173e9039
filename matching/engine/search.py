"""The search for rounds too large to be solved whole: prices first, then a plan made better round by round.

A round does a fixed amount of work, so that the same number of rounds gives the same plan; time only says after which
round to stop, and the best plan and the best bound are kept throughout.
"""

from collections.abc import Iterator
from itertools import chain, count, repeat

import numpy as np

from ..arrays import BoolArray, IntArray
from ..rounding import whole_amounts
from ..search import SAFETY, Search, shares_and_choices
from .block import block_case
from .blocks import Appeal, BlockPlanner, appeal_of, polished, solver_of
from .books import Tally, books_of, tally_of, worth
from .bound import Bound
from .choice import new_items
from .market import Market, market_of
from .prices import Floors, Terms, terms_of
from .replan import Draft, replan_all
from .ruin import Cooling, ruin_and_recreate

SWEEPS = 20
"""Sweeps a round, while prices are sought."""

LOOKS = 4_000_000
"""Pairs looked at in one round of ruin and recreate, about."""

MOVES_A_NEED = 30
"""Moves for each need in the first cycle of ruin and recreate; every cycle is twice as long as the one before."""

SIZE = 14
"""Needs taken out at once, at most, but for those that build upon them."""

MILD, HOT, COOLING = 0.01, 0.04, 0.08
"""Impact by which a move may be worse and still be kept, at the start of the first cycle and of long ones; and the
part of it that is left at the end of a cycle."""

BLOCKS = 12
"""Rounds of blocks in the first cycle."""

CHEAPER = 0.85
"""What the prices are multiplied by where their descent begins anew."""


class Engine:
    """One search, its plan and its bound."""

    def __init__(
        self,
        search: Search,
        ground: IntArray | None = None,
        frozen: BoolArray | None = None,
        bound: Bound | None = None,
    ) -> None:
        """`ground` [pair, horizon] are amounts to begin with; `frozen` needs keep theirs throughout."""
        self.search, case = search, search.case
        self.floors = Floors(search.targets.floors(case), search.targets.price)
        self.market = market_of(case) if bound is None else bound.market
        self.bound = bound or Bound(self.market, len(case.group_weight), self.floors)
        self.random = np.random.default_rng(case.policy.seed)
        self.frozen = built_upon_by_pins(self.market) if frozen is None else frozen
        self.ground = self._grounded() if ground is None else ground
        self.books = books_of(self.market, self.ground)
        self.tally = self._count()
        self.best, self.best_worth = self.books.given.copy(), -np.inf
        longest = int(np.diff(self.market.first).max(initial=0))
        self._items = new_items(longest)
        self._blocks = BlockPlanner(case, self.market, search.targets)
        self._is_cut = False
        """whether the time ran out within a round, which then does not count: so many rounds can be repeated"""

    def _grounded(self) -> IntArray:
        """The amounts that staff fixed, with amounts for what these wait for."""
        if not self.frozen.any():
            return self.market.pins
        needs = np.unique([*np.flatnonzero(self.frozen), *self.market.need[self.market.pinned]])
        pairs = np.flatnonzero(np.isin(self.market.need, needs))
        books = books_of(self.market, self.market.pins)
        block = block_case(self.search.case, self.market, books, needs, pairs)
        solver = solver_of(block, self.search.targets)
        found = solver.feasible(self.search.clock.left())
        ground = self.market.pins.copy()
        if found.values is not None:
            ground[pairs] = whole_amounts(block, *shares_and_choices(solver, found.values))
        return ground

    def settle(self, rounds: int | None, part: float) -> None:
        """Rounds until the prices are settled, or this part of the time is up; the plan they gave is handed over."""
        self._go(self._settling(), rounds, part)

    def run(self, rounds: int | None) -> None:
        """Rounds until the gap is proved, the rounds are done or the time is up."""
        is_late = self.search.has_plan and not self.search.clock.left()
        if not is_late and (rounds is None or self.search.rounds < rounds):
            self._go(self._rounds(), rounds, 1.0)

    def _go(self, work: Iterator[None], rounds: int | None, part: float) -> None:
        clock, reserve = self.search.clock, 0.0
        for first, _ in zip(chain([True], repeat(False)), work, strict=False):
            if first:
                start = clock.elapsed()
                self._hand_over()
                reserve = 2.0 * (clock.elapsed() - start)
            self.search.rounds += first or not self._is_cut
            self._tell()
            done = rounds is not None and self.search.rounds >= rounds
            if self.is_proved or done or clock.left(part) <= reserve:
                break
        self._hand_over()

    def filled(self, rounds: int) -> IntArray:
        """The ground with all that is not frozen planned upon it."""
        self._construct()
        terms, moves = terms_of(self.market, self.bound.prices), self._moves
        for i in range(rounds):
            self._ruin(terms, moves, MILD * COOLING ** (i / rounds), MILD * COOLING ** ((i + 1) / rounds))
        return self.best

    def _hand_over(self) -> None:
        """The best plan goes to the exact checker, and the bound with it."""
        if not (self.search.has_plan and np.array_equal(self.best, self.search.amounts)):
            self.search.consider(self.best)
        if np.isfinite(self.bound.value):
            self.search.tighten_bound(self.bound.value)

    @property
    def is_proved(self) -> bool:
        """Whether no plan can be better by more than the gap that is asked for."""
        gap = self.bound.value * (1 + SAFETY) - self.best_worth
        return gap <= self.search.case.policy.gap * max(self.best_worth, 0.0)

    def _rounds(self) -> Iterator[None]:
        """Prices first, then cycles without end."""
        yield from self._settling()
        for cycle in count():
            yield from self._cycle(cycle)

    def _settling(self) -> Iterator[None]:
        """Sweeps until the prices are settled, with plans made by them on the way."""
        self._construct()
        yield
        while not self.bound.is_settled:
            self._improve(self.bound)
            if self.bound.sweeps % (2 * SWEEPS) == 0:
                self._construct()
            yield
        self._construct()

    @property
    def _moves(self) -> int:
        """Moves in one round of ruin and recreate."""
        return max(LOOKS * self.market.needs // max(len(self.market.need), 1) // SIZE, 100)

    def _cycle(self, cycle: int) -> Iterator[None]:
        """Ruin and recreate while it cools; then the best amounts; then blocks; then prices again."""
        moves = self._moves
        rounds = (MOVES_A_NEED << cycle) * self.market.needs // moves + 1
        terms = terms_of(self.market, self.bound.prices)
        hot = min(MILD * 1.4**cycle, HOT)
        for i in range(rounds):
            self._ruin(terms, moves, hot * COOLING ** (i / rounds), hot * COOLING ** ((i + 1) / rounds))
            yield
        self._back_to_best()
        if not self._is_late():
            self._polish()
        yield
        appeal = self._appeal(terms)
        for _ in range(BLOCKS << cycle):
            if not self._is_late():
                self._blocks.improve(self.books, self.tally, self.floors, appeal, self.random, self.search.clock.left())
                self._keep()
            yield
        yield from self._settle_anew()

    def _settle_anew(self) -> Iterator[None]:
        """The descent once more from cheaper prices: the one before may have come to rest high up. The lower of the two
        stands, since both hold."""
        anew = Bound(self.market, len(self.floors.floor), self.floors)
        anew.start(self.bound.prices.scaled(CHEAPER), 1.0)
        while not anew.is_settled:
            self._improve(anew)
            yield
        if anew.value < self.bound.value:
            self.bound = anew

    def _is_late(self) -> bool:
        """Whether there is no time for what is left of the round."""
        self._is_cut = self._is_cut or not self.search.clock.left()
        return self._is_cut

    def _improve(self, bound: Bound) -> None:
        """A round of sweeps; where the time runs out within it, it leaves a bound only if there was none."""
        before = bound.value, bound.prices
        for sweep in range(SWEEPS):
            bound.improve(self.best_worth)
            if sweep < SWEEPS - 1 and self._is_late():
                if np.isfinite(before[0]):
                    bound.value, bound.prices = before
                return

    def _construct(self) -> None:
        """A plan from nothing: each need in turn, first those that gain most, at falling prices. Where the time runs
        out, the first plan is made at no prices, and there is no other."""
        is_first = not np.isfinite(self.best_worth)
        if not is_first and self._is_late():
            return
        terms = terms_of(self.market, self.bound.prices)
        value = self.bound.at(self.bound.prices)[1].value
        waits = np.diff(self.market.waits_first) > 0
        order = np.lexsort((-value, waits))
        self.books = books_of(self.market, self.ground)
        self.tally = self._count()
        draft = self._draft(terms)
        for price_weight in np.linspace(1.0, 0.0, 11):
            if price_weight and self._is_late():
                continue
            replan_all(draft, order[~self.frozen[order]], float(price_weight))
        if is_first or not self._is_cut:
            self._keep()

    def _draft(self, terms: Terms) -> Draft:
        return Draft(self.market, self.books, self.tally, terms, self.floors, self._items)

    def _ruin(self, terms: Terms, moves: int, hot: float, cold: float) -> None:
        seed = int(self.random.integers(2**31))
        ruin_and_recreate(self._draft(terms), self.frozen, Cooling(moves, SIZE, hot, cold), seed)
        self.tally = self._count()
        self._keep()

    def _polish(self) -> None:
        """The best amounts for the partnerships as they are, booked only where they make the plan worth more: rounding
        them to smallest units may cost more than they bring."""
        lines = np.flatnonzero(self.books.given.any(axis=1))
        if not len(lines):
            return
        needs = np.unique(self.market.need[lines])
        block = block_case(self.search.case, self.market, self.books, needs, lines)
        seconds = self.search.clock.left()
        amounts = polished(block, self.search.targets, self.books.given[lines], seconds)
        if amounts is not None:
            given = np.zeros_like(self.books.given)
            given[lines] = amounts
            books = books_of(self.market, given)
            tally = tally_of(self.market, books, len(self.floors.floor))
            if worth(tally, self.floors) > worth(self.tally, self.floors):
                self.books, self.tally = books, tally
                self._keep()

    def _appeal(self, terms: Terms) -> Appeal:
        return appeal_of(self.market, terms, self.bound.at(self.bound.prices)[1].value.copy())

    def _count(self) -> Tally:
        return tally_of(self.market, self.books, len(self.floors.floor))

    def _keep(self) -> None:
        """Keeps the plan if it is the best so far."""
        if worth(self.tally, self.floors) > self.best_worth:
            self.tally = self._count()
            self.best, self.best_worth = self.books.given.copy(), worth(self.tally, self.floors)

    def _back_to_best(self) -> None:
        self.books = books_of(self.market, self.best)
        self.tally = self._count()

    def _tell(self) -> None:
        if self.search.clock.is_due(0.5):
            lacking = self.floors.price * np.maximum(self.floors.floor - self.tally.covered, 0.0).sum()
            bound = self.bound.value + lacking if np.isfinite(self.bound.value) else None
            self.search.clock.tell(self.best_worth + lacking, bound)


def built_upon_by_pins(market: Market) -> BoolArray:
    """[need]: whether a need that staff pinned waits for it, at once or through others."""
    frozen = np.zeros(market.needs, dtype=np.bool_)
    queue = sorted(set(market.need[market.pinned].tolist()))
    while queue:
        n = queue.pop()
        links = market.waits_links[market.waits_first[n] : market.waits_first[n + 1]]
        for earlier in market.earlier[links].tolist():
            if not frozen[earlier]:
                frozen[earlier] = True
                queue.append(earlier)
    return frozen
