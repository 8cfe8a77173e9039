"""Sixteen processes publish slices of one offer at the same time, each through the real application.

Each publishes four plans, one approved match of a tenth of the offer's capacity in each: sixty-four slices for ten
places. Exactly ten find room, whatever runs beside them; the others are told so with 409.
"""

import json
import subprocess
import sys
from collections import Counter

from sqlalchemy import func, select

from app.config import ROOT
from models import Partnership, Role
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus, RoundStatus

PROCESSES, EACH, SLICES = 16, 4, 10
CAPACITY, SLICE = 1_000_00, 100_00

PUBLISHERS = """
import json, os, re, sys
from app import create_app
from app.config import Settings

def publish(url, user, runs, ready, go):
    # made after the fork: an application, an engine and its connections of this process's own
    settings = Settings(url, "a secret of the tests, long enough", "a salt of the tests", https=False, testing=True)
    client = create_app(settings).test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = user, True
    pages = [client.get(f"/runs/{run}/publish").text for run in runs]
    tokens = [re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1] for page in pages]
    os.write(ready, b".")
    os.read(go, 1)
    answers = [client.post(f"/runs/{run}/publish", data={"csrf_token": one}) for run, one in zip(runs, tokens)]
    os.write(1, (json.dumps([answer.status_code for answer in answers]) + "\\n").encode())

processes, url, user, *runs = sys.argv[1:]
(waiting, ready), (go, start) = os.pipe(), os.pipe()
for place in range(int(processes)):
    if os.fork() == 0:
        try:
            publish(url, user, runs[place :: int(processes)], ready, go)
        finally:
            os._exit(0)
os.close(ready)
for _each in range(int(processes)):
    assert os.read(waiting, 1), "a process died before it began"
os.write(start, b"." * int(processes))
for _each in range(int(processes)):
    os.wait()
"""
"""One program that loads the site once, and forks: what is at stake is sixteen processes, not sixteen imports."""


def test_an_offer_is_given_away_to_its_last_slice_and_never_beyond(given, database_url):
    offer = given.offer(capacity=HorizonAmounts(CAPACITY, 0, 0))
    reviewer = given.user(Role.REVIEWER)
    runs = [one_slice(given, offer) for _each in range(PROCESSES * EACH)]
    given.commit()
    user, offer_id = reviewer.fs_uniquifier, offer.id
    given.session.rollback()
    answers = publish_all(database_url, user, runs)
    given.session.refresh(offer)
    assert offer.reserved == HorizonAmounts(CAPACITY, 0, 0)
    assert Counter(answers) == {302: SLICES, 409: PROCESSES * EACH - SLICES}
    made = select(func.count()).where(Partnership.offer_id == offer_id)
    assert given.session.scalar(made) == SLICES


def one_slice(given, offer):
    """A run whose plan holds one approved match of a tenth of the offer."""
    plan = given.plan(given.run(given.round(status=RoundStatus.IN_REVIEW)))
    given.match(offer=offer, plan=plan, status=MatchStatus.APPROVED, amounts=HorizonAmounts(SLICE, 0, 0))
    return str(plan.run_id)


def publish_all(database_url, user, runs):
    """What each attempt was answered, all having begun at once."""
    done = subprocess.run(
        [sys.executable, "-c", PUBLISHERS, str(PROCESSES), database_url, user, *runs],
        cwd=ROOT, capture_output=True, text=True, timeout=200, check=True,
    )  # fmt: skip
    return [status for line in done.stdout.splitlines() for status in json.loads(line)]
