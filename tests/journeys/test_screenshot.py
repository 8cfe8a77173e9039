"""The picture in the README is of a page that is still there: `SCREENSHOT=1 pytest tests/journeys/test_screenshot.py`
takes it anew."""

import os
import struct

from playwright.sync_api import expect

from app.config import ROOT

PICTURE = ROOT / "docs" / "screenshot.png"
ON_IT = ("Plan of First example round", "Proved near the best", "needs taken up", "By world region", "Africa")


def test_the_page_in_the_picture_says_without_scrolling_what_the_readme_says_of_it(open_page):
    page = open_page()
    page.goto("/plans/")
    page.get_by_role("link", name="First example round").first.click()
    for words in ON_IT:
        expect(page.get_by_text(words).first).to_be_in_viewport()
    taken = page.screenshot()
    if "SCREENSHOT" in os.environ:
        PICTURE.write_bytes(taken)
    assert size_of(PICTURE.read_bytes()) == size_of(taken)
    assert f"]({PICTURE.relative_to(ROOT)})" in (ROOT / "README.md").read_text("utf-8")


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the header of the file."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])
