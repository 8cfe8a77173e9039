"""The lines of a plan as reviewers read them: filtered, sorted, counted, always by a constant number of queries."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, defer, joinedload, lazyload

from app.database import AuditedSession
from app.services.review import approvals
from models import City, Decision, Match, Need, Offer, Organisation, Plan, Programme, Round, UnservedNeed, User
from models.lifecycle import MatchStatus
from models.rounds import DecisionKind
from models.vocabulary import Horizon, Theme

AMOUNT = Match.short + Match.medium + Match.long

SORTS: Mapping[str, Any] = {
    "city": func.lower(City.name),
    "need": func.lower(Need.title),
    "partner": func.lower(Organisation.name),
    "amount": AMOUNT,
    "share": Match.share_millionths,
    "score": Match.score,
    "status": Match.status,
}

UNSERVED_SORTS: Mapping[str, Any] = {
    "city": SORTS["city"],
    "need": SORTS["need"],
    "theme": Need.theme,
    "amount": Need.amount - Need.own_contribution - Need.secured,
}


@dataclass(frozen=True)
class LineFilter:
    """What a reader wants to see; None stands for all."""

    city_id: int | None = None
    partner_id: uuid.UUID | None = None
    theme: Theme | None = None
    horizon: Horizon | None = None
    status: MatchStatus | None = None
    waits_for_second: bool = False
    seconder: approvals.Seconder | None = None
    """Whose second approval it waits for; None stands for anybody's."""

    def conditions(self, plan: Plan) -> list[ColumnElement[bool]]:
        wanted: list[tuple[object, ColumnElement[bool]]] = [
            (self.city_id, Programme.city_id == self.city_id),
            (self.partner_id, Offer.organisation_id == self.partner_id),
            (self.theme, Need.theme == self.theme),
            (self.status, Match.status == self.status),
        ]
        if self.horizon is not None:
            wanted.append((self.horizon, getattr(Match, self.horizon.value) > 0))
        if self.waits_for_second:
            wanted.append((True, Match.id.in_(approvals.awaiting(plan, self.seconder))))
        return [condition for value, condition in wanted if value is not None]


def matches(plan: Plan, chosen: LineFilter) -> Select[Any]:
    """The matches with all that a line shows, not yet in any order."""
    return (
        select(Match)
        .join(Match.need)
        .join(Need.programme)
        .join(Programme.city)
        .join(Match.offer)
        .join(Offer.organisation)
        .where(Match.plan_id == plan.id, *chosen.conditions(plan))
        .options(
            defer(Match.explanation),
            contains_eager(Match.need).options(
                lazyload(Need.flags), contains_eager(Need.programme).contains_eager(Programme.city)
            ),
            contains_eager(Match.offer)
            .contains_eager(Offer.organisation)
            .options(lazyload(Organisation.city), lazyload(Organisation.country)),
        )
    )


def unserved(plan: Plan, city_id: int | None, theme: Theme | None) -> Select[Any]:
    """The needs that the plan leaves out."""
    statement = (
        select(UnservedNeed)
        .join(UnservedNeed.need)
        .join(Need.programme)
        .join(Programme.city)
        .where(UnservedNeed.plan_id == plan.id)
        .options(
            contains_eager(UnservedNeed.need).options(
                lazyload(Need.flags), contains_eager(Need.programme).contains_eager(Programme.city)
            )
        )
    )
    if city_id is not None:
        statement = statement.where(Programme.city_id == city_id)
    return statement if theme is None else statement.where(Need.theme == theme)


def unserved_need(session: AuditedSession, plan: Plan, need_id: uuid.UUID) -> UnservedNeed | None:
    found: UnservedNeed | None = session.scalar(unserved(plan, None, None).where(UnservedNeed.need_id == need_id))
    return found


def count_by_status(session: AuditedSession, plan: Plan) -> dict[MatchStatus, int]:
    rows = session.execute(select(Match.status, func.count()).where(Match.plan_id == plan.id).group_by(Match.status))
    return dict.fromkeys(MatchStatus, 0) | {row[0]: row[1] for row in rows}


def awaiting_second(session: AuditedSession, plan: Plan) -> set[uuid.UUID]:
    """The approved matches of the plan that wait for a second approval."""
    return set(session.scalars(approvals.awaiting(plan)))


def count_awaiting(session: AuditedSession, plan: Plan, seconder: approvals.Seconder) -> int:
    """How many of them wait for this person's."""
    return session.scalar(select(func.count()).select_from(approvals.awaiting(plan, seconder).subquery())) or 0


def cities(session: AuditedSession, plan: Plan, model: type[Match] | type[UnservedNeed]) -> Sequence[City]:
    """The cities whose needs are among them, by name."""
    ids = (
        select(Programme.city_id)
        .join(Need, Need.programme_id == Programme.id)
        .join(model, model.need_id == Need.id)
        .where(model.plan_id == plan.id)
    )
    return session.scalars(select(City).where(City.id.in_(ids)).order_by(City.name)).all()


def partners(session: AuditedSession, plan: Plan) -> Sequence[tuple[uuid.UUID, str]]:
    """Id and name of each partner in the plan, by name."""
    ids = (
        select(Offer.organisation_id).join(Match, Match.offer_id == Offer.id).where(Match.plan_id == plan.id).distinct()
    )
    rows = session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)).order_by(Organisation.name)
    )
    return [(identity, name) for identity, name in rows]


def decisions_on(session: AuditedSession, round_: Round, need_id: uuid.UUID, offer_id: uuid.UUID) -> Sequence[Decision]:
    """All that was decided of the pair in the round, the newest first, what was taken back included."""
    return session.scalars(
        select(Decision)
        .where(Decision.round_id == round_.id, Decision.need_id == need_id, Decision.offer_id == offer_id)
        .order_by(Decision.decided_at.desc(), Decision.id)
    ).all()


def count_decisions(session: AuditedSession, round_: Round) -> dict[DecisionKind, int]:
    """How many decisions of each kind hold in the round."""
    rows = session.execute(
        select(Decision.kind, func.count()).where(Decision.holds_in(round_.id)).group_by(Decision.kind)
    )
    return dict.fromkeys(DecisionKind, 0) | {row[0]: row[1] for row in rows}


def standing_decisions(round_: Round) -> Select[Any]:
    """The decisions that hold in the round, with the pair of each, the newest first."""
    return (
        select(Decision)
        .where(Decision.holds_in(round_.id))
        .options(
            joinedload(Decision.need).options(
                lazyload(Need.flags), joinedload(Need.programme).joinedload(Programme.city)
            ),
            joinedload(Decision.offer)
            .joinedload(Offer.organisation)
            .options(lazyload(Organisation.city), lazyload(Organisation.country)),
            joinedload(Decision.decided_by).lazyload(User.memberships),
        )
        .order_by(Decision.decided_at.desc(), Decision.id)
    )
