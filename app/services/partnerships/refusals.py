"""Refusals: what a side said no to stays out of coming rounds until that side lifts it, or what mattered changes."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, exists, select, tuple_
from sqlalchemy.orm import contains_eager, defer, joinedload, lazyload

from app.database import AuditedSession
from app.services.people import messages
from app.services.people.message_facts import PartnershipEnded, RefusalLifted
from app.services.people.organisations import secretariats
from app.services.record.actor import Actor
from app.services.record.audit import record
from models import Match, Need, Offer, Organisation, Partnership, Plan, Programme, Refusal, Run
from models.base import utc_now
from models.errors import Blocker, IllegalMove, NotReady
from models.lifecycle import RefusalStatus, SubmissionStatus
from models.pairs import Pair, named
from models.refusals import terms_of

PUBLISHED = (Need.status == SubmissionStatus.PUBLISHED, Offer.status == SubmissionStatus.PUBLISHED)


def remember(session: AuditedSession, partnership: Partnership, organisation: Organisation, by: Actor) -> Refusal:
    """`organisation` said no, whoever records it: the city's, the partner's, or the secretariat for itself."""
    refusal = Refusal(
        partnership=partnership,
        need=partnership.need,
        offer=partnership.offer,
        organisation=organisation,
        terms=terms_of(partnership.need, partnership.offer),
    )
    session.add(refusal)
    record(session, by, "refusal.remember", refusal)
    _tell(session, refusal, PartnershipEnded, by)
    return refusal


def lift(session: AuditedSession, refusal: Refusal, by: Actor) -> None:
    """The pair may be proposed again. Lifting twice changes nothing; raises IllegalMove for any side but the one that
    said no."""
    session.refresh(refusal, with_for_update=True)
    if by.organisation_id != refusal.organisation_id:
        raise IllegalMove(refusal, refusal.status, RefusalStatus.LIFTED)
    if refusal.status != RefusalStatus.LIFTED:
        refusal.move_to(RefusalStatus.LIFTED)
        refusal.lifted_at, refusal.lifted_by = utc_now(), by.user
        record(session, by, "refusal.lift", refusal)
        _tell(session, refusal, RefusalLifted, by)


def holding(session: AuditedSession, pairs: Collection[Pair] | None = None) -> dict[Pair, Refusal]:
    """The refusals that keep a pair out of coming rounds: of these pairs, or of all that are published. Two queries."""
    among = PUBLISHED if pairs is None else (tuple_(Refusal.need_id, Refusal.offer_id).in_(pairs),)
    standing = (
        select(Refusal)
        .join(Refusal.need)
        .join(Refusal.offer)
        .where(Refusal.status == RefusalStatus.STANDING, *among)
        .options(contains_eager(Refusal.need), contains_eager(Refusal.offer))
        .order_by(Refusal.refused_at, Refusal.id)
    )
    return {pair(one): one for one in session.scalars(standing) if one.holds}


def refuse_pins(session: AuditedSession, pairs: Collection[Pair]) -> None:
    """Raises NotReady, naming each of the pairs to which one of its sides said no: no run holds them."""
    if found := blockers(holding(session, pairs).values()):
        raise NotReady(*found)


def blockers(refused: Iterable[Refusal]) -> list[Blocker]:
    """Who said no, and to which pair."""
    return sorted(_blocker(one) for one in refused)


def _blocker(refusal: Refusal) -> Blocker:
    city, partner = refusal.partnership.parties
    title = named(refusal.need.title, partner.name)
    if refusal.organisation_id == city.id:
        return Blocker("refused_by_city", title)
    if refusal.organisation_id == partner.id:
        return Blocker("refused_by_partner", title)
    return Blocker("refused_by_secretariat", title)


def pair(refusal: Refusal) -> Pair:
    return refusal.need_id, refusal.offer_id


def in_words(*conditions: Any) -> Select[Any]:
    """Refusals with all that is told of them, the newest first."""
    return (
        select(Refusal)
        .join(Refusal.need)
        .join(Need.programme)
        .join(Refusal.offer)
        .where(*conditions)
        .options(
            contains_eager(Refusal.need).contains_eager(Need.programme).options(
                joinedload(Programme.organisation), joinedload(Programme.city)
            ),
            contains_eager(Refusal.offer).joinedload(Offer.organisation).options(*_PLACELESS),
            joinedload(Refusal.organisation).options(*_PLACELESS),
            joinedload(Refusal.partnership)
            .joinedload(Partnership.match)
            .options(defer(Match.explanation))
            .joinedload(Match.plan)
            .options(defer(Plan.summary))
            .joinedload(Plan.run)
            .joinedload(Run.round),
        )
        .order_by(Refusal.refused_at.desc(), Refusal.id)
    )  # fmt: skip


_PLACELESS = (lazyload(Organisation.city), lazyload(Organisation.country))


def standing() -> Select[Any]:
    """Those that stand on pairs whose need and offer are both published, whether or not what mattered has changed."""
    return in_words(Refusal.status == RefusalStatus.STANDING, *PUBLISHED)


def of(session: AuditedSession, thing: Need | Offer) -> Sequence[Refusal]:
    """All that were said of a need or an offer, those that were lifted as well."""
    column = Refusal.need_id if isinstance(thing, Need) else Refusal.offer_id
    return session.scalars(in_words(column == thing.id)).all()


def of_pairs(session: AuditedSession, pairs: Iterable[Pair]) -> Sequence[Refusal]:
    """Those that stand on these pairs, whether or not what mattered has changed."""
    on_pairs = tuple_(Refusal.need_id, Refusal.offer_id).in_(list(pairs))
    return session.scalars(in_words(Refusal.status == RefusalStatus.STANDING, on_pairs)).all()


def of_plan(session: AuditedSession, plan: Plan) -> Sequence[Refusal]:
    """The same for the pairs of all matches of the plan, however many."""
    proposed = exists().where(
        Match.plan_id == plan.id, Match.need_id == Refusal.need_id, Match.offer_id == Refusal.offer_id
    )
    return session.scalars(in_words(Refusal.status == RefusalStatus.STANDING, proposed)).all()


def _tell(session: AuditedSession, refusal: Refusal, change: type[PartnershipEnded | RefusalLifted], by: Actor) -> None:
    """The two sides and the secretariat, but for whoever did it."""
    city, partner = refusal.partnership.parties
    facts = change(
        partnership=refusal.partnership_id,
        need=refusal.need.title,
        city=city.name,
        partner=partner.name,
        organisation=refusal.organisation.name,
        reason=refusal.partnership.reason,
    )
    told = (city, partner, *secretariats(session))
    messages.tell_each(session, told, facts, f"{facts.message_kind}-{refusal.id}", by)
