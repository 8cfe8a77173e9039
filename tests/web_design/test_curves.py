"""A curve: its dots where they belong, mirrored from right to left, and nothing that a page must refuse."""

from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from app.charts import Point, curve
from app.charts.svg import Direction

HOSTILE = "<script>x</script> & more"


def drawn(*points: Point, direction: Direction = "ltr") -> Markup:
    return curve("c", HOSTILE, "D", points, across="A", up="U", across_text=str, up_text=str, direction=direction)


def dots(chart: Markup) -> list[tuple[float, float]]:
    tree = ElementTree.fromstring(f"<div>{chart}</div>")  # parsing proves that it is well formed
    return [(float((one.get("cx") or "").rstrip("%")), float(one.get("cy") or "")) for one in tree.iter("circle")]


def test_further_is_further_across_and_more_is_higher() -> None:
    (x1, y1), (x2, y2) = dots(drawn(Point(0.5, 1, "b", ""), Point(0.1, 3, "a", "")))
    assert x1 < x2
    assert y1 < y2, "the point with more comes first, and lies higher"


@pytest.mark.parametrize("points", [[], [Point(0.5, 1, "only", "")]])
def test_a_curve_of_few_points_can_be_drawn(points: list[Point]) -> None:
    assert len(dots(drawn(*points))) == len(points)


def test_a_curve_is_mirrored_from_right_to_left() -> None:
    points = Point(0, 1, "a", ""), Point(1, 0, "b", "")
    left, right = (dots(drawn(*points, direction=way)) for way in ("ltr", "rtl"))
    assert [round(100 - x, 2) for x, _y in left] == [x for x, _y in right]


def test_what_people_wrote_stays_text() -> None:
    assert "<script" not in drawn(Point(0, 1, HOSTILE, HOSTILE))


def test_points_that_lie_on_each_other_are_named_once() -> None:
    chart = drawn(Point(0, 3, "first", ""), Point(0.001, 2, "second", ""), Point(1, 1, "third", ""))
    assert ">first<" in chart
    assert ">second<" not in chart
    assert ">third<" in chart
