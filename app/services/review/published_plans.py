"""A published plan as anybody may see it: totals, and the partnerships that both sides accepted."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, lazyload

from app.database import AuditedSession
from models import City, Match, Need, Offer, Organisation, Partnership, Plan, Programme, Run
from models.amounts import HorizonAmounts
from models.lifecycle import BOTH_ACCEPTED, MatchStatus
from models.vocabulary import Horizon, Kind

A_CROWD = 3
"""From so many partners on, a sum tells none of them what another one gives."""


@dataclass(frozen=True)
class PlanLine:
    """A plan in the list of published plans."""

    plan: Plan
    approved: int
    accepted: int


def published(session: AuditedSession) -> list[PlanLine]:
    """The newest first. Three queries."""
    plans = session.scalars(
        select(Plan)
        .join(Plan.run)
        .join(Run.round)
        .where(Plan.published_at.is_not(None))
        .options(contains_eager(Plan.run).contains_eager(Run.round))
        .order_by(Plan.published_at.desc(), Plan.id)
    ).all()
    approved = _count(session, select(Match.plan_id, func.count()).where(Match.status == MatchStatus.APPROVED))
    accepted = _count(
        session,
        select(Match.plan_id, func.count())
        .join(Partnership, Partnership.match_id == Match.id)
        .where(Partnership.status.in_(BOTH_ACCEPTED)),
    )
    return [PlanLine(plan, approved.get(plan.id, 0), accepted.get(plan.id, 0)) for plan in plans]


def partnerships(plan: Plan) -> Select[Any]:
    """The partnerships of the plan that both sides accepted, by city."""
    return (
        select(Partnership)
        .join(Partnership.match)
        .join(Partnership.need)
        .join(Need.programme)
        .join(Programme.city)
        .join(Partnership.offer)
        .join(Offer.organisation)
        .where(Match.plan_id == plan.id, Partnership.status.in_(BOTH_ACCEPTED))
        .options(
            lazyload(Partnership.match),
            contains_eager(Partnership.need).options(
                lazyload(Need.flags), contains_eager(Need.programme).contains_eager(Programme.city)
            ),
            contains_eager(Partnership.offer)
            .contains_eager(Offer.organisation)
            .options(lazyload(Organisation.city), lazyload(Organisation.country)),
        )
        .order_by(City.name, Need.title, Partnership.id)
    )


def open_amounts(
    session: AuditedSession, plan: Plan, amounts: dict[Kind, HorizonAmounts]
) -> dict[Kind, HorizonAmounts]:
    """The amounts of the kinds whose sums give no partner away.

    A partner's amounts are confidential unless it opened them; a sum of one or two closed ones could be taken apart.
    """
    crowds = {
        kind: [_closed_partners(session, plan, kind, horizon) for horizon in Horizon if kind_amounts[horizon]]
        for kind, kind_amounts in amounts.items()
    }
    return {
        kind: kind_amounts
        for kind, kind_amounts in amounts.items()
        if all(crowd == 0 or crowd >= A_CROWD for crowd in crowds[kind])
    }


def _closed_partners(session: AuditedSession, plan: Plan, kind: Kind, horizon: Horizon) -> int:
    return (
        session.scalar(
            select(func.count(Offer.organisation_id.distinct()))
            .join(Match, Match.offer_id == Offer.id)
            .where(
                Match.plan_id == plan.id,
                Match.status == MatchStatus.APPROVED,
                Offer.kind == kind,
                Offer.amounts_disclosed.is_(False),
                getattr(Match, horizon.value) > 0,
            )
        )
        or 0
    )


def _count(session: AuditedSession, statement: Select[uuid.UUID, int]) -> dict[uuid.UUID, int]:
    return {row[0]: row[1] for row in session.execute(statement.group_by(Match.plan_id))}
