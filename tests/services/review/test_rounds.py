from datetime import date

import pytest

from app.services.record.actor import PLATFORM
from app.services.review import rounds, runs
from models.errors import NotReady
from models.lifecycle import RoundStatus, RunStatus


def test_closing_a_round_cancels_what_is_still_under_way(make, session):
    round_ = make.round()
    mine = {status: make.run(round_, status=status) for status in RunStatus}
    elsewhere = make.run(status=RunStatus.RUNNING)
    rounds.close(session, round_, PLATFORM)
    for status, run in mine.items():
        ended = RunStatus.CANCELLED if status in (RunStatus.QUEUED, RunStatus.RUNNING) else status
        assert run.status == ended
        assert (run.ended_at is not None) == (run.status != status)
    assert elsewhere.status == RunStatus.RUNNING


def test_no_run_starts_in_a_round_that_was_closed_meanwhile(make, session):
    make.need(), make.offer()
    round_ = make.round()
    make.commit()
    seen = round_.status
    rounds.close(session, round_, PLATFORM)
    make.commit()
    round_.__dict__["status"] = seen  # what a page loaded before the other's commit still believes
    with pytest.raises(NotReady):
        runs.queue(session, round_, "", date(2026, 1, 1), PLATFORM)
    assert round_.status == RoundStatus.CLOSED
