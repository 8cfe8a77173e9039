"""Draws docs/lifecycles.md from the tables of moves, so that the page and the program cannot disagree."""

from collections.abc import Iterator

from app.config import ROOT
from models.lifecycle import (
    MATCH_MOVES,
    PARTNERSHIP_MOVES,
    REFUSAL_MOVES,
    ROUND_MOVES,
    RUN_MOVES,
    SUBMISSION_MOVES,
    Moves,
)

PAGE = ROOT / "docs" / "lifecycles.md"

LIFECYCLES: dict[str, tuple[Moves, str]] = {
    "Need and offer": (
        SUBMISSION_MOVES,
        "A draft is its organisation's alone. A returned one keeps its comments. A published one that is edited goes "
        "back to the reviewers, and who had agreed is asked again. An offer that nobody verified for twelve months "
        "leaves the pool by itself, whatever its status.",
    ),
    "Round": (ROUND_MOVES, "The first run puts it in review; publishing one of its plans ends the runs."),
    "Run": (RUN_MOVES, "One optimisation on a frozen snapshot. It ends once, and what comes later is dropped."),
    "Match in review": (
        MATCH_MOVES,
        "Until publication a reviewer may think again, in every direction, each time with a reason.",
    ),
    "Partnership": (
        PARTNERSHIP_MOVES,
        "From offered on its amount is reserved on the offer, from agreed on committed. Declined, withdrawn and "
        "terminated give it back, each with a reason.",
    ),
    "Refusal": (
        REFUSAL_MOVES,
        "A partnership that was declined, withdrawn or terminated leaves one. While it stands, and nothing that "
        "mattered of the need and the offer is different, no run proposes the pair. Whoever said no lifts it, and "
        "nobody else.",
    ),
}


def document() -> str:
    """The page, with a diagram (Mermaid) and a table for each lifecycle."""
    return "\n".join(
        [
            "# Lifecycles",
            "",
            "Drawn from the tables in `models/lifecycle.py` by `python -m app draw-lifecycles`.",
            *(line for name, (moves, remark) in LIFECYCLES.items() for line in section(name, moves, remark)),
            "",
        ]
    )


def section(name: str, moves: Moves, remark: str) -> Iterator[str]:
    first = next(iter(moves))
    yield from ("", f"## {name}", "", remark, "", "```mermaid", "stateDiagram-v2", f"    [*] --> {first}")
    for current, targets in moves.items():
        for target in sorted(targets):
            yield f"    {current} --> {target}"
        if not targets:
            yield f"    {current} --> [*]"
    yield from ("```", "", "| from | to |", "| --- | --- |")
    for current, targets in moves.items():
        yield f"| {current} | {', '.join(sorted(targets)) or 'the end'} |"
