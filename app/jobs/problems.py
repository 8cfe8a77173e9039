"""What went wrong in the engine, in words for the reviewer who started the run."""

import csv
import io
import re
import signal
import uuid

from app.database import AuditedSession
from app.jobs import progress
from app.jobs.child import Ending, Stopped
from models import Need, Offer, Run

UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
ROW = re.compile(r"\b(\w+\.csv), row (\d+)")
OUT_OF_MEMORY = re.compile(r"MemoryError|bad_alloc|Cannot allocate memory")
LONGEST = 4000

BAD_INPUT, CONFLICT, TOO_LARGE, NO_PLAN_IN_TIME = 2, 3, 4, 5
ENDED_FROM_OUTSIDE = -signal.SIGKILL
INTRODUCTIONS = {
    BAD_INPUT: "The engine could not use the round's data:",
    CONFLICT: "These decisions cannot stand together; take back at least one of them:",
    TOO_LARGE: "The round is too large for the memory that a run may use:",
}
IN_TIME = (
    "No plan that keeps every decision was found in the time that the policy gives a run. "
    "Set a longer time limit, or take back a pin."
)
KILLED = (
    "The solver was ended from outside, most often because the machine had no memory left. Nothing was kept. "
    "Run it again when less else is running; if that does not help, give the machine more memory."
)


def in_plain_words(session: AuditedSession, run: Run, ending: Ending) -> str:
    """Needs and offers by their titles, never by row or id."""
    if ending.stopped == Stopped.LATE:
        return (
            "The solver did not end in the time that the policy gives it, and was stopped. "
            "Run it again; if that does not help, set a larger gap or a longer time limit."
        )
    if ending.status in INTRODUCTIONS:
        said = progress.without(ending.said).splitlines()
        lines = [line for line in said if not line.startswith("these decisions cannot stand together")]
        text = "\n".join([INTRODUCTIONS[ending.status], *lines])
        return _with_titles(session, _without_rows(run, text))[:LONGEST]
    if ending.status == NO_PLAN_IN_TIME:
        return IN_TIME
    if ending.status == ENDED_FROM_OUTSIDE:
        return KILLED
    if OUT_OF_MEMORY.search(ending.said):
        return "The solver needed more memory than a run may use. Nothing was kept."
    return "The engine stopped without a plan. Nothing was kept. The server's log has its last words; run it again."


def _without_rows(run: Run, text: str) -> str:
    """`needs.csv, row 3` becomes the id in that row; the header is row 1."""

    def found(place: re.Match[str]) -> str:
        rows = list(csv.reader(io.StringIO(run.snapshot.get(place[1], ""))))
        number = int(place[2]) - 1
        return rows[number][0] if 0 < number < len(rows) and rows[number] else place[0]

    return ROW.sub(found, text)


def _with_titles(session: AuditedSession, text: str) -> str:
    def title(found: re.Match[str]) -> str:
        one_id = uuid.UUID(found[0])
        thing = session.get(Need, one_id) or session.get(Offer, one_id)
        return f"“{thing.title}”" if thing else found[0]

    return UUID.sub(title, text)
