"""How far the engine is with a run or a study, as it is stored while it works."""

from dataclasses import dataclass

from app.services.record.stored import Stored, as_stored, reader


@dataclass(frozen=True)
class Progress:
    """A phase, the seconds since the start, and what is known of the best plan so far."""

    phase: str = ""
    seconds: float | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None

    def as_stored(self) -> Stored:
        """Without what is not known."""
        return {name: value for name, value in as_stored(self).items() if value not in (None, "")}


read = reader(Progress)
