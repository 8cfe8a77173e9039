"""A curve through a few points, each with a name: how one thing falls as another grows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from app.charts.palette import GROUND, PAPER, SOFT
from app.charts.svg import LINE, Direction, element, picture, place, words

HEIGHT = 220
TOP = 2 * LINE
"""Room above the highest point, for the name of the scale."""

START, END = 0.2, 0.83
"""Of the width, where the outermost points lie: before them stand the ends of the upright scale, behind them a name."""

NAMES_APART = 0.18
"""Of the width: of two points that lie nearer, and on one line of text, the table alone names the second."""

NAME_ASIDE = 7
"""Pixels from a point to its name."""

Text = Callable[[float], str]


@dataclass(frozen=True)
class Point:
    """Where it lies on both scales, its short name, and what is said of it under the pointer."""

    across: float
    up: float
    label: str
    hover: str


def curve(
    name: str,
    title: str,
    description: str,
    points: Sequence[Point],
    *,
    across: str,
    up: str,
    across_text: Text,
    up_text: Text,
    direction: Direction = "ltr",
) -> Markup:
    """The upright scale begins at zero, so that a small loss looks small; the other reaches from the least to the most
    there is. Both say so at their ends.
    """
    base = TOP + HEIGHT
    body = [words(up, 0, LINE - 6, direction, soft=True), frame(base)]
    if points:
        body += ends(points, base, up_text, across_text, direction)
        placed = [(place(x, direction), y, x, point) for x, y, point in spread(points)]
        body += [segment(one[:2], other[:2]) for one, other in pairwise(placed)]
        body += [dot(x, y, point) for x, y, _share, point in placed]
        body += names([(share, y, point) for _x, y, share, point in placed], direction)
    body.append(words(across, 1, base + 2 * LINE + 4, direction, anchor="end", soft=True))
    return picture(name, title, description, body, direction, width="100%", height=base + 3 * LINE)


def spread(points: Sequence[Point]) -> Iterator[tuple[float, float, Point]]:
    """Share of the width, pixels from above, point; in the order of the width."""
    wide, high = [point.across for point in points], [0.0, *(point.up for point in points)]
    for point in sorted(points, key=lambda one: (one.across, -one.up)):
        share = START + (END - START) * part(point.across, wide)
        yield share, round(TOP + HEIGHT * (1 - part(point.up, high)), 1), point


def part(value: float, values: Sequence[float]) -> float:
    """Where the value lies between the least and the most; in the middle where there is but one."""
    least, most = min(values), max(values)
    return (value - least) / (most - least) if most > least else 0.5


def frame(base: float) -> Markup:
    return element("line", x1="0%", x2="100%", y1=base, y2=base, stroke=SOFT)


def ends(points: Sequence[Point], base: float, up: Text, across: Text, direction: Direction) -> list[Markup]:
    """What the ends of both scales stand for."""
    highest, wide = max(one.up for one in points), [one.across for one in points]
    found = [
        words(up(0), 0, base - 8, direction, soft=True),
        words(across(min(wide)), START, base + LINE, direction, anchor="middle", soft=True),
    ]
    if highest > 0:
        found.append(words(up(highest), 0, TOP + 5, direction, soft=True))
    if min(wide) < max(wide):
        found.append(words(across(max(wide)), END, base + LINE, direction, anchor="middle", soft=True))
    return found


def segment(one: tuple[str, float], other: tuple[str, float]) -> Markup:
    return element("line", x1=one[0], y1=one[1], x2=other[0], y2=other[1], stroke=GROUND, stroke_width=2)


def dot(x: str, y: float, point: Point) -> Markup:
    return element("circle", element("title", point.hover), cx=x, cy=y, r=6, fill=GROUND, stroke=PAPER, stroke_width=2)


def names(placed: Sequence[tuple[float, float, Point]], direction: Direction) -> Iterator[Markup]:
    """Behind each point its name, above the line that leaves it, or below where that line rises: it crosses none."""
    named: list[tuple[float, float]] = []
    followers = [*(y for _share, y, _point in placed[1:]), HEIGHT + TOP]
    for (share, y, point), then in zip(placed, followers, strict=True):
        if all(share - other >= NAMES_APART or abs(y - height) >= LINE for other, height in named):
            named.append((share, y))
            beside = y + LINE - 4 if then < y else y - NAME_ASIDE
            yield words(point.label, share, beside, direction, bold=True, aside=NAME_ASIDE)
