"""Why two were matched, and why a need was left out: what the engine found, as it is stored with each line of a plan.

Amounts are hundredths of the round's currency, or of an expert-day; ids are text, as the engine knows them; codes are
those of `matching/explain`.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from app.services.record.stored import reader

REFUSED = "refused"
"""An obstacle beside the engine's own: one of the two sides had said no."""

Amounts = tuple[int, int, int]


@dataclass(frozen=True)
class ScorePart:
    """The weights of all parts add up to 1."""

    name: str
    value: float
    weight: float


@dataclass(frozen=True)
class RunnerUp:
    """The best other offer for the need, and what it could still give to it."""

    offer: str
    score: float = 0.0
    in_plan: bool = False
    room: int = 0


@dataclass(frozen=True)
class MatchExplanation:
    """`limits` are codes of what keeps the amount from being larger."""

    need: str = ""
    offer: str = ""
    amounts: Amounts = (0, 0, 0)
    share: float = 0.0
    score: float = 0.0
    parts: tuple[ScorePart, ...] = ()
    limits: tuple[str, ...] = ()
    decision: str | None = None
    runner_up: RunnerUp | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the time for explaining was over before this line's turn."""
        return self == MatchExplanation()


@dataclass(frozen=True)
class Line:
    """A line of the plan that serves the need."""

    need: str
    offer: str
    amounts: Amounts = (0, 0, 0)
    share: float = 0.0
    score: float = 0.0


@dataclass(frozen=True)
class Step:
    """How many offers are left after a test and all before it, fail it, and fail it alone."""

    test: str
    left: int = 0
    fell: int = 0
    fell_here_alone: int = 0


@dataclass(frozen=True)
class Funnel:
    """How the offers of the need's kind fall away, test after test."""

    need: str = ""
    offers: int = 0
    fits: int = 0
    steps: tuple[Step, ...] = ()

    @property
    def shuts_out_most(self) -> str | None:
        """The single test whose change would let in most offers; nothing where no single one would let in any."""
        best = max(self.steps, key=lambda step: step.fell_here_alone, default=None)
        return best.test if best is not None and best.fell_here_alone else None


@dataclass(frozen=True)
class Candidate:
    """An offer that fits, what it gives to the need and could still give, and codes of why it gives no more."""

    offer: str
    score: float = 0.0
    given: int = 0
    room: int = 0
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rival:
    """Another need that holds what an offer could have given to this one."""

    offer: str
    need: str
    amount: int = 0
    score: float = 0.0


@dataclass(frozen=True)
class Change:
    """One field of the need with the value that would bring it in, and what it, and the whole plan, would then have."""

    field: str
    value: str
    received: int = 0
    objective: float = 0.0


@dataclass(frozen=True)
class NeedExplanation:
    """`changes` are None where nobody has looked for them yet."""

    need: str = ""
    outcome: str = ""
    amount: int = 0
    smallest: int = 0
    received: int = 0
    lines: tuple[Line, ...] = ()
    funnel: Funnel | None = None
    waits_for: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    rivals: tuple[Rival, ...] = ()
    changes: tuple[Change, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the time for explaining was over before this need's turn."""
        return self == NeedExplanation()

    @property
    def needs(self) -> set[str]:
        """The ids of the needs that it names."""
        return {one.need for one in self.rivals} | {*self.waits_for}

    @property
    def offers(self) -> set[str]:
        """The ids of the offers that it names."""
        return {one.offer for one in self.rivals} | {one.offer for one in self.candidates}

    def with_refused(self, offers: Collection[str]) -> "NeedExplanation":
        """The same, where one of the two sides had said no to these offers: the engine knows that as forbidden."""
        told = (replace(one, obstacles=(REFUSED,)) if one.offer in offers else one for one in self.candidates)
        return replace(self, candidates=tuple(told))


of_match = reader(MatchExplanation)
of_need = reader(NeedExplanation)
