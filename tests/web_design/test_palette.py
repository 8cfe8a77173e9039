"""The colours keep the contrast that WCAG 2.2 AA asks for."""

import re

import pytest

from app.charts import palette
from app.site.assets import SOURCES

TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", (SOURCES / "css" / "tokens.css").read_text("utf-8")))
TONES = ("neutral", "info", "progress", "success", "warning", "danger")
TEXT = [
    *((text, surface) for text in ("ink", "ink-soft", "link", "danger") for surface in ("paper", "surface", "sunk")),
    *((tone, f"{tone}-soft") for tone in TONES),
    *(("ink", f"{tone}-soft") for tone in TONES),
    *(("surface", button) for button in ("ground", "ground-dark", "danger")),
    ("ground", "surface"),
    ("ink", "gold"),
    ("gold", "ground"),
]
EDGES = [("line-strong", surface) for surface in ("paper", "surface", "sunk")] + [
    ("clay", "paper"),
    ("ground", "paper"),
]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_defines_it() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("text", "surface"), TEXT)
def test_text_stands_out_from_its_surface(text: str, surface: str) -> None:
    assert contrast(TOKENS[text], TOKENS[surface]) >= 4.5


@pytest.mark.parametrize(("edge", "surface"), EDGES)
def test_edges_of_controls_can_be_seen(edge: str, surface: str) -> None:
    assert contrast(TOKENS[edge], TOKENS[surface]) >= 3


@pytest.mark.parametrize("colour", [*palette.SERIES, palette.CLAY, palette.GROUND])
def test_charts_can_be_told_from_the_paper(colour: str) -> None:
    assert contrast(colour, palette.PAPER) >= 3


def test_charts_and_pages_share_their_colours() -> None:
    shared = {"ink": palette.INK, "ink-soft": palette.SOFT, "paper": palette.PAPER, "ground": palette.GROUND}
    assert {name: TOKENS[name] for name in shared} == shared
