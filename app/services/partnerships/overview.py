"""Figures that anybody may see."""

from dataclasses import dataclass

from sqlalchemy import func, select

from app.database import AuditedSession
from models import Need, Partnership, Plan, Programme
from models.lifecycle import BOTH_ACCEPTED, SubmissionStatus


@dataclass(frozen=True)
class Figures:
    cities: int
    needs: int
    residents: int
    partnerships: int
    newest_plan: Plan | None


def figures(session: AuditedSession) -> Figures:
    published = Need.status == SubmissionStatus.PUBLISHED
    cities, needs, residents = session.execute(
        select(
            func.count(Programme.city_id.distinct()),
            func.count(Need.id),
            func.coalesce(func.sum(Need.residents_reached), 0),
        )
        .join(Need.programme)
        .where(published)
    ).one()
    partnerships = session.scalar(
        select(func.count()).select_from(Partnership).where(Partnership.status.in_(BOTH_ACCEPTED))
    )
    newest = session.scalar(
        select(Plan).where(Plan.published_at.is_not(None)).order_by(Plan.published_at.desc()).limit(1)
    )
    return Figures(cities, needs, int(residents or 0), partnerships or 0, newest)
