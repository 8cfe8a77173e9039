"""Why a run or a study has no result, as it is stored: a code, with ids, rows and figures where the engine gave any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

LONGEST = 4000
"""Characters that bad input may take; who mends that many cells runs again and sees the rest."""

Figure = int | float | str | tuple[str, ...]


@dataclass(frozen=True)
class Expected:
    """What was expected: a code of `matching/expectations.py` and its figures."""

    code: str
    figures: Mapping[str, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Unusable:
    """One cell, row or column of a file; the header is row 1. `ids` are those of the need and the offer that the row is
    about."""

    file: str
    row: int | None
    column: str
    value: str
    expected: Expected
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class BadInput:
    """`titles` are those that the named needs and offers had, by id; `more` problems were left out."""

    problems: tuple[Unusable, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    more: int = 0
    code: Literal["bad_input"] = "bad_input"


@dataclass(frozen=True)
class Contradicting:
    """A decision (pin or forbid) that cannot stand beside the others, and the rules that they break."""

    need: str
    offer: str
    decision: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Violation:
    """A rule that the pins break by themselves: hundredths, or words where the rule does not count."""

    rule: str
    need: str = ""
    offer: str = ""
    found: int | str = ""
    limit: int | str = ""


@dataclass(frozen=True)
class Contradiction:
    """A smallest set of decisions that no plan can hold: never in part, since each alone may be taken back."""

    conflicts: tuple[Contradicting, ...]
    violations: tuple[Violation, ...] = ()
    code: Literal["conflict"] = "conflict"


@dataclass(frozen=True)
class TooLarge:
    """Pairs of a need and an offer, the megabytes that they would need, and those that a run may use."""

    pairs: int
    needed_mb: int
    budget_mb: int
    code: Literal["too_large"] = "too_large"


@dataclass(frozen=True)
class UnusableFile:
    """What the system refused, in its words."""

    file: str
    reason: str
    code: Literal["unusable_file"] = "unusable_file"


@dataclass(frozen=True)
class Plain:
    """A code that says all; `lines` are what older rows have below it, or instead of it, as it was written."""

    code: str
    lines: tuple[str, ...] = ()


Problem = BadInput | Contradiction | TooLarge | UnusableFile | Plain

PROBLEM: TypeAdapter[Problem] = TypeAdapter(Annotated[Problem, Field(union_mode="left_to_right")])


def from_engine(text: str) -> Problem | None:
    """What the engine's problem file says; nothing where it says nothing of use."""
    try:
        return PROBLEM.validate_json(text)
    except ValidationError:
        return None


def read(stored: str) -> Problem | None:
    """Of a run or a study; nothing where nothing is stored."""
    if stored.startswith("{"):
        return PROBLEM.validate_json(stored)
    code, *lines = [line for line in stored.splitlines() if line.strip()] or [""]
    return Plain(code, tuple(lines)) if code else None


def text(problem: Problem) -> str:
    """As it is stored: JSON, of bad input as many problems as fit."""
    return _json(that_fits(problem) if isinstance(problem, BadInput) else problem)


def that_fits(whole: BadInput) -> BadInput:
    """With the first problems alone, and the titles that these name, where all would be too long."""
    kept = len(whole.problems)
    while len(_json(part := _first(whole, kept))) > LONGEST and kept:
        kept -= max(1, kept // 10)
    return part


def _json(problem: Problem) -> str:
    return PROBLEM.dump_json(problem).decode()


def _first(whole: BadInput, kept: int) -> BadInput:
    problems = whole.problems[:kept]
    titles = {one: title for one, title in whole.titles.items() if one in set(named_in(problems))}
    return replace(whole, problems=problems, titles=titles, more=whole.more + len(whole.problems) - kept)


def named_in(problems: Sequence[Unusable]) -> list[str]:
    """What may be the id of a need or an offer in the problems: of the row, in the cell, or expected."""
    return [
        *(one for problem in problems for one in problem.ids),
        *(one for problem in problems for one in problem.value.replace(", ", ";").split(";")),
        *(str(problem.expected.figures.get("need", "")) for problem in problems),
    ]
