"""How fast the pages are beside a bare hello: the same server, side by side in one run, on both databases."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from sqlalchemy import Engine, select

from app import create_app, jobs
from app.commands import example_site, first_round, migrations
from app.config import ROOT, Settings
from app.database import connect, sessions
from app.example import SIGN_INS
from models import Role, User

from . import crowd
from .load import Answers, ask
from .tables import table

sys.path.insert(0, str(ROOT / "tests"))
from postgres import postgres_server  # the tests' own

SECRET = "a secret that is only measured with, and long enough"  # noqa: S105
PAGES = {"home": "/", "needs": "/needs/", "partnerships": "/partnerships/"}
AIMS = {"home": 0.06, "needs": 0.10, "partnerships": 0.06}
"""Of the rate of hello; an answer's 95th percentile is to stay within eight times hello's."""
EMPTY: Mapping[str, str] = {}
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
QUIET = 0.05
"""Seconds of processor time in a second that a server takes that has nothing to do."""
READER = Role.CITY_OFFICER


@dataclass(frozen=True)
class Row:
    """A page beside the hello that was asked just before and just after, the middle one of several such pairs."""

    database: str
    world: str
    page: str
    answers: Answers
    hello: Answers
    processor: float
    """Seconds of processor time that the server took for an answer, its jobs included."""
    hello_processor: float
    load: float

    @property
    def share(self) -> float:
        return self.answers.rate / self.hello.rate

    @property
    def slower(self) -> float:
        return self.answers.p95 / self.hello.p95


def measure(seconds: float, repeats: int, databases: list[str]) -> Iterator[Row]:
    """The example world, then the same with what a busy platform has after ten years, on each database."""
    with hello() as bare:
        for name in databases:
            with database(name) as url:
                yield from of_database(name, url, bare, seconds, repeats)


def of_database(name: str, url: str, bare: "Served", seconds: float, repeats: int) -> Iterator[Row]:
    engine = connect(url)
    example_world(url, engine)
    for world in ("example", "large"):
        if world == "large":
            with engine.begin() as connection:
                crowd.fill(connection)
            refresh_statistics(engine)
        engine.dispose()
        with site(url) as served:
            headers = BROWSER | {"Cookie": cookie(url)}
            settle(served.process)
            for page, path in PAGES.items():
                served.ask(path, headers, 2)  # fills caches of templates and statements
                rows = [beside(name, world, page, bare, served, headers, seconds) for _ in range(repeats)]
                yield sorted(rows, key=lambda row: row.share)[len(rows) // 2]


@dataclass(frozen=True)
class Served:
    """A server that runs, and the process of it that answers."""

    address: str
    process: int

    def ask(self, path: str, headers: Mapping[str, str], seconds: float) -> tuple[Answers, float]:
        """The answers, and the seconds of processor time that the server took for each."""
        start = processor_time(self.process)
        answers = ask(self.address + path, headers, seconds)
        assert not answers.failed, f"{answers.failed} of {answers.number} answers of {path} failed"
        return answers, (processor_time(self.process) - start) / answers.number


def beside(
    database: str, world: str, page: str, bare: Served, served: Served, headers: Mapping[str, str], seconds: float
) -> Row:
    """Half of hello before, the page, and half of hello after."""
    before, least = bare.ask("/", BROWSER, seconds / 2)
    answers, processor = served.ask(PAGES[page], headers, seconds)
    after, least_after = bare.ask("/", BROWSER, seconds / 2)
    both = Answers(
        before.number + after.number,
        before.seconds + after.seconds,
        (before.median + after.median) / 2,
        (before.p95 + after.p95) / 2,
        before.failed + after.failed,
    )
    return Row(database, world, page, answers, both, processor, (least + least_after) / 2, os.getloadavg()[0])


@contextmanager
def database(name: str) -> Iterator[str]:
    """The address of an empty one."""
    if name == "PostgreSQL":
        with postgres_server() as url:
            yield url
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'pages.sqlite'}"


def example_world(url: str, engine: Engine) -> None:
    migrations.upgrade(engine)
    jobs.prepare(engine)
    today = date.today()  # noqa: DTZ011 - its dates count back from the day on which one looks at it
    example_site.load(settings(url), engine, today)
    first_round.make(engine, today, lambda progress: None)


def refresh_statistics(engine: Engine) -> None:
    """What either database does by itself after a while."""
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def settings(url: str) -> Settings:
    return Settings(url, SECRET, SECRET, example=True, https=False)


@contextmanager
def hello() -> Iterator[Served]:
    port = free_port()
    with running([sys.executable, "-m", "benchmarks.hello", str(port)], port) as served:
        yield served


@contextmanager
def site(url: str) -> Iterator[Served]:
    port = free_port()
    environment = {
        "COMMONGROUND_EXAMPLE": "1", "DATABASE_URL": url, "PORT": str(port), "SECRET_KEY": SECRET,
        "SECURITY_PASSWORD_SALT": SECRET,
    }  # fmt: skip
    with running([sys.executable, "-m", "app", "serve"], port, environment) as served:
        yield served


@contextmanager
def running(command: list[str], port: int, environment: Mapping[str, str] = EMPTY) -> Iterator[Served]:
    """A server until it is no longer needed. Raises TimeoutError where it does not answer in a minute."""
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})  # noqa: S603 (our own)
    try:
        end = time.monotonic() + 60
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise TimeoutError(f"{command} does not answer") from None
                time.sleep(0.1)
        [answering, *_] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Served(f"http://127.0.0.1:{port}", int(answering))
    finally:
        process.terminate()
        process.wait(20)


def settle(process: int) -> None:
    """Wait until a server has loaded, unasked, what it may need later: that is no work of the pages measured."""
    spent = -1.0
    while (now := processor_time(process)) - spent > QUIET:
        spent = now
        time.sleep(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processor_time(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cookie(url: str) -> str:
    """Of a real session: signed by the site's own secret, as signing in would leave it."""
    app = create_app(settings(url))
    engine = app.extensions["database"].engine
    with sessions(engine)() as session:
        user = session.scalars(select(User).where(User.email == SIGN_INS[READER])).one()
        identity = user.fs_uniquifier
    engine.dispose()
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"], kept["_fresh"] = identity, True
    held = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert held is not None
    return f"{held.key}={held.value}"


HEADER = (
    "database", "world", "page", "answers a second", "hello", "of hello", "aim", "median ms", "95th percentile ms",
    "times hello's", "processor ms", "hello's", "load",
)  # fmt: skip


def report(rows: list[Row]) -> str:
    cells = [
        [
            row.database, row.world, row.page, f"{row.answers.rate:.0f}", f"{row.hello.rate:.0f}", f"{row.share:.3f}",
            f"{AIMS[row.page]:.2f}", f"{1000 * row.answers.median:.0f}", f"{1000 * row.answers.p95:.0f}",
            f"{row.slower:.1f}", f"{1000 * row.processor:.1f}", f"{1000 * row.hello_processor:.2f}", f"{row.load:.1f}",
        ]
        for row in rows
    ]  # fmt: skip
    load = median(row.load for row in rows)
    return (
        f"{table(HEADER, cells)}\n\nThe machine's load average was {load:.1f} in the middle of these measurements, on "
        f"{os.cpu_count()} cores; the server and what asks it count as 2.\n"
    )
