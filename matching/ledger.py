"""What is still free while amounts are given out one by one, in whole smallest units."""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from .arrays import NO_LIMIT, IntArray
from .case import Case
from .vocabulary import HORIZONS

LAST = len(HORIZONS) - 1
HORIZON_BITS = 1 << np.arange(len(HORIZONS))


@dataclass
class Ledger:
    """Amounts given per pair and horizon, and what every upper limit leaves. Never over any of them."""

    case: Case
    given: dict[int, list[int]] = field(init=False)
    """[pair][horizon]; a pair that was given nothing may be missing"""
    of_need: list[list[int]] = field(init=False)
    """[need][horizon]"""
    free: list[list[int]] = field(init=False)
    """[offer][horizon]: capacity left, cumulative where it carries over"""

    def __post_init__(self) -> None:
        offers, needs = self.case.offers, self.case.needs
        self.free = (offers.limits - self.case.rest.drawn).tolist()
        self.given = defaultdict(lambda: [0] * len(HORIZONS))
        self.of_need = [[0] * len(HORIZONS) for _ in range(len(needs.amount))]
        self._need_left = needs.amount.tolist()
        self._partners_left = needs.max_partners.tolist()
        self._partnerships_left = (offers.max_partnerships - self.case.rest.partnerships).tolist()
        self._in_country: dict[tuple[int, int], int] = defaultdict(int, self.case.rest.country)
        self._need, self._offer = self.case.pairs.need.tolist(), self.case.pairs.offer.tolist()
        self._most = self.case.pairs.most.tolist()
        self._open = (self.case.pairs.open @ HORIZON_BITS).tolist()
        self._country, self._country_limit = needs.country.tolist(), offers.country_limit.tolist()
        self._carry = offers.carry_over.tolist()
        self._forbidden = {k for k, (said, _) in self.case.decided.items() if said == "forbid"}

    @property
    def amounts(self) -> IntArray:
        amounts = np.zeros(self.case.pairs.open.shape, dtype=np.int64)
        for k, given in self.given.items():
            amounts[k] = given
        return amounts

    def total(self, k: int) -> int:
        return sum(self.given[k]) if k in self.given else 0

    def received(self, n: int, until: int = LAST) -> int:
        return sum(self.of_need[n][: until + 1])

    def may_join(self, k: int) -> bool:
        """Whether pair k is a partnership or may become one."""
        if self.total(k):
            return True
        partners, partnerships = self._partners_left[self._need[k]], self._partnerships_left[self._offer[k]]
        return k not in self._forbidden and partners > 0 and partnerships > 0

    def room(self, k: int, h: int) -> int:
        """The most that pair k can still be given in horizon h."""
        if not self._open[k] & 1 << h or not self.may_join(k):
            return 0
        o, n = self._offer[k], self._need[k]
        capacity: int = min(self.free[o][h:]) if self._carry[o] else self.free[o][h]
        room: int = min(capacity, self._need_left[n], self._most[k] - self.total(k))
        if self._country_limit[o] != NO_LIMIT:
            room = min(room, self._country_limit[o] - self._in_country[o, self._country[n]])
        return max(room, 0)

    def give(self, k: int, h: int, amount: int) -> None:
        """Books an amount within `room`, or gives back one that was booked (a negative amount)."""
        before = self.total(k)
        o, n = self._offer[k], self._need[k]
        self.given[k][h] += amount
        self.of_need[n][h] += amount
        self._need_left[n] -= amount
        self._in_country[o, self._country[n]] += amount
        for later in range(h, len(HORIZONS) if self._carry[o] else h + 1):
            self.free[o][later] -= amount
        joined = int(before + amount > 0) - int(before > 0)
        self._partners_left[n] -= joined if self._partners_left[n] != NO_LIMIT else 0
        self._partnerships_left[o] -= joined

    def fill(self, k: int, wanted: int, first: int = 0, last: int = LAST) -> int:
        """Gives pair k up to `wanted` in the horizons from first to last, early ones before late; what it gave."""
        before = wanted
        for h in range(first, last + 1):
            if wanted and (amount := min(wanted, self.room(k, h))):
                self.give(k, h, amount)
                wanted -= amount
        return before - wanted

    def drop(self, k: int) -> None:
        """Ends pair k: all it was given is free again."""
        for h in range(len(HORIZONS)):
            if self.given[k][h]:
                self.give(k, h, -self.given[k][h])
