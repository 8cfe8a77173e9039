"""Needs of a programme."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import exists, select

from app.database import AuditedSession
from app.services.intake import edit_limits, submissions
from app.services.intake.doubts import settle
from app.services.intake.submission_rules import SubmissionTerms, broken_address, broken_unit
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import differences, related
from app.services.record.terms import broken_amounts, out_of_limits, refuse
from models import Membership, Need, Organisation, Programme
from models.errors import BrokenRule
from models.lifecycle import ENDED, SubmissionStatus
from models.organisations import OrganisationKind
from models.vocabulary import Flag, Horizon, Theme


@dataclass(frozen=True)
class NeedTerms(SubmissionTerms):
    """What a city may say of a need. Amounts are in the smallest unit of the currency, or hundredths of a day."""

    UNCOUNTED = dict.fromkeys(Need.AMOUNTS, 0)

    title: str = ""
    description: str = ""
    theme: Theme | None = None
    amount: int = 0
    own_contribution: int = 0
    secured: int = 0
    min_share_percent: int = 0
    max_partners: int | None = None
    first_horizon: Horizon = Horizon.SHORT
    last_horizon: Horizon = Horizon.LONG
    requires: tuple[uuid.UUID, ...] = ()
    """Needs of the same programme that must be met first."""
    residents_reached: int | None = None
    evidence: Mapping[Flag, str] = field(default_factory=dict)
    """The flags that it shows, each with what shows it."""
    contact_name: str = ""
    contact_email: str = ""


def create(
    session: AuditedSession, programme: Programme, terms: NeedTerms, by: Actor, identity: uuid.UUID | None = None
) -> Need:
    """A draft, which may still be partial. Raises BrokenRules with every field that breaks one, and Doubtful with what
    is doubted where no reason is given."""
    first = _checked(session, programme, terms)
    terms = settle(terms, doubts(terms, programme))
    need = Need(id=identity or uuid.uuid4(), programme=programme)
    terms.write(need, requires=first)
    session.add(need)
    record(session, by, "need.create", need, **differences({}, related(need)))
    return need


def revise(session: AuditedSession, need: Need, terms: NeedTerms, version: int, by: Actor) -> None:
    """Change what it says. Raises what `submissions.revising` and `create` do, Incomplete where it is published and
    would wait for what no reviewer has, and BelowUsed and HeldByPartnerships where partnerships forbid it."""
    with submissions.revising(session, need, terms, version, by) as before:
        first = _checked(session, need.programme, terms, need)
        settle(terms, doubts(terms, need.programme), NeedTerms.of(need)).write(need, requires=first)
        edit_limits.refuse_less_asked(session, need)
        if need.status == SubmissionStatus.PUBLISHED:
            submissions.refuse_unsubmitted_first(need, before["requires"])
            _drop_old_no_objection(need, before["evidence"])


def unsaved(programme: Programme, terms: NeedTerms) -> Need:
    """What a need of these terms would be, for counting; it waits for no other, and no session knows it."""
    need = Need(id=uuid.uuid4(), programme=programme)
    replace(terms, requires=()).write(need)
    return need


def broken(
    session: AuditedSession, programme: Programme, terms: NeedTerms, need: Need | None = None
) -> Iterator[BrokenRule]:
    """The rules that the terms break, but for the order of needs; `need` is the one that they would change."""
    yield from out_of_limits(terms, Need.LENGTHS, Need.RANGES)
    yield from broken_unit(session, terms)
    yield from broken_address("contact_email", terms.contact_email)
    yield from broken_amounts(*((name, getattr(terms, name)) for name in Need.AMOUNTS))
    if 0 < terms.amount < terms.own_contribution:
        yield BrokenRule("own_contribution", "more_than_cost")
    elif 0 < terms.amount < terms.own_contribution + terms.secured:
        yield BrokenRule("secured", "more_than_cost")
    for flag, text in terms.evidence.items():
        if len(text) > Need.EVIDENCE_LENGTH:
            yield BrokenRule("evidence", "evidence_too_long", {"flag": flag, "most": Need.EVIDENCE_LENGTH})
    letter, before = (
        evidence.get(Flag.NATIONAL_NO_OBJECTION) for evidence in (terms.evidence, need.evidence if need else {})
    )
    if letter and letter != before and nation_answers(session, programme):
        yield BrokenRule("evidence", "nation_answers")


def doubts(terms: NeedTerms, programme: Programme) -> Iterator[BrokenRule]:
    """What is hardly so: that it reaches more people than live there."""
    reached, city = terms.residents_reached or 0, programme.city
    living = [one.residents for one in programme.settlements]
    if reached > city.population:
        yield BrokenRule("residents_reached", "more_than_city", {"people": city.population, "city": city.name})
    elif living and None not in living and reached > sum(filter(None, living)):
        yield BrokenRule("residents_reached", "more_than_settlements", {"people": sum(filter(None, living))})


def _checked(
    session: AuditedSession, programme: Programme, terms: NeedTerms, need: Need | None = None
) -> tuple[Need, ...]:
    """The needs that must be met first. Raises BrokenRules with every field of the terms that breaks one."""
    with session.no_autoflush:
        candidates = candidates_to_come_first(session, programme, need) if terms.requires else []
        named = {candidate.id: candidate for candidate in candidates}
        others = [identity for identity in terms.requires if identity not in named]
        refuse(
            *broken(session, programme, terms, need),
            *(_broken_order(programme, need, identity) for identity in others),
        )
    return tuple(named[identity] for identity in terms.requires)


def _broken_order(programme: Programme, need: Need | None, identity: uuid.UUID) -> BrokenRule:
    """Why what the terms name cannot be met first."""
    other = next((other for other in programme.needs if other.id == identity), None)
    if other is None:
        return BrokenRule("requires", "of_other_programme")
    if other is need:
        return BrokenRule("requires", "waits_for_itself")
    return BrokenRule("requires", "over" if other.status in ENDED else "waits_for_this", {"title": other.title})


def nation_answers(session: AuditedSession, programme: Programme) -> bool:
    """Whether the city's nation speaks for itself here: then nobody else gives its no-objection."""
    office = exists().where(
        Organisation.kind == OrganisationKind.NATIONAL_GOVERNMENT,
        Organisation.country_id == programme.city.country_id,
        Organisation.active,
        Membership.organisation_id == Organisation.id,
    )
    return bool(session.scalar(select(office)))


def candidates_to_come_first(session: AuditedSession, programme: Programme, need: Need | None = None) -> list[Need]:
    """The other needs of the programme that are not over and do not themselves wait for this one; and what it names."""
    others = session.scalars(select(Need).where(Need.programme_id == programme.id).order_by(Need.title)).all()
    named, waiting = (need.requires, _waiting_for({need.id}, others)) if need else ([], set())
    return [other for other in others if other in named or (other.status not in ENDED and other.id not in waiting)]


def _waiting_for(ids: set[uuid.UUID], needs: Iterable[Need]) -> set[uuid.UUID]:
    needs = list(needs)
    waiting = set(ids)
    while more := {one.id for one in needs if any(first.id in waiting for first in one.requires)} - waiting:
        waiting |= more
    return waiting


def _drop_old_no_objection(need: Need, before: dict[str, str]) -> None:
    """It was given to what the need said before. New evidence for it stands; the same words do not."""
    evidence = need.evidence
    if evidence.get(Flag.NATIONAL_NO_OBJECTION) == before.get(Flag.NATIONAL_NO_OBJECTION):
        evidence.pop(Flag.NATIONAL_NO_OBJECTION, None)
        need.evidence = evidence
