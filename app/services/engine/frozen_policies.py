"""The policy that each run was started with, read back from what was frozen, in the columns of a policy."""

import tomllib
import uuid

from sqlalchemy import select

from app.database import AuditedSession
from models import Round, Run
from models.vocabulary import Horizon

SCALES = {
    "fairness": ("fairness_percent", 100),
    "partnership_cost": ("partnership_cost_permille", 1000),
    "integration_bonus": ("integration_bonus_permille", 1000),
    "gap": ("gap_permille", 1000),
    "time_limit": ("time_limit_seconds", 1),
}
"""Word of the engine -> column, and how many of the column's units make one of the engine's."""

TEXT = Run.snapshot["policy.toml"].as_string()


def of_runs(session: AuditedSession, round_: Round) -> dict[uuid.UUID, dict[str, int]]:
    """Run -> column -> value. Only the policy leaves the database, not the whole snapshots."""
    frozen = select(Run.id, TEXT).where(Run.round_id == round_.id)
    return {run_id: read(text) for run_id, text in session.execute(frozen) if text}


def of_run(session: AuditedSession, run: Run) -> dict[str, int]:
    text = session.scalar(select(TEXT).where(Run.id == run.id))
    return read(text) if text else {}


def read(text: str) -> dict[str, int]:
    """The inverse of `frames.policy_file`."""
    said = tomllib.loads(text)
    scaled = {column: round(said[word] * scale) for word, (column, scale) in SCALES.items() if word in said}
    preferences = zip(Horizon, said.get("horizon_preference", []), strict=False)
    weights = said.get("score_weights", {})
    return (
        scaled
        | {f"preference_{horizon}_percent": round(100 * value) for horizon, value in preferences}
        | {f"weight_{part}": round(weight) for part, weight in weights.items()}
    )
