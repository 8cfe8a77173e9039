"""The command that a newcomer types: from an empty database to a served page with a published plan, and away again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from sqlalchemy import select

from app.commands import cli, example_site, first_round
from app.config import ROOT, Settings
from app.database import connect, sessions
from app.example import SECOND_REVIEWER, SIGN_INS
from app.services.review import approvals
from models import Offer, Partnership, Role, Round, User
from models.lifecycle import PartnershipStatus as Step
from models.lifecycle import RoundStatus

pytestmark = pytest.mark.long


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing configured but a database and a port of its own."""
    plain = {name: value for name, value in os.environ.items() if name not in ("COMMONGROUND_EXAMPLE", "SECRET_KEY")}
    return plain | {"DATABASE_URL": f"sqlite:///{tmp_path}/run.sqlite", "PORT": str(free_port())}


@pytest.fixture
def running(environment: dict[str, str], tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`python -m app run`, in a group of its own as from a shell; what it says is in `tmp_path / "said"`."""
    with (tmp_path / "said").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "run"],
            cwd=ROOT, env=environment, stdout=said, stderr=said, process_group=0,
        )  # fmt: skip
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.status == 200
        return answer.read().decode()


def first_page(process: "subprocess.Popen[bytes]", address: str, said: Path) -> str:
    end = time.monotonic() + 170
    while process.poll() is None and time.monotonic() < end:
        try:
            return page(address)
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError(said.read_text())


SECONDS_TO_END = 5
"""Three on a machine of its own; tests share theirs."""


def test_run_serves_a_published_plan_and_ends_at_once_when_told(running, environment, tmp_path):
    address = f"http://127.0.0.1:{environment['PORT']}"
    home = first_page(running, address + "/", tmp_path / "said")
    [plan] = set(re.findall(r'href="(/plans/[0-9a-f-]+)"', home))
    assert "Example" in page(address + plan)
    said = (tmp_path / "said").read_text()
    assert address in said
    for name in ("city", "partner", "national", "community", "reviewer", "reviewer2", "admin"):
        assert f"{name}@example.org" in said
    os.killpg(running.pid, signal.SIGINT)  # as Ctrl-C does
    running.wait(SECONDS_TO_END)
    listed = subprocess.run(["pgrep", "-g", str(running.pid)], capture_output=True, text=True)
    assert listed.stdout == ""
    assert "Traceback" not in (tmp_path / "said").read_text()
    check_world(environment["DATABASE_URL"])


def check_world(url: str) -> None:
    """Partnerships at every step, room for the newcomer's need in an open round; another start adds nothing."""
    engine = connect(url)
    example_site.load(Settings(url, "unused", "unused", example=True), engine, cli.today())
    first_round.make(engine, cli.today(), lambda _progress: None)
    with sessions(engine)() as session:
        statuses = sorted(session.scalars(select(Round.status)))
        assert statuses == sorted([RoundStatus.PUBLISHED, RoundStatus.OPEN, RoundStatus.IN_REVIEW])
        waiting = {
            email: approvals.open_to(session, session.scalars(select(User).where(User.email == email)).one())[0]
            for email in (SIGN_INS[Role.REVIEWER], SECOND_REVIEWER)
        }
        assert waiting == {SIGN_INS[Role.REVIEWER]: 0, SECOND_REVIEWER: 3}
        steps = set(session.scalars(select(Partnership.status)))
        assert steps >= {Step.OFFERED, Step.ACCEPTED, Step.AGREED, Step.ACTIVE, Step.DECLINED}
        partner = session.scalars(select(User).where(User.email == SIGN_INS[Role.PARTNER_OFFICER])).one()
        offers = session.scalars(
            select(Offer).where(Offer.organisation_id == partner.memberships[0].organisation_id)
        ).all()
        assert any(sum(offer.remaining()) > 0 for offer in offers)
    engine.dispose()
