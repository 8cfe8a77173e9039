"""What the engine tells while it works: lines as `matching.clock.Progress` writes them, such as
`phase=solve seconds=3.2 objective=12.301 gap=0.0193`."""

import math
from dataclasses import fields, replace

from app.services.engine.progress import Progress

FIGURES = frozenset(one.name for one in fields(Progress)) - {"phase"}


def latest(printed: str, known: Progress) -> Progress:
    """What is known once the last whole line of progress is read; what it does not name stays as it was."""
    for line in reversed(printed.splitlines(keepends=True)):
        if line.startswith("phase=") and line.endswith("\n"):
            return read(line, known)
    return known


def read(line: str, known: Progress) -> Progress:
    """What is not a finite number is left out."""
    parts = dict(part.split("=", 1) for part in line.split() if "=" in part)
    figures = {name: figure for name in FIGURES & parts.keys() if (figure := _number(parts[name])) is not None}
    return replace(known, phase=parts["phase"], **figures)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
