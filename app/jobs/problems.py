"""Why the engine ended without a result, as it is stored: what its problem file says or, without one, its status."""

import signal
import uuid
from dataclasses import replace
from pathlib import Path

from app.database import AuditedSession
from app.jobs.child import Ending, Stopped
from app.services.engine.problems import BadInput, Plain, Problem, from_engine, named_in, that_fits
from app.services.engine.snapshots import Snapshot
from models import Need, Offer

FILE = "problem.json"
OPTION = ("--problem", FILE)
"""What the engine is given, to write there why it has no result."""

CODES = {
    2: "bad_input",
    3: "conflict",
    4: "too_large",
    5: "no_plan_in_time",
    6: "out_of_memory",
    -signal.SIGKILL: "killed",
}
"""What the exit status alone says, where the engine could not write its file."""

LAST_WORDS_WITHOUT_MEMORY = ("std::bad_alloc", "LLVM ERROR: out of memory")
"""Native code that gets no memory aborts the process, as it does for any fault: only what it printed tells which."""


def of_ending(folder: Path, ending: Ending) -> Problem:
    """`folder` is where the engine worked."""
    if ending.stopped == Stopped.LATE:
        return Plain("late")
    if ending.status in CODES:
        written = folder / FILE
        found = from_engine(written.read_text(encoding="utf-8")) if written.exists() else None
        return found or Plain(CODES[ending.status])
    if ending.status == -signal.SIGABRT and any(words in ending.said for words in LAST_WORDS_WITHOUT_MEMORY):
        return Plain("out_of_memory")
    return Plain("no_plan")


def named(session: AuditedSession, snapshot: Snapshot, problem: Problem) -> Problem:
    """Bad input with the ids of the rows that it is about, and the titles of the needs and offers that it names."""
    if not isinstance(problem, BadInput):
        return problem
    part = that_fits(problem)
    found = tuple(replace(one, ids=tuple(snapshot.ids_in(one.file, one.row))) for one in part.problems)
    return replace(part, problems=found, titles=_titles(session, {*named_in(found)}))


def _titles(session: AuditedSession, words: set[str]) -> dict[str, str]:
    ids = {one: found for one in sorted(words) if (found := _id(one))}
    things = {one: session.get(Need, found) or session.get(Offer, found) for one, found in ids.items()}
    return {one: thing.title for one, thing in things.items() if thing is not None}


def _id(word: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(word)
    except ValueError:
        return None
