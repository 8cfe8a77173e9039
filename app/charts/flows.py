"""Who gives to what: flows between two columns (a Sankey diagram), such as partners and themes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.palette import INK, SOFT, colour
from app.charts.svg import Direction, element, picture

WIDTH = 720
NODE = 12
SIDE = 200
FULL = 420
SPACE = 14


@dataclass(frozen=True)
class Flow:
    """One ribbon and its value as a person reads it; values are positive."""

    source: str
    target: str
    value: float
    text: str


@dataclass
class Node:
    """A bar of a column: where it begins, how tall it is, and how much of it ribbons already took."""

    label: str
    top: float
    height: float
    fill: str
    used: float = 0.0

    def take(self, height: float) -> float:
        """The upper edge of the next ribbon."""
        start = self.top + self.used
        self.used += height
        return start


def flow_chart(
    name: str, title: str, description: str, flows: Sequence[Flow], *, direction: Direction = "ltr"
) -> Markup:
    """Sources at the start of the line, targets at its end; on a narrow screen the picture scrolls by itself."""
    scale = FULL / (sum(flow.value for flow in flows) or 1)
    sources = column(totals((flow.source, flow.value) for flow in flows), scale)
    targets = column(totals((flow.target, flow.value) for flow in flows), scale)
    height = max(bottom(sources), bottom(targets), SPACE)
    order = {label: place for place, label in enumerate([*sources, *targets])}
    ribbons = [
        ribbon(flow, sources[flow.source], targets[flow.target], flow.value * scale, direction)
        for flow in sorted(flows, key=lambda flow: (order[flow.source], order[flow.target]))
    ]
    body = [*ribbons, *nodes(sources, SIDE, "end", direction), *nodes(targets, WIDTH - SIDE - NODE, "start", direction)]
    drawing = picture(
        name, title, description, body, direction, class_="chart-flows", viewBox=f"0 0 {WIDTH} {height:g}"
    )
    return element("div", drawing, class_="chart-scroll", tabindex=0, role="region", aria_label=title)


def totals(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The sum of each label, the largest first."""
    sums: dict[str, float] = {}
    for label, value in pairs:
        sums[label] = sums.get(label, 0) + value
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def column(sums: dict[str, float], scale: float) -> dict[str, Node]:
    """The bars of one column, each at least as tall as the space that its label needs."""
    placed: dict[str, Node] = {}
    top = 0.0
    for place, (label, value) in enumerate(sums.items()):
        placed[label] = Node(label, top, value * scale, colour(place))
        top += max(value * scale, SPACE) + SPACE
    return placed


def bottom(placed: dict[str, Node]) -> float:
    return max((node.top + max(node.height, SPACE) for node in placed.values()), default=0.0)


def ribbon(flow: Flow, source: Node, target: Node, height: float, direction: Direction) -> Markup:
    start, end = SIDE + NODE, WIDTH - SIDE - NODE
    middle = WIDTH / 2
    y1, y2 = source.take(height) + height / 2, target.take(height) + height / 2
    xs = [mirrored(x, direction) for x in (start, middle, middle, end)]
    return element(
        "path",
        element("title", f"{flow.source} – {flow.target}: {flow.text}"),
        d=f"M{xs[0]:g} {y1:.1f}C{xs[1]:g} {y1:.1f} {xs[2]:g} {y2:.1f} {xs[3]:g} {y2:.1f}",
        fill="none",
        stroke=source.fill,
        stroke_opacity=0.4,
        stroke_width=f"{max(height, 1):.1f}",
    )


def nodes(placed: dict[str, Node], x: float, anchor: str, direction: Direction) -> list[Markup]:
    drawn = []
    label_x = x - 8 if anchor == "end" else x + NODE + 8
    for node in placed.values():
        left = mirrored(x, direction) - (NODE if direction == "rtl" else 0)
        fill = node.fill if anchor == "end" else SOFT
        middle = node.top + max(node.height, 2) / 2
        drawn.append(
            element("rect", x=left, y=f"{node.top:.1f}", width=NODE, height=f"{max(node.height, 2):.1f}", fill=fill)
        )
        drawn.append(
            element(
                "text",
                shortened(node.label),
                x=mirrored(label_x, direction),
                y=f"{middle + 5:.1f}",
                text_anchor=anchor,
                fill=INK,
            )
        )
    return drawn


def mirrored(x: float, direction: Direction) -> float:
    return x if direction == "ltr" else WIDTH - x


def shortened(label: str, length: int = 22) -> str:
    return label if len(label) <= length else label[: length - 1].rstrip() + "…"
