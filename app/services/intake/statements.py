"""What residents' organisations say of what the city says about its settlements."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from app.database import AuditedSession
from app.services.people import messages
from app.services.people.message_facts import ResidentsStated
from app.services.people.organisations import secretariats
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import refuse_stale
from app.services.record.terms import broken_reason, refuse
from models import Organisation, Settlement, SettlementStatement
from models.settlements import Verdict


def state(
    session: AuditedSession,
    settlement: Settlement,
    organisation: Organisation,
    verdict: Verdict,
    text: str,
    version: int,
    by: Actor,
) -> SettlementStatement:
    """Raises StaleForm where the city changed its description while they were reading it, BrokenRules where it is
    contested in too few words."""
    if verdict == Verdict.CONTESTED:
        refuse(*broken_reason("text", text))
    refuse_stale(session, settlement, version)
    said = SettlementStatement(
        settlement=settlement, settlement_version=settlement.version, organisation=organisation,
        author_id=by.user.id if by.user else None, verdict=verdict, text=text,
    )  # fmt: skip
    session.add(said)
    record(session, by, f"settlement.{verdict}", said)
    facts = ResidentsStated(
        settlement=settlement.id, name=settlement.name, organisation=organisation.name, verdict=verdict, text=text
    )
    told = [settlement.organisation, *(secretariats(session) if verdict == Verdict.CONTESTED else ())]
    messages.tell_each(session, told, facts, f"statement-{said.id}", by)
    return said


def standing(session: AuditedSession, settlement: Settlement) -> list[SettlementStatement]:
    """The newest of each residents' organisation, the newest first."""
    said = session.scalars(
        select(SettlementStatement)
        .where(SettlementStatement.settlement_id == settlement.id)
        .options(joinedload(SettlementStatement.organisation))
        .order_by(SettlementStatement.stated_at.desc())
    )
    newest: dict[UUID, SettlementStatement] = {}
    for one in said:
        newest.setdefault(one.organisation_id, one)
    return list(newest.values())


def unstated_by(organisations: Iterable[UUID]) -> ColumnElement[bool]:
    """The settlements of which none of these spoke since the city last changed its description."""
    spoke = exists().where(
        SettlementStatement.settlement_id == Settlement.id,
        SettlementStatement.settlement_version == Settlement.version,
        SettlementStatement.organisation_id.in_(organisations),
    )
    return ~spoke
