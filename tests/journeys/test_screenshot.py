"""The picture in the README, made from the site itself: `SCREENSHOT=1 pytest tests/journeys/test_screenshot.py`."""

import os

import pytest

from app.config import ROOT

PICTURE = ROOT / "docs" / "screenshot.png"


@pytest.mark.skipif("SCREENSHOT" not in os.environ, reason="only to take the README's picture anew")
def test_take_the_picture(open_page):
    page = open_page()
    page.goto("/plans/")
    page.get_by_role("link", name="First example round").first.click()
    page.screenshot(path=PICTURE)


def test_the_picture_is_there():
    assert PICTURE.read_bytes().startswith(b"\x89PNG")
