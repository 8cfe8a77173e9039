"""What went wrong in the engine, as it is kept: a code, and the engine's lines with titles for ids."""

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
WITH_LINES = {BAD_INPUT: "bad_input", CONFLICT: "conflict", TOO_LARGE: "too_large"}
"""Exit statuses with which the engine says more, each with its code."""


def told(session: AuditedSession, run: Run, ending: Ending) -> str:
    """A code, which the pages of rounds put in words, and below it the engine's own lines, if it said any: needs and
    offers by their titles, never by row, nor by id but in a conflict, whose decisions are looked up."""
    if ending.stopped == Stopped.LATE:
        return "late"
    if ending.status in WITH_LINES:
        said = progress.without(ending.said).splitlines()
        lines = [line for line in said if not line.startswith("these decisions cannot stand together")]
        if ending.status == CONFLICT:  # with the ids by which `review.conflicts` finds the decisions again
            return "\n".join([WITH_LINES[CONFLICT], *lines])
        text = _with_titles(session, _without_rows(run, "\n".join(lines)))
        return f"{WITH_LINES[ending.status]}\n{text}"[:LONGEST]
    if ending.status == NO_PLAN_IN_TIME:
        return "no_plan_in_time"
    if ending.status == ENDED_FROM_OUTSIDE:
        return "killed"
    return "out_of_memory" if OUT_OF_MEMORY.search(ending.said) else "no_plan"


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
