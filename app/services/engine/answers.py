"""Questions asked of a plan, and what the engine answers: as they are stored with each study.

Amounts of a question are hundredths, those of an answer units of the round's currency or expert-days; ids are text, as
the engine knows them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.services.record.stored import reader
from models import Study
from models.amounts import HorizonAmounts
from models.rounds import DecisionKind

Units = tuple[float, float, float]
ByKind = Mapping[str, float]


@dataclass(frozen=True)
class Question:
    """What a pin or a forbid would do, with the decision kept inside: `match` where it was asked from the page of one,
    `version` as that was seen."""

    need: str
    offer: str
    decision: DecisionKind
    amounts: tuple[int, int, int] = (0, 0, 0)
    reason: str = ""
    match: str | None = None
    version: int = 0

    @property
    def pinned(self) -> HorizonAmounts | None:
        return HorizonAmounts(*self.amounts) if self.decision == DecisionKind.PIN else None


@dataclass(frozen=True)
class Cost:
    """The impact that a decision costs the plan; by the bounds the true cost lies between `at_least` and `at_most`."""

    need: str = ""
    offer: str = ""
    decision: str = ""
    cost: float = 0.0
    at_least: float = 0.0
    at_most: float = 0.0
    needs_that_gain: tuple[str, ...] = ()
    needs_that_lose: tuple[str, ...] = ()


@dataclass(frozen=True)
class LineChange:
    """A line of the plan that is added, dropped or changed."""

    need: str
    offer: str
    kind: str
    change: str
    before: Units
    after: Units


@dataclass(frozen=True)
class Totals:
    objective: float = 0.0
    needs_taken_up: int = 0
    partnerships: int = 0
    amount_by_kind: ByKind = field(default_factory=dict)


@dataclass(frozen=True)
class Moved:
    """What the decision changes in the plan; `came_in` and `fell_out` are needs."""

    before: Totals = Totals()
    after: Totals = Totals()
    lines: tuple[LineChange, ...] = ()
    came_in: tuple[str, ...] = ()
    fell_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class DecisionAnswer:
    """`not_told` decisions are left whose cost there was no time to find."""

    moved: Moved = Moved()
    costs: tuple[Cost, ...] = ()
    not_told: int = 0

    @property
    def cost(self) -> Cost | None:
        return self.costs[0] if self.costs else None


@dataclass(frozen=True)
class StandIn:
    """A partner who gives more to the needs that another one had served."""

    partner: str
    amount_by_kind: ByKind = field(default_factory=dict)


@dataclass(frozen=True)
class Withdrawal:
    """What the plan loses without one partner; by the bounds the best plan loses between `at_least` and `at_most`."""

    partner: str
    offers: tuple[str, ...] = ()
    impact_lost: float = 0.0
    at_least: float = 0.0
    at_most: float = 0.0
    fall_out: tuple[str, ...] = ()
    lose_part: tuple[str, ...] = ()
    lost_by_kind: ByKind = field(default_factory=dict)
    stand_ins: tuple[StandIn, ...] = ()
    pins_fall: bool = False


@dataclass(frozen=True)
class StressAnswer:
    withdrawals: tuple[Withdrawal, ...] = ()


@dataclass(frozen=True)
class Level:
    """The plan at one level of fairness; None where it is not known."""

    level: float
    t: float | None = None
    objective: float = 0.0
    bound: float | None = None
    gap: float | None = None
    lowest_fraction: float | None = None
    shortfall: float = 0.0
    needs_taken_up: int = 0
    partnerships: int = 0


@dataclass(frozen=True)
class FrontierAnswer:
    levels: tuple[Level, ...] = ()


_question, _decision = reader(Question), reader(DecisionAnswer)
_stress, _frontier = reader(StressAnswer), reader(FrontierAnswer)


def question_of(study: Study) -> Question:
    """Of a study of a decision; the other kinds ask of the plan as a whole."""
    return _question(study.question)


def of_decision(study: Study) -> DecisionAnswer:
    """Empty where it has no answer, as below."""
    return _decision(study.answer)


def of_stress(study: Study | None) -> StressAnswer:
    return _stress(study.answer) if study is not None else StressAnswer()


def of_frontier(study: Study | None) -> FrontierAnswer:
    return _frontier(study.answer) if study is not None else FrontierAnswer()
