"""Time that a call may take, the seconds each phase took, and word of progress. Results never depend on it,
unless the time runs out."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Event

_STOP: ContextVar[Event | None] = ContextVar("stop", default=None)


@contextmanager
def stoppable() -> Iterator[Event]:
    """What is called within ends, once the event is set, as at its limit: with the best that it has found."""
    stop = Event()
    before = _STOP.set(stop)
    try:
        yield stop
    finally:
        _STOP.reset(before)


def stop_event() -> Event:
    """The one that ends what is made here; outside `stoppable` nobody sets it."""
    return _STOP.get() or Event()


@dataclass(frozen=True)
class Progress:
    """Where a call stands. `objective` and `bound` are None until there is one."""

    phase: str
    seconds: float
    objective: float | None = None
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """(bound − objective) / objective, once both are known and the objective is above 0."""
        if self.objective is None or self.bound is None or self.objective <= 0:
            return None
        return max(self.bound - self.objective, 0.0) / self.objective

    def __str__(self) -> str:
        """One line for people and programs alike: `phase=solve seconds=3.2 objective=12.301 …`."""
        figures = {"objective": self.objective, "bound": self.bound, "gap": self.gap}
        known = [f"{name}={value:.6g}" for name, value in figures.items() if value is not None]
        return " ".join([f"phase={self.phase}", f"seconds={self.seconds:.1f}", *known])


Listener = Callable[[Progress], None]


@dataclass
class Clock:
    """Started when made. `limit` in seconds."""

    limit: float
    listener: Listener | None = None
    stop: Event = field(default_factory=stop_event)
    start: float = field(default_factory=time.monotonic)
    seconds: dict[str, float] = field(default_factory=dict)
    phase: str = "read"
    _told: float = 0.0

    def elapsed(self) -> float:
        return time.monotonic() - self.start

    def left(self, part: float = 1.0) -> float:
        """Seconds until this part of the limit has gone by; 0 when it has."""
        return 0.0 if self.stop.is_set() else max(self.limit * part - self.elapsed(), 0.0)

    def part(self, parts: float) -> "Clock":
        """A clock that leaves one of so many equal parts of what is left."""
        return Clock(self.elapsed() + self.left() / parts, self.listener, self.stop, self.start)

    @contextmanager
    def timed(self, phase: str) -> Iterator[None]:
        """Adds what happens inside to the phase's seconds."""
        before, self.phase = self.elapsed(), phase
        self.tell()
        try:
            yield
        finally:
            self.seconds[phase] = self.seconds.get(phase, 0.0) + self.elapsed() - before

    def is_due(self, every: float) -> bool:
        """Whether anybody listens and the last word is at least `every` seconds old."""
        return self.listener is not None and self.elapsed() - self._told >= every

    def tell(self, objective: float | None = None, bound: float | None = None) -> None:
        """Tells the listener where things stand."""
        if self.listener is not None:
            self._told = self.elapsed()
            self.listener(Progress(self.phase, self._told, objective, bound))
