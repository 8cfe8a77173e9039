"""What can be done with a community agreement."""

import uuid
from dataclasses import dataclass

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import refuse_stale
from app.services.record.terms import Terms, out_of_limits, refuse
from models import Organisation
from tests.noun.table import CommunityAgreement


@dataclass(frozen=True)
class CommunityAgreementTerms(Terms):
    title: str
    duties: str = ""


def create(
    session: AuditedSession, organisation: Organisation, terms: CommunityAgreementTerms, by: Actor, identity: uuid.UUID
) -> CommunityAgreement:
    refuse(*out_of_limits(terms, CommunityAgreement.LENGTHS, {}))
    agreement = CommunityAgreement(id=identity, organisation=organisation)
    terms.write(agreement)
    session.add(agreement)
    record(session, by, "community_agreement.create", agreement)
    return agreement


def revise(
    session: AuditedSession, agreement: CommunityAgreement, terms: CommunityAgreementTerms, version: int, by: Actor
) -> None:
    refuse_stale(session, agreement, version)
    refuse(*out_of_limits(terms, CommunityAgreement.LENGTHS, {}))
    terms.write(agreement)
    record(session, by, "community_agreement.revise", agreement)
