"""A plan directory: the plan, and everything needed to check, explain or repeat it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from .errors import InvalidInput, Problem
from .files import csv_text, frame_of, json_text, read_file, write_folder
from .inputs import read_pool
from .plan import COLUMNS, Fairness, GroupFairness, Plan
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

    def read(self) -> Pool:
        """The pool, or InvalidInput that names every problem of every file in one go."""
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
            files=tuple(str(self.paths.get(name, name)) for name in INPUTS),  # type: ignore[arg-type]
        )


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
        "plan.csv": csv_text(COLUMNS, (match.as_row() for match in plan.matches)),
        "plan.json": json_text(plan.as_dict()),
        "request.json": json_text({"files": names, **switches}),
        "policy.toml": policy.as_toml(),
        **({} if plan.prices is None else {"prices.json": json_text(plan.prices)}),
        **{names[name]: request.content(name) for name in request.paths},
    }


def load_request(folder: Path) -> tuple[Request, Policy]:
    """What the plan in this folder was made from."""
    try:
        said = json.loads((folder / "request.json").read_text(encoding="utf-8"))
        paths = {name: folder / file for name, file in said["files"].items()}
        request = Request(**paths, only_pairs=said["only_pairs"], flat_scores=said["flat_scores"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _not_a_plan(folder, error) from error
    return request, read_policy(folder / "policy.toml")


def load_figures(folder: Path) -> dict[str, Any]:
    """What plan.json says."""
    return _load_json(folder / "plan.json")


def load_fairness(folder: Path) -> Fairness:
    """The floors that the plan in this folder was made for."""
    try:
        said = load_figures(folder)["fairness"]
        return Fairness(said["level"], said["t"], tuple(GroupFairness(**group) for group in said["groups"]))
    except (KeyError, TypeError) as error:
        raise _not_a_plan(folder, error) from error


def load_prices(folder: Path) -> dict[str, Any] | None:
    """What a search around the plan can begin with, where its solve left anything."""
    path = folder / "prices.json"
    return _load_json(path) if path.exists() else None


def _load_json(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput([Problem(str(path), None, "", str(error)[:80], f"a readable {path.name}")]) from error
    if not isinstance(said, dict):
        raise InvalidInput([Problem(str(path), None, "", str(said)[:80], "a JSON object")])
    return said


def _not_a_plan(folder: Path, error: Exception) -> InvalidInput:
    return InvalidInput([Problem(str(folder), None, "", str(error)[:80], "a plan directory written by `solve`")])
