"""The site as people meet it: served on 127.0.0.1 with the example world, seen through a real browser."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.config import ROOT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
LONGEST_START_SECONDS = 240


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("NO CHROMIUM: the journeys were not walked. Install the Debian package chromium.")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@contextmanager
def running_site(database_url: str, log: Path) -> Iterator[str]:
    """`python -m app run` on a free port; its address. Stopped by its own process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"DATABASE_URL": database_url, "PORT": str(port), "COMMONGROUND_EXAMPLE": "1"}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "run"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(15)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"the site did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def example_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that `run` makes from nothing: example world, first round matched and published. Made once, by the
    worker that needs it first."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    database = folder / "example.sqlite"
    with (folder / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            made = folder / "example-in-the-making.sqlite"
            with running_site(f"sqlite:///{made}", folder / "example.log"):
                pass
            made.rename(database)
    return database


@pytest.fixture
def site_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The example site on a database of its own, which the journey may change."""
    if getattr(request, "param", "sqlite") == "sqlite":
        database = tmp_path / "journey.sqlite"
        shutil.copy(request.getfixturevalue("example_database"), database)
        url = f"sqlite:///{database}"
    else:
        from conftest import _execute, _named

        server = request.getfixturevalue("postgres")
        name = f"journey{uuid.uuid4().hex}"
        _execute(server, f"CREATE DATABASE {name}")
        url = _named(server, name)
    with running_site(url, tmp_path / "log") as address:
        yield address


@pytest.fixture
def open_page(browser: Browser, site_url: str) -> Iterator[Callable[..., Page]]:
    """A page of a browser of one's own: `open_page(scripts=False, width=320)`."""
    contexts = []

    def opened(*, scripts: bool = True, width: int = 1280, locale: str = "en") -> Page:
        context = browser.new_context(
            base_url=site_url, java_script_enabled=scripts, viewport={"width": width, "height": 900}, locale=locale
        )
        context.set_default_timeout(60_000)  # two cores, and other tests beside this one
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
