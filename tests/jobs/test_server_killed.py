"""The site’s own process takes runs from the queue: killed as soon as it took one, it solves it once it is back."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections import Counter
from http.client import HTTPConnection
from importlib.metadata import version
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from app.config import ROOT
from models import AuditEvent, Plan, Role, Run
from models.lifecycle import RoundStatus, RunStatus

from .conftest import eventually, kept

pytestmark = pytest.mark.long


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def serve(site, port):
    """Starts `python -m app serve`, with the site's database and secrets, and waits until it answers."""
    settings, started = site.extensions["settings"], []
    environment = {
        **os.environ,
        "COMMONGROUND_EXAMPLE": "1",
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "PORT": str(port),
    }

    def start():
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve"],
            cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, process_group=0,
        )  # fmt: skip
        started.append(process)
        eventually(lambda: answers(port))
        return process

    yield start
    for process in started:
        kill(process)


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def kill(process):
    """The server and the process that answers for it, at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_server_killed_as_soon_as_it_took_a_run_solves_it_once_after_a_restart(engine, given, sign_in, serve, port):
    given.need(), given.offer()
    round_ = given.round(status=RoundStatus.OPEN)
    client = sign_in(given.user(Role.REVIEWER))
    address = f"/rounds/{round_.id}"
    given.commit()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(address).text)[1]
    killed = serve()
    assert press(port, f"{address}/runs", client.get_cookie("session").value, token) == 302
    kill(killed)
    assert kept(engine, select(Run.status)) in ([RunStatus.QUEUED], [RunStatus.RUNNING])
    serve()
    eventually(lambda: RunStatus.SUCCEEDED in kept(engine, select(Run.status)))
    told = Counter(kept(engine, select(AuditEvent.action)))
    assert (told["run.queue"], told["run.begin"], told["run.succeed"]) == (1, 1, 1)
    assert len(kept(engine, select(Plan.id))) == 1


def press(port, path, cookie, token):
    """The status of what the server answers; the same browser as the one that was signed in."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Cookie": f"session={cookie}",
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": "Werkzeug/" + version("werkzeug"),
    }
    connection.request("POST", path, urlencode({"csrf_token": token}), headers)
    status = connection.getresponse().status
    connection.close()
    return status
