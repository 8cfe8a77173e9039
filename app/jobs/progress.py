"""What the engine tells while it works: lines such as `phase=solve seconds=3.2 objective=12.301 gap=0.0193`."""

import math
from typing import Any


def latest(said: str) -> dict[str, Any]:
    """The last whole line of progress, or nothing."""
    for line in reversed(said.splitlines(keepends=True)):
        if line.startswith("phase=") and line.endswith("\n"):
            return read(line)
    return {}


def read(line: str) -> dict[str, Any]:
    """phase -> word, the others -> number; what is not a finite number is left out."""
    parts = dict(part.split("=", 1) for part in line.split() if "=" in part)
    figures = {name: _number(text) for name, text in parts.items() if name != "phase"}
    return {"phase": parts["phase"]} | {name: figure for name, figure in figures.items() if figure is not None}


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
