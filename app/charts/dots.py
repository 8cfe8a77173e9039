"""Places of the world as dots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from markupsafe import Markup

from app.charts.palette import CLAY, GROUND, PAPER
from app.charts.svg import Direction, element, key, percent, picture
from app.charts.world import place_on_map

SMALLEST, LARGEST = 4.0, 12.0


@dataclass(frozen=True)
class Dot:
    """A place; `weight` in [0, 1] is shown by area. A hollow dot stands for a place that waits."""

    longitude: float
    latitude: float
    label: str
    weight: float = 0.0
    hollow: bool = False


def dot_map(
    name: str,
    title: str,
    description: str,
    dots: Sequence[Dot],
    land_url: str,
    *,
    full_label: str = "",
    hollow_label: str = "",
    direction: Direction = "ltr",
) -> Markup:
    """Dots on the land drawn at `land_url`. Maps keep their east on the right in every language.

    Dots keep their size in pixels on every screen; large ones lie below small ones. The two labels say what full
    and hollow dots stand for.
    """
    land = element("image", href=land_url, width="100%", height="100%", preserveAspectRatio="none")
    drawing = picture(name, title, description, [land, *circles(dots)], direction, class_="chart-map")
    signs = ((False, full_label), (True, hollow_label))
    return drawing + key((circle(hollow, cx=6, cy=6, r=4.5), label) for hollow, label in signs if label)


def circles(dots: Sequence[Dot]) -> Iterable[Markup]:
    for dot in sorted(dots, key=lambda dot: (-dot.weight, dot.label)):
        across, down = place_on_map(dot.longitude, dot.latitude)
        size = f"{radius(dot.weight):g}"
        yield circle(dot.hollow, element("title", dot.label), cx=percent(across), cy=percent(down), r=size)


def circle(hollow: bool, *children: Markup, **attributes: object) -> Markup:
    """Full and hollow differ in shape, not in colour alone."""
    fill, edge, width = (PAPER, CLAY, 2) if hollow else (GROUND, PAPER, 1)
    return element("circle", *children, **attributes, fill=fill, fill_opacity=0.85, stroke=edge, stroke_width=width)


def radius(weight: float) -> float:
    """The area grows with the weight, from the smallest dot that can be seen."""
    kept = min(1.0, max(0.0, weight))
    return round(sqrt(SMALLEST**2 + kept * (LARGEST**2 - SMALLEST**2)), 1)
