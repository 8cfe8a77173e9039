"""The knobs of a round, and how to read them from a TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .amounts import MONEY_DECIMALS, Decimals, decimals_by_kind
from .errors import InvalidInput, Problem
from .expectations import Expected, expected

DEFAULT_SCORE_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "theme": 0.25,
        "place": 0.2,
        "instrument": 0.15,
        "readiness": 0.15,
        "preference": 0.1,
        "shared_vision": 0.1,
        "continuity": 0.05,
    }
)


@dataclass(frozen=True)
class Policy:
    """What a round wants from its plan. Checked when made: an impossible knob raises InvalidInput."""

    fairness: float = 0.8
    """φ in [0, 1]: every group gets at least this fraction of what all can get at once."""
    horizon_preference: tuple[float, float, float] = (1.0, 0.95, 0.9)
    """γ: what an amount is worth in the short, medium and long horizon, each in (0, 1]."""
    partnership_cost: float = 0.01
    """Impact that one more partnership must bring to be worth its administration."""
    integration_bonus: float = 0.0
    """Impact for a programme (of two needs or more) all of whose needs are taken up."""
    score_weights: Mapping[str, float] = field(default_factory=lambda: DEFAULT_SCORE_WEIGHTS)
    """How much each named part of the score counts; only their proportions matter."""
    gap: float = 0.001
    """The search stops when (bound - objective) / objective is no more than this."""
    time_limit: float = 60.0
    """Seconds for the whole call, building included."""
    seed: int = 0
    memory_mb: int = 4096
    money_decimals: int | None = None
    """How many decimals amounts of money have where they are written: 0, 2 or 3. None, where a file does not say it: 2.
    The search knows nothing of it: it counts in the smallest unit."""

    def __post_init__(self) -> None:
        problems = [
            Problem("policy", None, name, repr(getattr(self, name)), wanted)
            for name, wanted, holds in _promises(self)
            if not holds
        ]
        if problems:
            raise InvalidInput(problems)
        for name in ("fairness", "partnership_cost", "integration_bonus", "gap", "time_limit"):
            object.__setattr__(self, name, float(getattr(self, name)))
        object.__setattr__(self, "horizon_preference", tuple(float(g) for g in self.horizon_preference))
        weights = {name: float(weight) for name, weight in sorted(self.score_weights.items())}
        object.__setattr__(self, "score_weights", weights)

    @property
    def decimals(self) -> Decimals:
        """How many decimals amounts of each kind have where they are written."""
        return decimals_by_kind(self.money_decimals)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, in a fixed order; of what may be left unsaid, only what is said."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        said = {name: value for name, value in plain.items() if value is not None}
        return {**said, "score_weights": dict(self.score_weights)}

    def as_toml(self) -> str:
        """The text that `read_policy` reads back as an equal policy."""
        plain = self.as_dict()
        weights = plain.pop("score_weights")
        lines = [f"{name} = {list(value) if isinstance(value, tuple) else value}" for name, value in plain.items()]
        return "\n".join([*lines, "", "[score_weights]", *(f"{k} = {v}" for k, v in weights.items()), ""])


def _within(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _promises(policy: Policy) -> list[tuple[str, Expected, bool]]:
    """Each knob, what it must be, and whether it is."""
    gamma, weights = policy.horizon_preference, policy.score_weights
    parts = expected("score_weights", choices=tuple(DEFAULT_SCORE_WEIGHTS))
    known = set(weights) <= set(DEFAULT_SCORE_WEIGHTS) and all(_within(w, 0, 1e6) for w in weights.values())
    preferred = len(gamma) == 3 and all(_within(g, 1e-6, 1) for g in gamma)
    return [
        ("fairness", expected("number", least=0, most=1), _within(policy.fairness, 0, 1)),
        ("horizon_preference", expected("preferences"), preferred),
        ("partnership_cost", expected("number", least=0, most=10), _within(policy.partnership_cost, 0, 10)),
        ("integration_bonus", expected("number", least=0, most=10), _within(policy.integration_bonus, 0, 10)),
        ("score_weights", parts, known and sum(weights.values()) > 0),
        ("gap", expected("number", least=0, most=1), _within(policy.gap, 0, 1)),
        ("time_limit", expected("seconds", least=0.1, most=86400), _within(policy.time_limit, 0.1, 86400)),
        ("seed", expected("whole_number", least=0, most=2**31 - 1), _is_whole(policy.seed, 0, 2**31 - 1)),
        ("memory_mb", expected("megabytes", least=64), _is_whole(policy.memory_mb, 64, 10**9)),
        ("money_decimals", expected("money_decimals"), _is_money(policy.money_decimals)),
    ]


def _is_money(value: Any) -> bool:
    return value is None or (type(value) is int and value in MONEY_DECIMALS)


def _is_whole(value: Any, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high


def read_policy(path: Path | str) -> Policy:
    """The policy in a TOML file; what the file leaves out has its default, an unknown knob is an error."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise _unreadable(str(path), (error.strerror if isinstance(error, OSError) else None) or str(error)) from error
    return policy_from_text(text, str(path))


def policy_from_text(text: str, name: str = "policy") -> Policy:
    """The same of a text; `name` is the one by which problems speak of it."""
    try:
        given = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(name, str(error)) from error
    known = sorted(f.name for f in fields(Policy))
    problems = [
        _unfit(name, key, given[key], expected("choice", choices=tuple(known))) for key in given if key not in known
    ]
    if not isinstance(given.get("score_weights", {}), dict):
        problems.append(_unfit(name, "score_weights", given["score_weights"], expected("table_of_numbers")))
    if not isinstance(given.get("horizon_preference", []), list):
        problems.append(_unfit(name, "horizon_preference", given["horizon_preference"], expected("three_numbers")))
    if problems:
        raise InvalidInput(problems)
    if "horizon_preference" in given:
        given["horizon_preference"] = tuple(given["horizon_preference"])
    return Policy(**given)


def _unreadable(file: str, reason: str) -> InvalidInput:
    return InvalidInput([Problem(file, None, "", reason[:80], expected("toml"))])


def _unfit(file: str, knob: str, value: Any, wanted: Expected) -> Problem:
    return Problem(file, None, knob, str(value)[:80], wanted)
