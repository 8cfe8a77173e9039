"""Horizontal bars, each with an optional mark that it ought to reach: how far each group is covered."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.palette import CLAY, GROUND, INK, TRACK
from app.charts.svg import LINE, Direction, bar, element, key, lines, picture, place, square, words, wrapped

HEIGHT = 14
GAP = 18


@dataclass(frozen=True)
class Bar:
    """One row: its value and mark on the same scale, and the value as a person reads it."""

    label: str
    value: float
    text: str
    mark: float | None = None

    @property
    def falls_short(self) -> bool:
        return self.mark is not None and self.value < self.mark


def coverage_bars(
    name: str,
    title: str,
    description: str,
    rows: Sequence[Bar],
    *,
    maximum: float = 1.0,
    mark_label: str = "",
    short_label: str = "",
    direction: Direction = "ltr",
) -> Markup:
    """Bars on one scale that ends at `maximum`; a bar below its mark is drawn in clay.

    Where the scale ends at 1 each bar is a share, and the track shows the rest of the whole. On any other scale the
    bars compare with each other alone: a track would pass for a rest that does not exist.
    `mark_label` and `short_label` say what the mark and the clay mean, and are shown only where they occur.
    """
    body: list[Markup] = []
    y = 0
    for row in rows:
        body += draw(row, y, maximum, direction)
        y += LINE * len(wrapped(row.label)) + HEIGHT + GAP
    drawing = picture(name, title, description, body, direction, width="100%", height=y)
    return drawing + key(signs(rows, mark_label, short_label))


def signs(rows: Sequence[Bar], mark_label: str, short_label: str) -> list[tuple[Markup, str]]:
    """The marks that occur, each with its meaning."""
    found = []
    if mark_label and any(row.mark is not None for row in rows):
        found.append((element("line", x1=6, x2=6, y1=0, y2=12, stroke=INK, stroke_width=2), mark_label))
    if short_label and any(row.falls_short for row in rows):
        found.append((square(CLAY), short_label))
    return found


def draw(row: Bar, y: float, maximum: float, direction: Direction) -> list[Markup]:
    top = y + LINE * len(wrapped(row.label))
    share = fraction(row.value, maximum)
    drawn = [
        *lines(row.label, y + LINE - 6, direction),
        words(row.text, 1, y + LINE - 6, direction, anchor="end", bold=True),
        *([bar(0, 1, top, HEIGHT, direction, TRACK)] if maximum == 1 else []),
        bar(0, share, top, HEIGHT, direction, CLAY if row.falls_short else GROUND),
    ]
    if row.mark is not None:
        drawn.append(mark(fraction(row.mark, maximum), top, direction))
    return drawn


def mark(share: float, top: float, direction: Direction) -> Markup:
    """The line to be reached; its pale edge keeps it visible on a dark bar."""
    x = place(share, direction)
    ends = {"x1": x, "x2": x, "y1": top - 4, "y2": top + HEIGHT + 4}
    pale = element("line", **ends, stroke="#fff", stroke_width=5)
    return element("g", pale, element("line", **ends, stroke=INK, stroke_width=2))


def fraction(value: float, maximum: float) -> float:
    """The value as a share of the scale, kept inside it."""
    return min(1.0, max(0.0, value / maximum)) if maximum > 0 else 0.0
