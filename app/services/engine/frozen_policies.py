"""The policy of a round in the engine's words, as it is frozen into a run, and read back."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from app.database import AuditedSession
from matching import Policy as Knobs
from matching.amounts import USUAL_DECIMALS, Decimals
from matching.policy import policy_from_text
from models import Policy, Round, Run
from models.amounts import minor_digits
from models.vocabulary import Horizon

SCALES = {
    "fairness": ("fairness_percent", 100),
    "partnership_cost": ("partnership_cost_permille", 1000),
    "integration_bonus": ("integration_bonus_permille", 1000),
    "gap": ("gap_permille", 1000),
    "time_limit": ("time_limit_seconds", 1),
}
"""Knob of the engine -> column, and how many of the column's units make one of the engine's."""

PARTS = ("theme", "place", "instrument", "readiness", "continuity")
"""The parts of the score to which a round gives weight; the engine's others count nothing."""

FILE = "policy.toml"

TEXT = Run.snapshot[FILE].as_string()
PREFERENCES = [f"preference_{horizon}_percent" for horizon in Horizon]


def text_of(policy: Policy, currency: str) -> str:
    """What is frozen of a round in this currency."""
    knobs = Knobs(
        horizon_preference=tuple(getattr(policy, column) / 100 for column in PREFERENCES),
        score_weights={part: getattr(policy, f"weight_{part}") for part in PARTS},
        money_decimals=minor_digits(currency),
        **{knob: getattr(policy, column) / scale for knob, (column, scale) in SCALES.items()},
    )
    return knobs.as_toml()


@dataclass(frozen=True)
class Frozen:
    """What a run was started with: the values of a policy by its columns, and the decimals with which the run's files
    and answers hold amounts of each kind."""

    columns: Mapping[str, int]
    decimals: Decimals


NOTHING = Frozen({}, USUAL_DECIMALS)


def read(text: str) -> Frozen:
    """The inverse of `text_of`."""
    knobs = policy_from_text(text)
    columns = (
        {column: round(getattr(knobs, knob) * scale) for knob, (column, scale) in SCALES.items()}
        | {column: round(value * 100) for column, value in zip(PREFERENCES, knobs.horizon_preference, strict=True)}
        | {f"weight_{part}": round(knobs.score_weights.get(part, 0)) for part in PARTS}
    )
    return Frozen(columns, knobs.decimals)


def of_runs(session: AuditedSession, round_: Round) -> dict[uuid.UUID, Frozen]:
    """Of each run that was frozen. Only the policy leaves the database, not the whole snapshots."""
    frozen = select(Run.id, TEXT).where(Run.round_id == round_.id)
    return {run_id: read(text) for run_id, text in session.execute(frozen) if text}


def of_run(session: AuditedSession, run: Run) -> Frozen:
    text = session.scalar(select(TEXT).where(Run.id == run.id))
    return read(text) if text else NOTHING
