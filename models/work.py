"""What runs and studies share: the engine works on them outside the web process, from queued to an end."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from models.lifecycle import RUN_MOVES, Moving, RunStatus


class Work(Moving):
    """`progress` is what the engine last told of it, `problem` why it failed."""

    MOVES = RUN_MOVES

    status: Mapped[RunStatus] = mapped_column(default=RunStatus.QUEUED)
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str] = mapped_column(default="")
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
