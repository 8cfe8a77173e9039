"""Every kind of page that a role can reach by links: axe finds nothing, nothing overflows, and none is heavy."""

import re
import shutil
from collections import deque
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request

from app.example import SIGN_INS
from journeys.conftest import running_site
from journeys.steps import sign_in
from models import Role

pytestmark = [pytest.mark.long, pytest.mark.timeout(420)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
VIEWS = ((1280, "ltr"), (320, "rtl"))
HEAVIEST = 60_000
"""Bytes on the way to a first visit: the page itself, style and scripts."""
TALLEST_HEADER = 120
"""Pixels above the page proper, with the menu folded on a narrow screen."""
looked_at: set[tuple[int, str]] = set()
"""What axe has seen at each width, whoever was signed in: kinds of pages, and shapes of elements."""

SHAPES = """() => [...new Set([...document.querySelectorAll("main, main *")].map(one => [
    one.parentElement.localName, one.parentElement.className, one.localName,
    ...[...one.attributes].map(({name, value}) => ["class", "role", "type", "scope"].includes(name) ? value : name),
    one.textContent.trim() ? "text" : "empty", one.labels ? one.labels.length : "",
].join(" ")))]"""
"""What one element is: its kind, the names of its attributes, whether it has text and labels, and what it stands in."""

IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture(scope="module")
def site_url(example_database, tmp_path_factory):
    """One for all roles: who only follows links changes nothing."""
    folder = tmp_path_factory.mktemp("pages")
    database = folder / "pages.sqlite"
    shutil.copy(example_database, database)
    with running_site(f"sqlite:///{database}", folder / "log") as address:
        yield address


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "visitor")
def test_every_page_is_open_to_everyone(open_page, role):
    page = open_page()
    sent = bytes_sent(page)
    if role:
        sign_in(page, SIGN_INS[role])
    problems = []
    for path in one_of_each_kind(page):
        problems += [f"{path} {one}" for one in faults_at_each_width(page, path)]
        size = sent[path] + sum(size for asset, size in sent.items() if asset.startswith("/static"))
        if size > HEAVIEST:
            problems.append(f"{path}: {size} bytes")
    assert problems == []


def one_of_each_kind(page: Page) -> Iterator[str]:
    """The address of one page of each kind, found by following links from the first page, and opened."""
    found: set[str] = set()
    queue = deque(["/"])
    while queue:
        path = queue.popleft()
        if (kind := IDENTITY.sub("ID", path)) in found:
            continue
        found.add(kind)
        page.set_viewport_size({"width": VIEWS[0][0], "height": 900})
        response = page.goto(path)
        assert response is not None
        assert response.status == 200, f"{path} answered {response.status}"
        for link in page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))"):
            target = urlsplit(link)
            if not target.netloc and target.path.startswith("/") and not target.path.startswith("/static"):
                queue.append(target.path)
        yield path


def faults_at_each_width(page: Page, path: str) -> Iterator[str]:
    """Of the page that is open, wide and narrow, read from either side."""
    for width, direction in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("direction => { document.documentElement.dir = direction }", direction)
        here = {(width, IDENTITY.sub("ID", path)), *((width, shape) for shape in page.evaluate(SHAPES))}
        yield from (f"{width} {direction}: {one}" for one in faults(page, closely=not here <= looked_at))
        looked_at.update(here)


def bytes_sent(page: Page) -> dict[str, int]:
    """Path -> the bytes of its answer as they came over the line, kept up to date while the page is used."""
    sent: dict[str, int] = {}

    def keep(request: Request) -> None:
        if request.resource_type != "image":
            sent[urlsplit(request.url).path] = request.sizes()["responseBodySize"]

    page.on("requestfinished", keep)
    return sent


def faults(page: Page, closely: bool) -> list[str]:
    """What axe finds, if asked to look closely, and whether page or header are larger than the screen bears."""
    violations = Axe().run(page, options=RULES).response["violations"] if closely else []
    found = [f"{violation['id']} at {node['target']}" for violation in violations for node in violation["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("scrolls sideways")
    if page.locator(".site-header").bounding_box()["height"] > TALLEST_HEADER:
        found.append("begins too far down")
    return found
