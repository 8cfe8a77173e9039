"""One measurement in a process of its own: a job as JSON comes in, lines of progress and a last line of JSON go out."""

import json
import sys
import time
from typing import Any

from matching import Policy
from matching.case import make_case
from matching.check import check_rules, impact_of
from matching.inputs import read_pool

from .approaches import APPROACHES
from .measures import MEASURES
from .worlds import World


def main() -> None:
    job = json.loads(sys.argv[1])
    result = measured(job) if job["what"] in MEASURES else compared(job)
    tell(json.dumps(result))


def measured(job: dict[str, Any]) -> dict[str, Any]:
    return MEASURES[job["what"]](World(job["size"], job["seed"]), job["limit"])


def compared(job: dict[str, Any]) -> dict[str, Any]:
    """The answer of one approach, its objective and its rules computed again by the exact checker."""
    needs, offers = World(job["size"], job["seed"]).frames()
    policy = Policy(fairness=0, gap=job["gap"], time_limit=job["limit"], memory_mb=10**6)
    start = time.monotonic()
    answer = APPROACHES[job["what"]](needs, offers, policy, tell)
    seconds = time.monotonic() - start
    case = make_case(read_pool(needs, offers), policy)
    return {
        "pairs": len(case.pairs),
        "seconds": seconds,
        "first": answer.first,
        "objective": impact_of(case.pool, policy, answer.lines, case.scores),
        "bound": answer.bound if answer.bound < float("inf") else None,
        "broken": len(check_rules(case.pool, answer.lines)),
        "partnerships": len(answer.lines),
        "note": answer.note,
    }


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
