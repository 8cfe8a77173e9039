"""What a plan comes to: the engine's plan.json, as it is stored with the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.services.record.stored import reader
from models import Plan


@dataclass(frozen=True)
class Group:
    """Coverages are shares from 0 to 1. A group whose best is 0 could get nothing, and stands aside."""

    group: str
    best: float = 0.0
    coverage: float = 0.0
    floor: float | None = None
    shortfall: float = 0.0


@dataclass(frozen=True)
class Fairness:
    """`t` is None where no floors were asked for, or there was no time to find them."""

    level: float = 0.0
    t: float | None = None
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Summary:
    """Amounts by kind are in units of the round's currency and in expert-days, seconds by phase."""

    status: str = ""
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    fairness: Fairness = Fairness()
    price_of_fairness: float | None = None
    needs: int | None = None
    offers: int | None = None
    eligible_pairs: int | None = None
    rounds: int | None = None
    needs_taken_up: int | None = None
    partnerships: int | None = None
    amount_by_kind: Mapping[str, float] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    peak_rss_mb: float | None = None
    fingerprint: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def total_seconds(self) -> float | None:
        return self.seconds.get("total")


_read = reader(Summary)


def of_plan(plan: Plan | None) -> Summary:
    """Nothing is known where there is no plan."""
    return Summary() if plan is None else _read(plan.summary)
