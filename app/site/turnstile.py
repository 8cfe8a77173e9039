"""Few pages are drawn at the same moment, however many threads answer."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[..., Iterable[bytes]]
READING_METHODS = frozenset({"GET", "HEAD"})
LONGEST_WAIT = 0.2
"""Seconds: nobody waits longer than this because somebody else's page takes its time."""


def at_once(database_url: str) -> int:
    """Three where the database works beside us, one where its work is ours: more were slower on either."""
    return 1 if database_url.startswith("sqlite") else 3


def few_at_a_time(application: Application, at_once: int) -> Application:
    """The application, which draws this many pages at once; what is sent to it is taken in any case.

    Drawing is work for the processor, and one interpreter does one thing at a time: threads that draw at once only
    take turns, handing over at every row that they read, which took a third of the rate. What is sent is not held
    up: it waits for other writers, or for a password to be checked, and lets others work meanwhile.
    """
    turn = threading.Semaphore(at_once)

    def take_turns(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        mine = environ["REQUEST_METHOD"] in READING_METHODS and turn.acquire(timeout=LONGEST_WAIT)
        try:
            return application(environ, start_response)
        finally:
            if mine:
                turn.release()

    return take_turns
