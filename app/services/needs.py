"""Needs of a programme."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app.database import AuditedSession
from app.services.actor import Actor
from app.services.audit import record
from models import Need, NeedFlag, Programme
from models.vocabulary import Flag


def create(session: AuditedSession, programme: Programme, values: dict[str, Any], by: Actor) -> Need:
    """A draft, which may still be partial."""
    need = Need(programme=programme, **values)
    session.add(need)
    record(session, by, "need.create", need)
    return need


def flags_with_evidence(need: Need, evidence: dict[Flag, str]) -> list[NeedFlag]:
    """The flags of the need as the evidence has it, keeping the rows of those that stay."""
    kept = {one.flag: one for one in need.flags}
    flags = []
    for flag, text in evidence.items():
        one = kept.get(flag) or NeedFlag(flag=flag, evidence=text)
        one.evidence = text
        flags.append(one)
    return flags


def candidates_to_come_first(session: AuditedSession, programme: Programme, need: Need | None = None) -> list[Need]:
    """The other needs of the programme that do not themselves wait for this one."""
    others = session.scalars(select(Need).where(Need.programme_id == programme.id).order_by(Need.title)).all()
    if need is None or need.id is None:
        return list(others)
    waiting = _waiting_for({need.id}, others)
    return [other for other in others if other.id not in waiting]


def _waiting_for(ids: set[uuid.UUID], needs: Iterable[Need]) -> set[uuid.UUID]:
    needs = list(needs)
    waiting = set(ids)
    while more := {one.id for one in needs if any(first.id in waiting for first in one.requires)} - waiting:
        waiting |= more
    return waiting
