"""Bars made of parts: an amount split by horizon."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.bars import GAP, HEIGHT, fraction
from app.charts.palette import PAPER, TRACK, colour
from app.charts.svg import LINE, Direction, bar, key, lines, picture, square, words, wrapped


@dataclass(frozen=True)
class Stack:
    """One row: a value for each series in their order, each as a person reads it, and the total in words."""

    label: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    total: str


def stacked_bars(
    name: str,
    title: str,
    description: str,
    rows: Sequence[Stack],
    series: Sequence[str],
    *,
    maximum: float | None = None,
    direction: Direction = "ltr",
) -> Markup:
    """Stacked bars on one scale: with a `maximum` on a track that ends there, else as far as the longest row."""
    longest = maximum or max((sum(row.values) for row in rows), default=0)
    body: list[Markup] = []
    y = 0
    for row in rows:
        top = y + LINE * len(wrapped(row.label))
        body += lines(row.label, y + LINE - 6, direction)
        body.append(words(row.total, 1, y + LINE - 6, direction, anchor="end", bold=True))
        if maximum is not None:
            body.append(bar(0, 1, top, HEIGHT, direction, TRACK))
        body += parts(row, series, top, longest, direction)
        y = top + HEIGHT + GAP
    drawing = picture(name, title, description, body, direction, width="100%", height=y)
    return drawing + key((square(colour(place)), label) for place, label in enumerate(series))


def parts(row: Stack, series: Sequence[str], top: float, longest: float, direction: Direction) -> list[Markup]:
    drawn = []
    start = 0.0
    for place, (label, value, text) in enumerate(zip(series, row.values, row.texts, strict=True)):
        end = start + fraction(value, longest)
        if value > 0:
            drawn.append(bar(start, end, top, HEIGHT, direction, colour(place), hover=f"{label}: {text}", edge=PAPER))
        start = end
    return drawn
