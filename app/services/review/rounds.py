"""Rounds and their policy."""

from typing import Any

from sqlalchemy import exists, func, select

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import refuse_stale
from app.services.review import runs, studies
from models import Policy, Round
from models.errors import Blocker, NotReady
from models.lifecycle import ROUND_GOES_ON, RoundStatus


def open_round(session: AuditedSession, values: dict[str, Any], by: Actor) -> Round:
    """A new planning cycle with the default policy."""
    made = Round(policy=Policy(), **values)
    session.add(made)
    record(session, by, "round.open", made)
    return made


def title_taken(session: AuditedSession, title: str) -> bool:
    return bool(session.scalar(select(exists().where(func.lower(Round.title) == title.lower()))))


def set_policy(session: AuditedSession, round_: Round, values: dict[str, Any], version: int, by: Actor) -> None:
    """Later runs follow it; earlier ones keep the policy that they were started with."""
    refuse_stale(session, round_.policy, version)
    if round_.status not in ROUND_GOES_ON:
        raise NotReady(Blocker("round_over"))
    for field, value in values.items():
        setattr(round_.policy, field, value)
    record(session, by, "round.set_policy", round_.policy)


def close(session: AuditedSession, round_: Round, by: Actor) -> None:
    """Its unfinished runs and studies are cancelled."""
    session.refresh(round_, with_for_update=True)  # no run is queued meanwhile
    round_.move_to(RoundStatus.CLOSED)
    runs.cancel_unfinished(session, round_, by)
    studies.cancel_unfinished(session, round_, by)
    record(session, by, "round.close", round_)
