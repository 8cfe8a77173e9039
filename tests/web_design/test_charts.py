"""Charts: right lengths, right sides, words for those who do not see them, and nothing that a page must refuse."""

import gzip
import re
from collections.abc import Iterator
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from app.charts import (
    Bar,
    Dot,
    Flow,
    HorizonRow,
    Stack,
    coverage_bars,
    dot_map,
    flow_chart,
    horizon_strip,
    stacked_bars,
)
from app.charts.flows import FULL
from app.charts.palette import CLAY, GROUND, TRACK, colour
from app.charts.svg import Direction
from app.charts.world import HEIGHT, WIDTH, equal_earth, place_on_map, world_svg
from app.site.assets import SOURCES

HOSTILE = '<script>alert("1")</script> & more'
HORIZONS = ("Short", "Medium", "Long")


def tree(chart: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{chart}</div>")  # parsing proves that it is well formed


def rects(chart: Markup, fill: str) -> list[ElementTree.Element]:
    return [rect for rect in tree(chart).iter("rect") if rect.get("fill") == fill and rect.get("x")]


def span(rect: ElementTree.Element) -> tuple[float, float]:
    start, width = (float((rect.get(name) or "").rstrip("%")) for name in ("x", "width"))
    return start, start + width


def bars(*rows: Bar, direction: Direction = "ltr") -> Markup:
    return coverage_bars(
        "c", "Coverage", "By region", rows, mark_label="Floor", short_label="Short", direction=direction
    )


def charts(text: str, direction: Direction) -> Iterator[Markup]:
    named = ("chart", text, text)
    yield coverage_bars(*named, [Bar(text, 0.5, text, 0.6)], mark_label=text, short_label=text, direction=direction)
    yield stacked_bars(*named, [Stack(text, (1, 2), (text, text), text)], [text, text], direction=direction)
    yield horizon_strip(*named, [HorizonRow(text, (text, "", text))], (text, text, text), direction=direction)
    yield dot_map(*named, [Dot(36.8, -1.3, text)], "/static/world.svg", full_label=text, direction=direction)
    yield flow_chart(*named, [Flow(text, "water", 3, text), Flow("bank", "water", 1, text)], direction=direction)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_every_chart_has_a_name_and_a_description(direction: Direction) -> None:
    for chart in charts("Coverage", direction):
        picture = next(tree(chart).iter("svg"))
        assert picture.get("role") == "img"
        assert picture.get("direction") == direction
        named = {element.get("id"): element.text for element in picture if element.tag in ("title", "desc")}
        assert (picture.get("aria-labelledby") or "").split() == list(named)
        assert list(named.values()) == ["Coverage", "Coverage"]


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_what_people_wrote_stays_text(direction: Direction) -> None:
    for chart in charts(HOSTILE, direction):
        assert "<script" not in chart
        assert " style=" not in chart
        assert HOSTILE in {element.text for element in tree(chart).iter()}


@pytest.mark.parametrize("rows", [[], [Bar("x", 0, "0"), Bar("y", 7, "7"), Bar("z", -1, "-1")]])
def test_bars_stay_on_their_track(rows: list[Bar]) -> None:
    lengths = [span(rect) for rect in rects(bars(*rows), GROUND)]
    assert lengths == [(0, 0), (0, 100), (0, 0)][: len(rows)]


def test_only_a_share_of_a_whole_has_a_track() -> None:
    rows = [Bar("x", 0.2, "20 %"), Bar("y", 0.1, "10 %")]
    stacks = [Stack("Water", (1, 1), ("1", "1"), "2")]
    assert len(rects(bars(*rows), TRACK)) == 2
    assert not rects(coverage_bars("c", "Lost", "", rows, maximum=0.2), TRACK)
    assert len(rects(stacked_bars("s", "Used", "", stacks, HORIZONS[:2], maximum=4), TRACK)) == 1
    assert not rects(stacked_bars("s", "Amounts", "", stacks, HORIZONS[:2]), TRACK)


def test_a_bar_is_as_long_as_its_value_and_mirrored_from_right_to_left() -> None:
    row = Bar("South Asia", 0.25, "25 %")
    assert span(rects(bars(row), GROUND)[0]) == (0, 25)
    assert span(rects(bars(row, direction="rtl"), GROUND)[0]) == (75, 100)


def test_a_bar_below_its_mark_is_told_apart_and_explained() -> None:
    short, enough = Bar("South Asia", 0.25, "25 %", 0.3), Bar("Africa", 0.3, "30 %", 0.3)
    assert len(rects(bars(short, enough), CLAY)) == 1
    assert "Short" in bars(short)
    assert "Short" not in bars(enough)
    assert "Floor" in bars(enough)
    assert "Floor" not in bars(Bar("Africa", 0.3, "30 %"))


@pytest.mark.parametrize(("direction", "spans"), [("ltr", [(0, 25), (25, 75)]), ("rtl", [(75, 100), (25, 75)])])
def test_parts_of_a_stack_follow_each_other(direction: Direction, spans: list[tuple[float, float]]) -> None:
    row = Stack("Water", (1, 2, 0), ("1", "2", "0"), "3")
    chart = stacked_bars("s", "Amounts", "", [row], HORIZONS, maximum=4, direction=direction)
    assert [span(rects(chart, colour(n))[0]) for n in range(2)] == spans
    assert not rects(chart, colour(2))
    assert "Short: 1" in chart


def test_the_longest_stack_fills_the_width() -> None:
    rows = [Stack("Water", (1, 1), ("1", "1"), "2"), Stack("Energy", (3, 5), ("3", "5"), "8")]
    chart = stacked_bars("s", "Amounts", "", rows, HORIZONS[:2])
    assert max(end for n in range(2) for _start, end in map(span, rects(chart, colour(n)))) == 100


def test_a_stack_without_a_value_for_each_series_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        stacked_bars("s", "Amounts", "", [Stack("Water", (1,), ("1",), "1")], HORIZONS)


def test_a_horizon_is_as_wide_as_its_years() -> None:
    chart = horizon_strip("h", "When", "", [HorizonRow("Sewer", ("1", "2", "3"))], HORIZONS)
    assert [span(rects(chart, colour(n))[0]) for n in range(3)] == [(0, 20), (20, 50), (50, 100)]
    later = horizon_strip("h", "When", "", [HorizonRow("Sewer", ("", "2", ""))], HORIZONS)
    assert [len(rects(later, colour(n))) for n in range(3)] == [0, 1, 0]


def test_the_projection_keeps_areas_equal() -> None:
    """A cell near the pole, as wide in degrees, shrinks as it does on the globe."""

    def area(south: float) -> float:
        (x1, y1), (x2, _), (_, y2) = equal_earth(0, south), equal_earth(0.1, south + 0.05), equal_earth(0, south + 0.1)
        return (x2 - x1) * (y2 - y1)

    assert area(60) / area(0) == pytest.approx(0.5, rel=0.01)


def test_places_are_where_they_belong() -> None:
    across, down = place_on_map(0, 0)
    assert across == pytest.approx(0.5)
    assert place_on_map(36.8, -1.3)[0] > across  # Nairobi lies east of Greenwich
    assert place_on_map(-75.6, 6.2)[1] < down  # Medellin lies north of the equator
    for longitude, latitude in [(-180, 0), (180, 0), (-70, -53), (25, 71)]:
        assert all(-0.001 <= share <= 1.001 for share in place_on_map(longitude, latitude))


def test_a_map_keeps_east_on_the_right_in_every_language() -> None:
    dots = [Dot(36.8, -1.3, "Nairobi")]
    left, right = (dot_map("m", "Map", "", dots, "/w.svg", direction=way) for way in ("ltr", "rtl"))
    assert [c.attrib for c in tree(left).iter("circle")] == [c.attrib for c in tree(right).iter("circle")]


def test_dots_grow_by_area_and_small_ones_lie_on_top() -> None:
    dots = [Dot(0, 0, "small"), Dot(1, 1, "large", weight=1), Dot(2, 2, "beyond", weight=99)]
    drawn = [(c[0].text, float(c.get("r", 0))) for c in tree(dot_map("m", "Map", "", dots, "/w.svg")).iter("circle")]
    assert drawn == [("beyond", 12), ("large", 12), ("small", 4)]


def test_the_land_is_small_and_lies_in_the_shape_that_the_style_gives_it() -> None:
    land = world_svg()
    ElementTree.fromstring(land)
    assert len(gzip.compress(land.encode())) < 25_000
    shape = re.search(
        r"\.chart-map \{ aspect-ratio: (\d+) / (\d+)", (SOURCES / "css" / "charts.css").read_text("utf-8")
    )
    assert shape is not None
    assert Fraction(*map(int, shape.groups())) == Fraction(WIDTH, HEIGHT)


def test_ribbons_leave_and_arrive_whole() -> None:
    flows = [Flow("bank", "water", 30, "30"), Flow("bank", "energy", 10, "10"), Flow("fund", "water", 60, "60")]
    chart = flow_chart("f", "Flows", "", flows)
    widths = {path[0].text: float(path.get("stroke-width", 0)) for path in tree(chart).iter("path")}
    assert sum(widths.values()) == pytest.approx(FULL, abs=0.2)
    assert widths["fund – water: 60"] == pytest.approx(0.6 * FULL, abs=0.1)
    heights = [float(rect.get("height", 0)) for rect in tree(chart).iter("rect")]
    assert sum(heights) == pytest.approx(2 * FULL, abs=0.5)


def test_no_flows_draw_an_empty_picture() -> None:
    assert not list(tree(flow_chart("f", "Flows", "", [])).iter("path"))
