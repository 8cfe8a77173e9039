"""A plan directory: the plan, and everything needed to check, explain or repeat it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NotRequired, TypedDict, cast

import pandas as pd
from pydantic import TypeAdapter, ValidationError

from .amounts import Decimals
from .errors import InvalidInput, Problem
from .expectations import Expected, expected
from .files import frame_of, read_file, write_folder
from .formats import columns
from .formats.text import csv_text, json_text
from .inputs import read_pool
from .plan import Fairness, Plan
from .policy import Policy, read_policy
from .pool import Pool

PLAN_FILES = ("plan.csv", "plan.json", "request.json", "policy.toml", "prices.json")
INPUTS = ("needs", "offers", "pairs", "decisions")


@dataclass(frozen=True)
class Request:
    """The files and switches of one call; `pairs` and `decisions` may be absent."""

    needs: Path
    offers: Path
    pairs: Path | None = None
    decisions: Path | None = None
    only_pairs: bool = False
    flat_scores: bool = False
    _contents: dict[str, bytes] = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def paths(self) -> dict[str, Path]:
        """The files there are, by what they hold."""
        named = {"needs": self.needs, "offers": self.offers, "pairs": self.pairs, "decisions": self.decisions}
        return {name: path for name, path in named.items() if path is not None}

    @property
    def names(self) -> dict[str, str]:
        """What they are called in a plan directory."""
        return {name: f"{name}{path.suffix.lower()}" for name, path in self.paths.items()}

    def content(self, name: str) -> bytes:
        """What this file held when it was first read: a plan directory holds what its plan was made from, whatever
        becomes of the file meanwhile."""
        if name not in self._contents:
            self._contents[name] = read_file(self.paths[name])
        return self._contents[name]

    def read(self, decimals: Decimals) -> Pool:
        """The pool, its amounts read with these decimals, or InvalidInput that names every problem of every file in one
        go."""
        frames: dict[str, pd.DataFrame] = {}
        problems: list[Problem] = []
        for name, path in self.paths.items():
            try:
                frames[name] = frame_of(self.content(name), path)
            except InvalidInput as invalid:
                problems += invalid.problems
        if problems:
            raise InvalidInput(problems)
        return read_pool(
            frames["needs"],
            frames["offers"],
            frames.get("pairs"),
            frames.get("decisions"),
            only_pairs=self.only_pairs,
            flat_scores=self.flat_scores,
            decimals=decimals,
            files=tuple(str(self.paths.get(name, name)) for name in INPUTS),  # type: ignore[arg-type]
        )


class _Files(TypedDict):
    needs: str
    offers: str
    pairs: NotRequired[str]
    decisions: NotRequired[str]


@dataclass(frozen=True)
class _MadeFrom:
    """What request.json says."""

    files: _Files
    only_pairs: bool
    flat_scores: bool


@dataclass(frozen=True)
class Figures:
    """What plan.json says that cannot be seen from the lines alone."""

    status: str
    objective: float
    bound: float
    gap: float | None
    price_of_fairness: float | None
    fairness: Fairness
    needs: int
    offers: int
    eligible_pairs: int
    rounds: int
    needs_taken_up: int
    fingerprint: str
    seconds: dict[str, float]


@dataclass(frozen=True)
class _Floors:
    fairness: Fairness


ByHorizon = tuple[float, float, float]


class Prices(TypedDict, total=False):
    """By the kind of row and its ids, as `engine/saved.py` writes them."""

    capacity: dict[str, ByHorizon]
    partnerships: dict[str, float]
    country: dict[str, float]
    sequence: dict[str, ByHorizon]
    programme: dict[str, float]
    group: dict[str, float]


def plan_names(request: Request) -> list[str]:
    """The names of all files that a plan directory of this request may hold."""
    return [*PLAN_FILES, *request.names.values()]


def save_plan(folder: Path, plan: Plan, request: Request, policy: Policy) -> None:
    """Writes a plan directory; all at once or nothing."""
    write_folder(folder, plan_files(plan, request, policy))


def plan_files(plan: Plan, request: Request, policy: Policy) -> dict[str, str | bytes]:
    """The files of a plan directory: plan.csv and plan.json, with copies of all that went in."""
    switches = {"only_pairs": request.only_pairs, "flat_scores": request.flat_scores}
    names = request.names
    return {
        "plan.csv": csv_text(columns.PLAN, plan.rows()),
        "plan.json": json_text(plan.as_dict()),
        "request.json": json_text({"files": names, **switches}),
        "policy.toml": policy.as_toml(),
        **({} if plan.prices is None else {"prices.json": json_text(plan.prices)}),
        **{names[name]: request.content(name) for name in request.paths},
    }


def load_request(folder: Path) -> tuple[Request, Policy]:
    """What the plan in this folder was made from."""
    source = folder / "request.json"
    made_from = _load(source, _MadeFrom)
    files = cast("dict[str, str]", made_from.files)
    if strange := [name for name in files.values() if Path(name).name != name]:
        raise _not_as_written(source, "files", strange[0], expected("name_beside"))
    paths = {kind: folder / name for kind, name in files.items()}
    request = Request(**paths, only_pairs=made_from.only_pairs, flat_scores=made_from.flat_scores)
    return request, read_policy(folder / "policy.toml")


def load_statement(folder: Path) -> dict[str, Any]:
    """What plan.json says, true or not."""
    return _load(folder / "plan.json", dict[str, Any])


def load_figures(folder: Path) -> Figures:
    """The figures of the plan in this folder, and the floors that it was made for."""
    return _load(folder / "plan.json", Figures)


def load_fairness(folder: Path) -> Fairness:
    """The floors alone, whatever else plan.json says."""
    return _load(folder / "plan.json", _Floors).fairness


def load_prices(folder: Path) -> Prices | None:
    """What a search around the plan can begin with, where its solve left anything."""
    path = folder / "prices.json"
    return _load(path, Prices) if path.exists() else None


def _load[T](path: Path, kind: type[T]) -> T:
    """What the file holds; InvalidInput with the first thing in it that `solve` would not have written so."""
    try:
        return TypeAdapter(kind).validate_json(path.read_bytes(), strict=True)
    except OSError as error:
        raise _not_as_written(path, "", error.strerror or "unreadable", expected("plan_file")) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise _not_as_written(path, place, str(first["input"]), expected("as_written", reason=first["msg"])) from error


def _not_as_written(path: Path, place: str, value: str, wanted: Expected) -> InvalidInput:
    return InvalidInput([Problem(str(path), None, place[:80], value[:80], wanted)])
