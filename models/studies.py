"""Studies: questions asked of a finished plan, which the engine answers outside the web process."""

import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Dated, Identified
from models.plans import Plan
from models.users import User
from models.work import Work


class StudyKind(StrEnum):
    DECISION = "decision"
    """what pinning or forbidding a pair would cost the plan"""
    STRESS = "stress"
    """what each partner's withdrawal would cost it, and who would stand in"""
    FRONTIER = "frontier"
    """what each level of fairness costs"""


class Study(Identified, Dated, Work, Base):
    """It lives as a run does. `question` says what was asked, where the kind alone does not; `answer` is what the
    engine wrote, once it succeeded."""

    __tablename__ = "studies"

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.id"), index=True)
    kind: Mapped[StudyKind]
    question: Mapped[dict[str, Any]] = mapped_column(default=dict)
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))

    plan: Mapped[Plan] = relationship()
    asked_by: Mapped[User | None] = relationship()
