"""What a run becomes: a plan with its explanations, or a problem in plain words, whatever happens meanwhile."""

import pytest
from sqlalchemy import func, select

from app import jobs
from app.database import sessions
from app.jobs import optimise
from app.services.actor import PLATFORM
from app.services.frames import DECISION_COLUMNS, table
from models import Match, Plan, Run, UnservedNeed
from models.lifecycle import RunStatus

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what the database has no part in."""


def read(engine, run_id):
    session = sessions(engine)()
    return session, session.get_one(Run, run_id)


def test_a_run_ends_with_an_explained_plan(engine, queued):
    run_id = queued()
    told = []
    optimise.work_on(engine, run_id, told.append)
    session, run = read(engine, run_id)
    with session:
        assert run.status == RunStatus.SUCCEEDED
        assert run.plan.summary["status"] in ("optimal", "within_gap")
        assert sorted(run.plan.files) == ["plan.csv", "plan.json", "policy.toml", "request.json"]
        matches = session.scalars(select(Match)).all()
        assert {one.need.title for one in matches} <= {"Wells", "Pipes"}
        assert all(one.explanation["limits"] for one in matches)
        assert left_out(session, "Lamps").explanation["funnel"]["fits"] == 0
        assert run.plan.explained_at is None


def left_out(session, title):
    return session.scalars(select(UnservedNeed).where(UnservedNeed.need.has(title=title))).one()


def test_what_would_bring_a_need_in_is_found_once_the_plan_is_there(engine, queued):
    run_id = queued()
    optimise.work_on(engine, run_id)
    optimise.explain_further(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert run.plan.explained_at is not None
        assert left_out(session, "Lamps").explanation["changes"] is not None
        first = run.plan.explained_at
    optimise.explain_further(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert run.plan.explained_at == first


def test_looking_further_gives_way_to_a_run_that_waits(engine, queued, monkeypatch):
    run_id = queued()
    optimise.work_on(engine, run_id)
    monkeypatch.setattr(optimise, "_somebody_waits", lambda _engine: True)
    optimise.explain_further(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert run.plan.explained_at is not None
        assert "funnel" in left_out(session, "Lamps").explanation


def test_a_run_that_a_dead_worker_began_is_taken_up_and_planned_once(engine, queued):
    run_id = queued()
    optimise._begin(engine, run_id)
    for _again in range(2):
        optimise.work_on(engine, run_id)
    with sessions(engine)() as session:
        assert session.scalar(select(func.count()).select_from(Plan)) == 1


def test_the_late_result_of_a_cancelled_run_is_dropped(engine, queued, monkeypatch):
    run_id = queued()

    def cancelled_meanwhile(*arguments):
        with sessions(engine).begin() as session:
            jobs.cancel(session, session.get_one(Run, run_id), PLATFORM)
        return keep(*arguments)

    keep = optimise._keep
    monkeypatch.setattr(optimise, "_keep", cancelled_meanwhile)
    optimise.work_on(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert (run.status, run.plan) == (RunStatus.CANCELLED, None)


@on_one_database
def test_decisions_that_contradict_each_other_are_named_by_title(engine, queued):
    def contradict(make, run):
        needs = [line.split(",")[0] for line in run.snapshot["needs.csv"].splitlines()[1:]]
        offer = run.snapshot["offers.csv"].splitlines()[1].split(",")[0]
        pins = [[need, offer, "pin", "900", "0", "0"] for need in needs[:2]]
        run.snapshot = run.snapshot | {"decisions.csv": table(DECISION_COLUMNS, pins)}

    run_id = queued(contradict)
    optimise.work_on(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert run.status == RunStatus.FAILED
        assert run.problem.startswith("These decisions cannot stand together")
        assert "“Water fund”" in run.problem


@on_one_database
def test_input_that_cannot_be_used_is_named_by_title(engine, queued):
    def spoil(make, run):
        run.snapshot = run.snapshot | {"needs.csv": run.snapshot["needs.csv"].replace("1000.00", "-5.00", 1)}

    run_id = queued(spoil)
    optimise.work_on(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert run.status == RunStatus.FAILED
        assert run.problem.startswith("The engine could not use the round's data:")
        assert any(f"“{title}”" in run.problem for title in ("Wells", "Pipes", "Lamps"))
        assert "needs.csv" not in run.problem


@on_one_database
def test_a_run_that_takes_too_long_fails_and_says_what_to_do(engine, queued, monkeypatch):
    run_id = queued()
    monkeypatch.setattr(optimise, "longest", lambda limit: 0.1)
    optimise.work_on(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert run.status == RunStatus.FAILED
        assert "longer time limit" in run.problem
