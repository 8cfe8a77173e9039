"""A strip of ten years that shows in which horizons something happens."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.palette import PAPER, SOFT, TRACK, colour
from app.charts.svg import LINE, Direction, bar, element, lines, picture, place, words, wrapped

# Years 0-2, 2-5 and 5-10, as shares of the ten years.
STARTS = (0.0, 0.2, 0.5, 1.0)
HEIGHT = 12
GAP = 14


@dataclass(frozen=True)
class HorizonRow:
    """One row: the amount of each horizon as a person reads it, blank where nothing happens."""

    label: str
    texts: tuple[str, str, str]


def horizon_strip(
    name: str,
    title: str,
    description: str,
    rows: Sequence[HorizonRow],
    horizons: tuple[str, str, str],
    *,
    direction: Direction = "ltr",
) -> Markup:
    """One strip a row, under the names of the horizons; a horizon is as wide as its years are long."""
    body = [words(label, STARTS[n], LINE - 6, direction, soft=True) for n, label in enumerate(horizons)]
    y = float(LINE + 4)
    for row in rows:
        top = y + LINE * len(wrapped(row.label))
        body += lines(row.label, y + LINE - 6, direction)
        body += strip(row, horizons, top, direction)
        body += [divider(share, top, direction) for share in STARTS[1:3]]
        y = top + HEIGHT + GAP
    return picture(name, title, description, body, direction, width="100%", height=y)


def strip(row: HorizonRow, horizons: tuple[str, str, str], top: float, direction: Direction) -> list[Markup]:
    drawn = [bar(0, 1, top, HEIGHT, direction, TRACK)]
    for n, text in enumerate(row.texts):
        if text:
            hover = f"{horizons[n]}: {text}"
            drawn.append(bar(STARTS[n], STARTS[n + 1], top, HEIGHT, direction, colour(n), hover=hover, edge=PAPER))
    return drawn


def divider(share: float, top: float, direction: Direction) -> Markup:
    """Across the strip alone: it would else run through the labels."""
    x = place(share, direction)
    return element("line", x1=x, x2=x, y1=top, y2=top + HEIGHT + 4, stroke=SOFT, stroke_width=1)
