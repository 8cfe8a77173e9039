"""What can be wrong with a request for a plan, said so that a person can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass

from .expectations import Expected


@dataclass(frozen=True)
class Problem:
    """One cell, row or column that cannot be used. `row` counts as in a spreadsheet: the header is row 1."""

    file: str
    row: int | None
    column: str
    value: str
    expected: Expected

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        column = f", column {self.column}" if self.column else ""
        return f"{place}{column}: {self.value!r} is not {self.expected}"


class InvalidInput(ValueError):
    """The input breaks the file format; `problems` names every place, not just the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Conflict:
    """A decision that cannot stand beside the others of its set, and the rules it breaks."""

    need: str
    offer: str
    decision: str
    rules: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.decision} {self.need} {self.offer}: breaks {', '.join(self.rules)}"


@dataclass(frozen=True)
class Violation:
    """A rule that a plan breaks, by how much (`found` against `limit`, in the rule's own unit)."""

    rule: str
    need: str = ""
    offer: str = ""
    found: int | str = ""
    limit: int | str = ""

    def __str__(self) -> str:
        named = [("need", self.need), ("offer", self.offer)]
        where = "".join(f" {word} {name}" for word, name in named if name)
        return f"{self.rule}:{where} {self.found} against {self.limit}"


class ConflictingDecisions(ValueError):
    """Decisions that no plan can keep: a smallest such set; without any one of them a plan exists.

    `violations` has the figures of the rules that the pins among them break by themselves.
    """

    def __init__(self, conflicts: Sequence[Conflict], violations: Sequence[Violation] = ()) -> None:
        self.conflicts, self.violations = tuple(conflicts), tuple(violations)
        super().__init__("\n".join(map(str, (*self.conflicts, *self.violations))))


class TooLarge(ValueError):
    """The model would not fit the policy's memory budget; nothing was built."""

    def __init__(self, pairs: int, needed_mb: int, budget_mb: int) -> None:
        self.pairs, self.needed_mb, self.budget_mb = pairs, needed_mb, budget_mb
        super().__init__(f"{pairs} pairs need about {needed_mb} MB; the memory budget is {budget_mb} MB")


class NoPlanInTime(RuntimeError):
    """No plan that keeps every decision was found before the time was up. Without decisions there always is one."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"no plan that keeps every decision was found in {seconds:.0f} seconds: allow more time")
