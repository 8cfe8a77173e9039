"""Killed without warning at any moment: a round is published wholly or not at all, and never twice; each run is solved
once, however many workers share the queue; what was begun is finished by whoever comes next."""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest
from sqlalchemy import func, select, text

from app import jobs
from app.config import ROOT
from app.database import sessions
from app.services.record.actor import PLATFORM
from app.services.review import runs
from app.today import today
from models import AuditEvent, Letter, Match, Message, Partnership, Plan, Role, Round, Run, UnservedNeed
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus, RoundStatus, RunStatus

from .conftest import children, eventually, is_alive, kept

pytestmark = pytest.mark.long

KILLS, LINES = int(os.environ.get("KILLS", "8")), 8
RUNS = 3
EACH = HorizonAmounts(1_00, 0, 0)

PUBLISHER = """
import json, os, re, signal, sys, time
from app import create_app
from app.config import Settings

url, user, *runs = sys.argv[1:]
site = create_app(Settings(url, "a secret of the tests, long enough", "a salt of the tests", https=False, testing=True))

def open_page(run):
    client = site.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = user, True
    return client, client.get(f"/runs/{run}/publish").text

def publish(run, ready):
    client, page = open_page(run)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    os.write(ready, b".")
    answer = client.post(f"/runs/{run}/publish", data={"csrf_token": token})
    os._exit({302: 0, 409: 1}.get(answer.status_code, 2))

def attempt(run, seconds):
    waiting, ready = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            publish(run, ready)
        finally:
            os._exit(3)
    os.close(ready)
    assert os.read(waiting, 1), "it died before it began"
    begun = time.monotonic()
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status, time.monotonic() - begun

first, *others = runs
open_page(first)  # templates are made ready once
site.extensions["database"].engine.dispose()  # no connection is shared with a child
attempted = [attempt(first, None)]
whole = attempted[0][1]
attempted += [attempt(run, whole * place / len(others)) for place, run in enumerate(others)]
again = [attempt(run, None) for run in runs]
print(json.dumps([[status for status, _ in part] for part in (attempted, again)]))
"""
"""Publishes the first run in peace, kills the others at moments spread over the time that this took, and presses the
button again for all of them. The site is loaded once; each attempt is a process of its own with its own connection."""


def test_a_publication_that_is_killed_is_whole_or_nothing_and_never_twice(given, database_url):
    reviewer = given.user(Role.REVIEWER)
    needs = [given.need() for _each in range(LINES)]
    offer = given.offer(capacity=HorizonAmounts(LINES * (KILLS + 1) * EACH.total, 0, 0))
    officer = given.user(Role.PARTNER_OFFICER, offer.organisation)
    plans = [given.plan(given.run(given.round())) for _each in range(KILLS + 1)]
    for plan in plans:
        for need in needs:
            given.match(need, offer, plan, amounts=EACH, status=MatchStatus.APPROVED)
    given.commit()
    user = reviewer.fs_uniquifier
    rounds = [plan.run.round_id for plan in plans]
    ids = [str(plan.run_id) for plan in plans]
    letters_of = select(func.count()).select_from(Letter).where(Letter.user_id == officer.id)
    given.session.rollback()
    attempted, again = publish_all(database_url, user, ids)
    killed = [status == -9 for status in attempted]
    assert attempted[0] == 0
    assert sum(killed) >= KILLS // 2, attempted
    assert set(again) == {0, 1}, "some had been kept and some had not"
    assert [status for status, kill in zip(again, killed, strict=True) if not kill] == [1] * (len(ids) - sum(killed))
    assert {*given.session.scalars(select(Round.status))} == {RoundStatus.PUBLISHED}
    assert given.session.scalar(select(func.count()).select_from(Partnership)) == LINES * len(ids)
    given.session.refresh(offer)
    assert offer.reserved == HorizonAmounts(LINES * len(ids) * EACH.total, 0, 0)
    told = Counter(given.session.scalars(select(Message.key)))
    assert told.total() == len(told) == len(ids) * (LINES + 1)
    assert given.session.scalar(letters_of) == len(ids)
    published = Counter(
        given.session.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == "round.publish"))
    )
    assert published == Counter({str(one): 1 for one in rounds})


def publish_all(database_url, user, ids):
    """How each attempt ended, and how each second one did: 0 published, 1 refused, -9 killed."""
    done = subprocess.run(
        [sys.executable, "-c", PUBLISHER, database_url, user, *ids],
        cwd=ROOT, capture_output=True, text=True, timeout=100, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def workers(database_url, engine, tmp_path):
    """Two of them, each of its own name, as on two machines."""
    environment = {**os.environ, "DATABASE_URL": database_url, "COMMONGROUND_EXAMPLE": "1", "TMPDIR": str(tmp_path)}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "app", "work", "--name", name], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        for name in ("first", "second")
    ]
    yield started
    for one in started:
        one.kill()
        one.wait()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_workers_on_one_queue_solve_each_run_once(engine, queued, workers):
    queued(alter=more_runs, enqueue=True)
    eventually(lambda: len(kept(engine, EXPLAINED)) == RUNS)
    assert set(kept(engine, select(Run.status))) == {RunStatus.SUCCEEDED}
    for action in ("run.begin", "run.succeed", "plan.explain"):
        subjects = kept(engine, select(AuditEvent.subject_id).where(AuditEvent.action == action))
        assert len(subjects) == len(set(subjects)) == RUNS
    assert set(kept(engine, text("SELECT executor_id FROM dbos.workflow_status"))) == {"first", "second"}


EXPLAINED = select(Plan.id).where(Plan.explained_at.is_not(None))


def more_runs(make, _first):
    """In rounds of their own, on the same needs and offer."""
    for _each in range(RUNS - 1):
        run = runs.queue(make.session, make.round(status=RoundStatus.OPEN), "", today(), PLATFORM)
        jobs.enqueue(make.session, run)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_worker_killed_while_it_explains_leaves_the_plan_and_the_rest_is_done_once(engine, queued, worker):
    queued(enqueue=True)
    killed = worker()
    eventually(lambda: RunStatus.SUCCEEDED in kept(engine, select(Run.status)))
    child = next(iter(children(killed.process.pid)), None)
    killed.kill()
    assert child is None or eventually(lambda: not is_alive(child), seconds=2)
    worker()
    eventually(lambda: kept(engine, EXPLAINED))
    told = Counter(kept(engine, select(AuditEvent.action)))
    assert (told["run.begin"], told["run.succeed"], told["plan.explain"]) == (1, 1, 1)


def waiting(engine, query):
    """Who waits for a lock in a query such as this, on PostgreSQL."""
    asked = text(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
        "AND query LIKE :query"
    )
    return kept(engine, asked.bindparams(query=query))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_killed_as_it_is_about_to_begin_leaves_the_run_to_the_next(engine, queued, worker):
    run_id = queued(enqueue=True)
    with sessions(engine)() as holding:
        holding.get_one(Run, run_id, with_for_update=True)
        killed = worker()
        eventually(lambda: waiting(engine, "%FROM runs%FOR UPDATE%"))
        killed.kill()
        assert kept(engine, select(Run.status)) == [RunStatus.QUEUED]
    worker()
    eventually(lambda: RunStatus.SUCCEEDED in kept(engine, select(Run.status)))
    told = Counter(kept(engine, select(AuditEvent.action)))
    assert (told["run.begin"], told["run.succeed"], len(kept(engine, select(Plan.id)))) == (1, 1, 1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_killed_while_it_keeps_a_plan_leaves_no_part_of_it_and_the_next_keeps_it_once(engine, queued, worker):
    queued(enqueue=True)
    with sessions(engine)() as holding:
        holding.execute(text("LOCK TABLE matches IN SHARE MODE"))
        killed = worker()
        eventually(lambda: waiting(engine, "INSERT INTO matches%"))  # the plan's own row is written, not committed
        assert not children(killed.process.pid)
        killed.kill()
        assert (kept(engine, select(Run.status)), kept(engine, select(Plan.id))) == ([RunStatus.RUNNING], [])
    worker()
    eventually(lambda: RunStatus.SUCCEEDED in kept(engine, select(Run.status)))
    [files] = kept(engine, select(Plan.files))
    lines = len(files["plan.csv"].splitlines()) - 1
    assert (lines, len(kept(engine, select(Match.id))), len(kept(engine, select(UnservedNeed.id)))) == (1, 1, 2)
    told = Counter(kept(engine, select(AuditEvent.action)))
    assert (told["run.begin"], told["run.succeed"]) == (1, 1)
