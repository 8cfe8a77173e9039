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


def test_the_upright_scale_begins_at_zero_so_that_a_small_loss_looks_small() -> None:
    (_x, high), (_x2, low) = dots(drawn(Point(0, 100, "a", ""), Point(1, 99, "b", "")))
    (_x, top), (_x2, ground) = dots(drawn(Point(0, 100, "a", ""), Point(1, 0, "b", "")))
    assert round((low - high) / (ground - top), 3) == 0.01
    assert ">0<" in drawn(Point(0, 100, "a", ""), Point(1, 99, "b", ""))


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
    chart = drawn(Point(0, 3, "first", ""), Point(0.001, 2.99, "second", ""), Point(1, 1, "third", ""))
    assert ">first<" in chart
    assert ">second<" not in chart
    assert ">third<" in chart


def labels(chart: Markup) -> dict[str, tuple[float, float, float]]:
    """Name -> across in percent, pixels aside of it, pixels from above."""
    tree = ElementTree.fromstring(f"<div>{chart}</div>")
    texts = [one for one in tree.iter("text") if one.get("dx")]
    return {
        one.text or "": (float((one.get("x") or "").rstrip("%")), float(one.get("dx") or ""), float(one.get("y") or ""))
        for one in texts
    }


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_no_name_stands_on_the_line(direction: Direction) -> None:
    """Each stands behind its point in reading direction, on the side that the line to the next point leaves free."""
    points = Point(0, 3, "falls", ""), Point(0.5, 1, "rises", ""), Point(1, 2, "last", "")
    chart = drawn(*points, direction=direction)
    places = dict(zip(("falls", "rises", "last"), dots(chart), strict=True))
    for name, (across, aside, down) in labels(chart).items():
        assert across == places[name][0]
        assert aside * (1 if direction == "ltr" else -1) > 6, "as far as a dot is wide"
        assert (down > places[name][1]) == (name == "rises")


def test_the_last_name_has_room_on_a_phone() -> None:
    chart = drawn(Point(0, 1, "0 %", ""), Point(1, 0, "100 %", ""))
    across, aside, _down = labels(chart)["100 %"]
    phone = 288
    assert phone * across / 100 + aside + 5 * 8 <= phone, "five letters of bold text, 8 pixels each at the most"


def test_steep_points_are_each_named() -> None:
    chart = drawn(Point(0, 3, "first", ""), Point(0.001, 1, "second", ""))
    assert set(labels(chart)) == {"first", "second"}
