"""A run that starts from another's plan: only from one of its own round."""

from datetime import date

import pytest
from sqlalchemy import select

from app.services.record.actor import PLATFORM
from app.services.review import runs
from models import AuditEvent
from models.errors import Blocker, NotReady
from models.lifecycle import RoundStatus


def test_a_run_starts_only_from_a_plan_of_its_own_round(make, session):
    make.need()
    make.offer()
    round_ = make.round()
    elsewhere, unplanned = make.plan().run, make.run(round_)
    for base in (elsewhere, unplanned):
        with pytest.raises(NotReady) as refusal:
            runs.queue(session, round_, "", date.today(), PLATFORM, base=base, keeps=True)  # noqa: DTZ011
        assert refusal.value.blockers == (Blocker("no_plan_to_start_from"),)


def test_only_a_run_that_starts_from_a_plan_can_keep_the_rest(make, session):
    make.need()
    make.offer()
    run = runs.queue(session, make.round(), "", date.today(), PLATFORM, keeps=True)  # noqa: DTZ011
    session.flush()
    assert (run.base_id, run.keeps) == (None, False)


def test_the_first_run_puts_its_round_in_review_and_the_audit_trail_says_so_once(make, session):
    make.need()
    make.offer()
    round_ = make.round(status=RoundStatus.OPEN)
    make.commit()
    for _each in range(2):
        runs.queue(session, round_, "", date.today(), PLATFORM)  # noqa: DTZ011
    told = session.scalars(select(AuditEvent).where(AuditEvent.subject_id == str(round_.id))).all()
    assert [(one.action, one.changes["status"]) for one in told] == [("round.review", ["open", "in_review"])]
