"""A run that starts from another's plan: only from one of its own round."""

from datetime import date

import pytest

from app.services import runs
from app.services.actor import PLATFORM
from models.errors import NotReady


def test_a_run_starts_only_from_a_plan_of_its_own_round(make, session):
    make.need()
    make.offer()
    round_ = make.round()
    elsewhere, unplanned = make.plan().run, make.run(round_)
    for base in (elsewhere, unplanned):
        with pytest.raises(NotReady) as refusal:
            runs.queue(session, round_, "", date.today(), PLATFORM, base=base, keeps=True)  # noqa: DTZ011
        assert refusal.value.reasons == ("no_plan_to_start_from",)


def test_only_a_run_that_starts_from_a_plan_can_keep_the_rest(make, session):
    make.need()
    make.offer()
    run = runs.queue(session, make.round(), "", date.today(), PLATFORM, keeps=True)  # noqa: DTZ011
    session.flush()
    assert (run.base_id, run.keeps) == (None, False)
