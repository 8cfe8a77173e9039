"""The command line: `python -m matching solve|check|…`; see docs/matching.md.

Exit status: 0 done, 1 a rule does not hold, 2 bad input (every problem named, nothing written),
3 decisions that contradict each other (the smallest conflicting set named), 4 too large for the memory
budget, 5 no plan that keeps the decisions was found in time, 6 the memory that the process may use is not enough.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Event
from types import FrameType, ModuleType

from .clock import stoppable
from .commands import check, compare, explain, frontier, generate, rank, resolve, say, solve, stress
from .commands.failure import ENDING, Failure, failure_of

COMMANDS: dict[str, ModuleType] = {
    "solve": solve,
    "check": check,
    "explain": explain,
    "resolve": resolve,
    "stress": stress,
    "compare": compare,
    "frontier": frontier,
    "generate": generate,
    "rank": rank,
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m matching", description="Who should work with whom.")
    names = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        summary = (command.__doc__ or "").split(": ", 1)[-1]
        parser_of = names.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        command.add_arguments(parser_of)
        parser_of.add_argument("--problem", type=Path, help="the JSON file to write where there is no result: why")
    args = parser.parse_args(arguments)
    try:
        status: int = COMMANDS[args.command].run(args)
    except ENDING as error:
        failed = failure_of(error)
    else:
        return status
    return end(failed, args.problem)  # not above: the error holds on to all the memory that the command took


def end(failed: Failure, problem: Path | None) -> int:
    """Says why there is no result, in English and, where it is asked for, in a file; the exit status."""
    say.complain(failed.english)
    if problem is not None:
        try:
            failed.write(problem)
        except OSError as error:
            say.complain(str(error))
    return failed.status


def take_what_there_is(stop: Event) -> None:
    """The first Ctrl-C ends the search, and what it has found is checked and written; the second ends the command."""

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        say.complain("stopping with the best plan so far; interrupt again to stop at once, without one")

    signal.signal(signal.SIGINT, interrupted)


if __name__ == "__main__":
    # The solver runs in this process and seldom looks at Python's signal flags: the system's own action ends it at
    # once. Nothing is half written, since a plan directory appears whole or not at all.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with stoppable() as stop:
        take_what_there_is(stop)
        sys.exit(main())
