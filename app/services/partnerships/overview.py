"""Figures that anybody may see: what cities need, what was planned, what was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.database import AuditedSession
from models import City, Match, Need, Partnership, Plan, Programme
from models.lifecycle import BOTH_ACCEPTED, MatchStatus, SubmissionStatus


@dataclass(frozen=True)
class Figures:
    cities: int
    needs: int
    residents: int
    plans: int
    newest_plan: Plan | None
    taken_up: int
    """Needs in the newest plan, as it was published."""
    partnerships: int


@dataclass(frozen=True)
class CityNeeds:
    """A city and how many needs it has published."""

    city: City
    needs: int


PUBLISHED = Need.status == SubmissionStatus.PUBLISHED


def figures(session: AuditedSession) -> Figures:
    cities, needs, residents = session.execute(
        select(
            func.count(Programme.city_id.distinct()),
            func.count(Need.id),
            func.coalesce(func.sum(Need.residents_reached), 0),
        )
        .join(Need.programme)
        .where(PUBLISHED)
    ).one()
    partnerships = session.scalar(
        select(func.count()).select_from(Partnership).where(Partnership.status.in_(BOTH_ACCEPTED))
    )
    plans = session.scalar(select(func.count()).select_from(Plan).where(Plan.published_at.is_not(None)))
    newest = session.scalar(
        select(Plan).where(Plan.published_at.is_not(None)).order_by(Plan.published_at.desc()).limit(1)
    )
    return Figures(
        cities, needs, int(residents or 0), plans or 0, newest, _taken_up(session, newest) if newest else 0,
        partnerships or 0,
    )  # fmt: skip


def _taken_up(session: AuditedSession, plan: Plan) -> int:
    return (
        session.scalar(
            select(func.count(Match.need_id.distinct())).where(
                Match.plan_id == plan.id, Match.status == MatchStatus.APPROVED
            )
        )
        or 0
    )


def cities_with_needs(session: AuditedSession, most: int) -> Sequence[CityNeeds]:
    """Those with the most published needs, so many at the most."""
    needs = func.count(Need.id)
    rows = session.execute(
        select(City, needs)
        .join(Programme, Programme.city_id == City.id)
        .join(Need, Need.programme_id == Programme.id)
        .where(PUBLISHED)
        .group_by(City.id)
        .order_by(needs.desc(), City.name)
        .limit(most)
    )
    return [CityNeeds(city, count) for city, count in rows]
