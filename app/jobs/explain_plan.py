"""Explains a plan directory, line by line: first all that is quick, then what would bring each left-out need in.

    python explain_plan.py PLAN OUT SECONDS

A line of OUT is {"need", "offer" (null for a need), "explanation"}; a later line of the same pair or need replaces an
earlier one, so that what is there counts whenever the time is up. Run on a leash; imports the matching library alone.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from matching.explain import Account, explain_match, explain_need, open_account

FEWEST_SECONDS = 1.0
"""With less than this for a need, its changes are not looked for."""

Line = tuple[str, str | None, Any]


def main(plan: str, out: str, seconds: str) -> None:
    end = time.monotonic() + float(seconds)
    account = open_account(Path(plan))
    with Path(out).open("w", encoding="utf-8") as lines:
        for need, offer, found in chain(quick(account), slow(account, end)):
            line = {"need": need, "offer": offer, "explanation": asdict(found)}
            lines.write(json.dumps(line, allow_nan=False) + "\n")
            lines.flush()


def quick(account: Account) -> Iterator[Line]:
    for match in account.matches:
        yield match.need, match.offer, explain_match(account, match.need, match.offer)
    for need in left_out(account):
        yield need, None, explain_need(account, need, seconds=0)


def slow(account: Account, end: float) -> Iterator[Line]:
    """Each need may take its part of the time that is left."""
    waiting = left_out(account)
    for place, need in enumerate(waiting):
        seconds = (end - time.monotonic()) / (len(waiting) - place)
        if seconds < FEWEST_SECONDS:
            return
        sys.stderr.write(f"phase=explain needs_left={len(waiting) - place}\n")
        yield need, None, explain_need(account, need, seconds=seconds)


def left_out(account: Account) -> list[str]:
    served = {match.need for match in account.matches}
    return [need.id for need in account.case.pool.needs if need.id not in served]


if __name__ == "__main__":
    main(*sys.argv[1:])
