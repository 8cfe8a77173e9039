"""Explains a plan directory, line by line: first all that is quick, then what would bring each left-out need in.

    python explain_plan.py PLAN OUT SECONDS ANSWERED

ANSWERED is a file of needs, one a line, that were asked about before: nothing is said of them again.

A line of OUT is {"need", "offer" (null for a need), "explanation"}; a later line of the same pair or need replaces an
earlier one, so that what is there counts whenever the time is up. Run on a leash; imports the matching library alone.
"""

import json
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from matching.explain import Account, explain_match, explain_need, open_account

FEWEST_SECONDS = 1.0
"""Each need has at least this while there is time: better some get an answer than each the start of one."""

Line = tuple[str, str | None, Any]


def main(plan: str, out: str, seconds: str, answered: str) -> None:
    end = time.monotonic() + float(seconds)
    account = open_account(Path(plan))
    waiting = left_out(account, frozenset(Path(answered).read_text(encoding="utf-8").split()))
    with Path(out).open("w", encoding="utf-8") as lines:
        for need, offer, found in chain(quick(account, waiting), slow(account, waiting, end)):
            line = {"need": need, "offer": offer, "explanation": asdict(found)}
            lines.write(json.dumps(line, allow_nan=False) + "\n")
            lines.flush()


def quick(account: Account, waiting: Sequence[str]) -> Iterator[Line]:
    for match in account.matches:
        yield match.need, match.offer, explain_match(account, match.need, match.offer)
    for need in waiting:
        yield need, None, explain_need(account, need, seconds=0)


def slow(account: Account, waiting: Sequence[str], end: float) -> Iterator[Line]:
    """Each need may take its part of the time that is left, and never too little to find anything."""
    for place, need in enumerate(waiting):
        left = end - time.monotonic()
        if left < FEWEST_SECONDS:
            return
        seconds = max(left / (len(waiting) - place), FEWEST_SECONDS)
        yield need, None, explain_need(account, need, seconds=seconds)


def left_out(account: Account, answered: Collection[str]) -> list[str]:
    """The needs that the plan leaves out and that are not answered yet, those of the largest weight first."""
    done = {match.need for match in account.matches}.union(answered)
    waiting = [need for need in account.case.pool.needs if need.id not in done]
    return [need.id for need in sorted(waiting, key=lambda need: -need.weight)]


if __name__ == "__main__":
    main(*sys.argv[1:])
