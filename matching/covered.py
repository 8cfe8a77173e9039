"""Who gets how much of what they ask for: all together, by group, by theme and by horizon."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from .check.value import scaled_weights
from .plan import Match
from .pool import Need, Pool
from .vocabulary import HORIZONS, KINDS, THEMES


@dataclass(frozen=True)
class Covered:
    """Amounts in smallest units, and the weighted share Σ w·x/d / Σ w of what was asked. A horizon's share is the part
    of all that was asked which comes then: the three add up to the share of all."""

    amount_by_kind: Mapping[str, int]
    share: float


def coverage_by(pool: Pool, matches: Iterable[Match]) -> dict[str, dict[str, Covered]]:
    """By all, group, theme and horizon: what each name there gets; names without any need are left out."""
    books = _Books(pool, matches)
    themes = {theme: [n for n in pool.needs if n.theme == theme] for theme in THEMES}
    groups: dict[str, list[Need]] = defaultdict(list)
    for need in pool.needs:
        groups[need.group].append(need)
    every = range(len(HORIZONS))
    return {
        "all": {"all": books.covered(pool.needs, every)},
        "group": {name: books.covered(groups[name], every) for name in sorted(groups)},
        "theme": {name: books.covered(needs, every) for name, needs in themes.items() if needs},
        "horizon": {name: books.covered(pool.needs, [h]) for h, name in enumerate(HORIZONS)},
    }


class _Books:
    """What every need receives per horizon."""

    def __init__(self, pool: Pool, matches: Iterable[Match]) -> None:
        self._weight = scaled_weights(pool)
        self._received = {need.id: [0] * len(HORIZONS) for need in pool.needs}
        for match in matches:
            for h, amount in enumerate(match.amounts):
                self._received[match.need][h] += amount

    def covered(self, needs: Sequence[Need], horizons: Iterable[int]) -> Covered:
        inside = list(horizons)
        totals, shares = dict.fromkeys(KINDS, 0), []
        for need in needs:
            received = sum(self._received[need.id][h] for h in inside)
            totals[need.kind] += received
            shares.append(self._weight[need.id] * (received / need.amount))
        asked = fsum(self._weight[need.id] for need in needs)
        return Covered(totals, fsum(shares) / asked if asked else 0.0)
