"""The land of the world in the Equal Earth projection, without borders and so without positions on them."""

from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from app.charts.palette import LAND

# Šavrič, Patterson and Jenny, "The Equal Earth map projection" (2018), equation 1 and its coefficients.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
HALF_WIDTH = 2.70663

# The frame shows the inhabited world; its shape is also told to the style sheet (`.chart-map`).
WIDTH, HEIGHT = 1600, 700
TOP = 1.325


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees to the plane of the projection: equal areas, north up, the equator at 0."""
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = 2 * sqrt(3) * radians(longitude) * cos(theta) / (3 * slope)
    return x, theta * (A1 + A2 * square + sixth * (A3 + A4 * square))


def place_on_map(longitude: float, latitude: float) -> tuple[float, float]:
    """A point as shares of the width and the height of the map, from its upper left corner."""
    x, y = equal_earth(longitude, latitude)
    tall = 2 * HALF_WIDTH * HEIGHT / WIDTH
    return (x + HALF_WIDTH) / (2 * HALF_WIDTH), (TOP - y) / tall


@cache
def world_svg() -> str:
    """The land as a picture of its own, so that browsers keep it once for all pages."""
    path = "".join(ring_path(line) for line in land_lines())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<path fill="{LAND}" d="{path}"/></svg>'
    )


def land_lines() -> list[str]:
    text = (files("app.charts") / "data" / "land.txt").read_text("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def ring_path(line: str) -> str:
    """One ring as a path in whole units, each point told from the one before, which compresses well."""
    points = [on_canvas(pair) for pair in line.split()]
    moves = [f"{after[0] - before[0]} {after[1] - before[1]}" for before, after in pairwise(points) if after != before]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(moves)}z" if len(moves) > 1 else ""


def on_canvas(pair: str) -> tuple[int, int]:
    longitude, latitude = (int(half) / 2 for half in pair.split(","))
    x, y = place_on_map(longitude, latitude)
    return round(x * WIDTH), round(y * HEIGHT)
