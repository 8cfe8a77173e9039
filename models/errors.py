"""The broken rules. Who meets them decides what they mean to a visitor: `app/site/errors.py` for pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum


class DomainError(Exception):
    """A rule of the domain was broken; nothing was changed."""


class IllegalMove(DomainError):
    """The lifecycle knows no such move."""

    def __init__(self, thing: object, current: StrEnum, target: StrEnum) -> None:
        self.thing, self.current, self.target = thing, current, target
        super().__init__(f"{type(thing).__name__} cannot move from {current} to {target}")


class CapacityExceeded(DomainError):
    """The offer has less free capacity than was asked for."""

    def __init__(self, offer_id: object, title: str, free: tuple[int, int, int]) -> None:
        self.offer_id, self.title, self.free = offer_id, title, free
        super().__init__(f"{title}: only {free} is free")


class Incomplete(DomainError):
    """Something asked for is still missing: field -> what to do."""

    def __init__(self, missing: dict[str, str]) -> None:
        self.missing = missing
        super().__init__(", ".join(missing))


@dataclass(frozen=True)
class BrokenRule:
    """What was written in a field breaks a rule: the field, the code of the rule, and the facts that its words need."""

    field: str
    code: str
    facts: Mapping[str, object] = dataclass_field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.field}: {self.code}"


class BrokenRules(DomainError):
    """Every rule that what was written breaks, each with its field."""

    def __init__(self, *broken: BrokenRule) -> None:
        self.broken = broken
        super().__init__(", ".join(map(str, broken)))


class Doubtful(BrokenRules):
    """What was written may be right and mostly is not: the doubts, each with its field. With a reason it is kept."""


class StaleForm(DomainError):
    """Somebody else changed the thing since the form was opened: field -> the value it has now."""

    def __init__(self, changed: dict[str, object]) -> None:
        self.changed = changed
        super().__init__(", ".join(changed) or "changed meanwhile")


@dataclass(frozen=True, order=True)
class Blocker:
    """What stands in the way of a step: a code and, where it speaks of one thing, the name of that."""

    code: str
    subject: str = ""

    def __str__(self) -> str:
        return f"{self.code} ({self.subject})" if self.subject else self.code


class NotReady(DomainError):
    """The step cannot be taken yet; the blockers say what stands in the way."""

    def __init__(self, *blockers: Blocker) -> None:
        self.blockers = blockers
        super().__init__(", ".join(map(str, blockers)))


class ConflictOfInterest(DomainError):
    """Nobody decides on an organisation in which they have an interest; these are its names."""

    def __init__(self, *organisations: str) -> None:
        self.organisations = organisations
        super().__init__(", ".join(organisations))


class DecidedMeanwhile(DomainError):
    """Somebody else decided on some of the matches since they were looked at: the match, what it is now, by whom."""

    def __init__(self, changes: Sequence[tuple[str, StrEnum, str]]) -> None:
        self.changes = changes
        super().__init__(f"{len(changes)} were decided on meanwhile")


@dataclass(frozen=True)
class Figures:
    """What was asked and its limit, in the smallest unit of a currency; without one in hundredths of an expert-day, or
    plain numbers where the rule counts."""

    asked: int
    limit: int
    unit: str | None = None


@dataclass(frozen=True)
class BrokenLimit:
    """A limit that is passed, with the titles of those whose it is, and by how much: in the round's unit, and in the
    party's own where that is another."""

    rule: str
    need: str = ""
    offer: str = ""
    figures: tuple[Figures, ...] = ()


class BeyondLimits(DomainError):
    """No plan could hold what was asked; `broken` names each limit that it passes."""

    def __init__(self, broken: Sequence[BrokenLimit]) -> None:
        self.broken = tuple(broken)
        super().__init__(", ".join(one.rule for one in broken))


class UnitInUse(DomainError):
    """Partnerships count in this currency or in days; it cannot become another."""


class BelowUsed(DomainError):
    """It would contradict its partnerships: field -> the least, or the most, that they leave a need or an offer."""

    def __init__(self, least: dict[str, int], most: dict[str, int]) -> None:
        self.least, self.most = least, most
        super().__init__(", ".join(least | most))


class HeldByPartnerships(DomainError):
    """The need would not be what its partnerships were made for: field -> what it has to stay or to include."""

    def __init__(self, held: dict[str, StrEnum]) -> None:
        self.held = held
        super().__init__(", ".join(held))


class InPartnership(DomainError):
    """Partnerships of it still go on; they have to end first."""
