"""The result: who gives what to whom and when, what it is worth, and the proof."""

import platform
import resource
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any, Final

import pandas as pd

from .amounts import USUAL_DECIMALS, Decimals, amount_text, units
from .formats import columns
from .pool import Pool

STATUSES: Final = ("optimal", "within_gap", "time_limit", "empty")


@dataclass(frozen=True)
class Match:
    """One line of a plan; amounts in the smallest unit."""

    need: str
    offer: str
    amounts: tuple[int, int, int]
    share: float
    """of the need's amount, to the millionth"""
    score: float

    @property
    def amount(self) -> int:
        return sum(self.amounts)

    def as_row(self, decimals: int) -> list[str]:
        """The cells of plan.csv."""
        amounts = [amount_text(a, decimals) for a in (*self.amounts, self.amount)]
        return [self.need, self.offer, *amounts, plain(self.share), plain(self.score)]


@dataclass(frozen=True)
class GroupFairness:
    """Coverages are weighted shares in [0, 1]. A group with best 0 can get nothing and stands aside."""

    group: str
    best: float
    coverage: float
    floor: float
    shortfall: float


@dataclass(frozen=True)
class Fairness:
    """`t` is None where no floors were asked for, or the time was too short to compute them."""

    level: float
    t: float | None
    groups: tuple[GroupFairness, ...]


@dataclass(frozen=True)
class Plan:
    status: str
    objective: float
    bound: float
    gap: float | None
    """(bound − objective) / objective; None where the objective is 0 and the bound is not"""
    fairness: Fairness
    price_of_fairness: float | None
    """impact given up for the floors, estimated as the difference of two bounds"""
    needs: int
    offers: int
    eligible_pairs: int
    rounds: int
    needs_taken_up: int
    amount_by_kind: Mapping[str, int]
    """in the smallest unit"""
    fingerprint: str
    matches: tuple[Match, ...]
    """sorted by need id, then offer id"""
    seconds: Mapping[str, float] = field(default_factory=dict)
    prices: Mapping[str, Any] | None = None
    """by ids: what a later search around this plan can begin with"""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """of every need"""
    decimals: Decimals = USUAL_DECIMALS
    """with which amounts of each kind are written"""

    @property
    def partnerships(self) -> int:
        return len(self.matches)

    def amount(self, need: str, offer: str) -> int:
        """What the plan gives to this pair, in the smallest unit."""
        return sum(m.amount for m in self.matches if (m.need, m.offer) == (need, offer))

    def rows(self) -> list[list[str]]:
        """The lines of plan.csv as text."""
        return [match.as_row(self.decimals[self.kinds[match.need]]) for match in self.matches]

    def as_frame(self) -> pd.DataFrame:
        return pd.DataFrame(self.rows(), columns=pd.Index(columns.PLAN), dtype=object)

    def as_dict(self) -> dict[str, Any]:
        """What plan.json holds."""
        return {
            "status": self.status,
            "objective": self.objective,
            "bound": self.bound,
            "gap": self.gap,
            "fairness": asdict(self.fairness),
            "price_of_fairness": self.price_of_fairness,
            "needs": self.needs,
            "offers": self.offers,
            "eligible_pairs": self.eligible_pairs,
            "rounds": self.rounds,
            "needs_taken_up": self.needs_taken_up,
            "partnerships": self.partnerships,
            "amount_by_kind": {k: units(amount, self.decimals[k]) for k, amount in self.amount_by_kind.items()},
            "seconds": {phase: round(seconds, 3) for phase, seconds in self.seconds.items()},
            "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
            "fingerprint": self.fingerprint,
            "versions": versions(),
        }


def versions() -> dict[str, str]:
    packages = ("highspy", "numpy", "pandas", "pulp")
    return {"python": platform.python_version(), **{name: version(name) for name in packages}}


def plain(value: float) -> str:
    """The shortest text without an exponent that reads back as this number."""
    return f"{value:.18f}".rstrip("0").rstrip(".") if "e" in repr(value) else repr(value).removesuffix(".0")


def amount_by_kind(pool: Pool, matches: tuple[Match, ...]) -> dict[str, int]:
    """Of money and of expert-days, in the smallest unit."""
    totals = {"financial": 0, "technical": 0}
    for match in matches:
        totals[pool.kinds[match.need]] += match.amount
    return totals
