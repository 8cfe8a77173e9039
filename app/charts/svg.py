"""Small pieces of SVG: escaped elements, the frame that names a picture, and places along a line read either way."""

import textwrap
from collections.abc import Iterable
from typing import Literal

from markupsafe import Markup

from app.charts.palette import INK, SOFT

Direction = Literal["ltr", "rtl"]

LINE = 20
TEXT_SIZE = 14


def element(tag: str, *children: str, **attributes: object) -> Markup:
    """An element, its text escaped; `stroke_width` becomes stroke-width, an attribute that is None is left out."""
    written = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(children)
    return Markup("<{tag}{written}>{inside}</{tag}>").format(tag=tag, written=written, inside=inside)


def picture(
    name: str, title: str, description: str, body: Iterable[Markup], direction: Direction, **attributes: object
) -> Markup:
    """A picture that screen readers announce by its title and description; `name` is unique in the page."""
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-description"),
        *body,
        role="img",
        aria_labelledby=f"{name}-title {name}-description",
        direction=direction,
        font_size=TEXT_SIZE,
        **attributes,
    )


def percent(share: float) -> str:
    return f"{round(100 * share, 2):g}%"


def place(share: float, direction: Direction) -> str:
    """Where a share of the width lies, counted from the side where reading starts."""
    return percent(share if direction == "ltr" else 1 - share)


def bar(
    start: float,
    end: float,
    y: float,
    height: float,
    direction: Direction,
    fill: str,
    *,
    hover: str = "",
    edge: str | None = None,
) -> Markup:
    """A bar between two shares of the width; `hover` is shown under the pointer, `edge` parts it from others."""
    return element(
        "rect",
        *([element("title", hover)] if hover else []),
        x=place(start if direction == "ltr" else end, direction),
        y=y,
        width=percent(max(0.0, end - start)),
        height=height,
        fill=fill,
        stroke=edge,
    )


def words(
    text: str,
    share: float,
    y: float,
    direction: Direction,
    *,
    anchor: Literal["start", "middle", "end"] = "start",
    bold: bool = False,
    soft: bool = False,
    aside: float = 0,
) -> Markup:
    """A line of text at a share of the width, and so many pixels `aside` of it.

    `start`, `end` and `aside` follow the reading direction by themselves.
    """
    return element(
        "text",
        text,
        x=place(share, direction),
        y=y,
        dx=(aside if direction == "ltr" else -aside) or None,
        text_anchor=anchor,
        font_weight=600 if bold else None,
        fill=SOFT if soft else INK,
    )


def wrapped(text: str, width: int = 34) -> list[str]:
    """The lines of a label, short enough for the narrowest screen we serve."""
    return textwrap.wrap(text, width, break_long_words=True) or [""]


def lines(label: str, y: float, direction: Direction) -> list[Markup]:
    """A label over as many lines as it needs, the first one on `y`."""
    return [words(line, 0, y + LINE * number, direction) for number, line in enumerate(wrapped(label))]


def square(fill: str) -> Markup:
    return element("rect", width=12, height=12, fill=fill)


def key(entries: Iterable[tuple[Markup, str]]) -> Markup:
    """What each mark of a chart stands for: a list of text, so that it wraps on a phone and can be read out."""
    items = [
        element("li", element("svg", sign, width=12, height=12, aria_hidden="true"), label) for sign, label in entries
    ]
    return element("ul", *items, class_="chart-key") if items else Markup()
