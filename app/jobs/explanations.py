"""The explanation of every match and of every need left out, found in a child process as far as time allows."""

import json
import logging
from collections.abc import Callable, Collection
from pathlib import Path

from app.jobs import child
from app.services.review.plans import Explanations

log = logging.getLogger(__name__)

SCRIPT = Path(__file__).with_name("explain_plan.py")
LINES, ANSWERED = "explanations.jsonl", "answered.txt"
MARGIN_SECONDS = 30
"""To start, to explain all that is quick, and to finish the need that is under way."""


def write(
    plan: Path, seconds: float, go_on: Callable[[str], bool], answered: Collection[str] = ()
) -> tuple[Explanations, child.Stopped]:
    """Those that there are when the seconds are up, or when `go_on` says no; and whether it did.

    With no seconds at all: what is quick, which is all of it but the changes that would bring a need in. Nothing is
    said of the needs that are answered.
    """
    (plan.parent / ANSWERED).write_text("\n".join(answered), encoding="utf-8")
    arguments = [plan.name, LINES, str(seconds), ANSWERED]
    ending = child.run(str(SCRIPT), arguments, plan.parent, seconds + MARGIN_SECONDS, go_on)
    if ending.status != 0 and ending.stopped != child.Stopped.ASKED:
        log.error("explaining ended with %s %s: %s", ending.status, ending.stopped, ending.said[-4000:])
    return read(plan.parent / LINES), ending.stopped


def read(lines: Path) -> Explanations:
    """Whole lines only: the last may have been cut off."""
    found = Explanations(matches={}, needs={})
    text = lines.read_text(encoding="utf-8") if lines.exists() else ""
    for line in text.splitlines(keepends=True):
        if line.endswith("\n"):
            one = json.loads(line)
            if one["offer"] is None:
                found.needs[one["need"]] = one["explanation"]
            else:
                found.matches[one["need"], one["offer"]] = one["explanation"]
    return found
