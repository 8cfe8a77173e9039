"""What a run becomes: a plan with its explanations, or a problem in plain words, whatever happens meanwhile."""

import itertools
from datetime import date

from sqlalchemy import func, select

from app import jobs
from app.database import sessions
from app.jobs import child, optimise
from app.jobs.task import Task
from app.pages.review.rounds import wording
from app.services.engine import problems
from app.services.engine.files import decisions_table, pin_row
from app.services.engine.problems import Contradiction, Plain
from app.services.engine.snapshots import Snapshot
from app.services.record.actor import PLATFORM
from app.services.review import plans, runs
from factories import Make
from models import AuditEvent, Match, Plan, Run, UnservedNeed
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus, PartnershipStatus, RoundStatus, RunStatus
from models.rounds import DecisionKind

from .conftest import on_one_database


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


def left_out(session, title, plan=None):
    found = select(UnservedNeed).where(UnservedNeed.need.has(title=title))
    return session.scalars(found if plan is None else found.where(UnservedNeed.plan_id == plan.id)).one()


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


def test_a_pair_that_one_side_refused_is_not_planned_and_its_need_says_why(engine):
    with sessions(engine)() as session:
        make = Make(session)
        need, other = make.need(title="Wells"), make.need(title="Pipes")
        offer = make.offer(capacity=HorizonAmounts(5_000_00, 0, 0))
        ended = make.partnership(make.match(need, offer), status=PartnershipStatus.DECLINED, reason="No.")
        make.refusal(ended)
        offer.reserved = HorizonAmounts()
        make.commit()
        run_id = runs.queue(session, make.round(status=RoundStatus.OPEN), "", date.today(), PLATFORM).id  # noqa: DTZ011
        served = other.id
        session.commit()
    optimise.work_on(engine, run_id)
    for _turn in ("told at once", "told again once more was found"):
        with sessions(engine)() as session:
            plan = session.get_one(Run, run_id).plan
            assert [one.need_id for one in plan.matches] == [served]
            [unserved] = plan.unserved
            assert [one["obstacles"] for one in unserved.explanation["candidates"]] == [["refused"]]
        optimise.explain_further(engine, run_id)


def test_looking_further_gives_way_to_a_run_that_waits(engine, queued, monkeypatch):
    run_id = queued()
    optimise.work_on(engine, run_id)
    monkeypatch.setattr(optimise, "_somebody_waits", lambda _engine: True)
    assert optimise.explain_further(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert run.plan.explained_at is None
        assert "funnel" in left_out(session, "Lamps").explanation


@on_one_database
def test_what_was_found_before_it_gave_way_is_kept_and_the_next_turn_goes_on_with_the_rest(engine, queued, monkeypatch):
    run_id, asked = queued(), []
    optimise.work_on(engine, run_id)

    def write(plan, seconds, go_on, answered):
        found, _stopped = find(plan, seconds, go_on, answered)
        asked.append(set(found.needs))
        if len(asked) > 1:
            return found, child.Stopped.NO
        first = next(iter(found.needs))
        return plans.Explanations(matches={}, needs={first: found.needs[first]}), child.Stopped.ASKED

    find = optimise.explanations.write
    monkeypatch.setattr(optimise.explanations, "write", write)
    assert optimise.explain_further(engine, run_id)
    kept = changes(engine)
    assert not optimise.explain_further(engine, run_id)
    assert not optimise.explain_further(engine, run_id)
    [answered] = [need for need, found in kept.items() if found is not None]
    assert asked == [set(kept), set(kept) - {answered}]
    assert changes(engine)[answered] == kept[answered]
    assert None not in changes(engine).values()
    session, run = read(engine, run_id)
    with session:
        assert run.plan.explained_at is not None
        told = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("plan.explain")))
        assert sorted(told) == ["plan.explain", "plan.explain_in_part"]


def changes(engine):
    """What would bring each need in that was left out; nothing where it is not known yet."""
    with sessions(engine)() as session:
        return {str(one.need_id): one.explanation["changes"] for one in session.scalars(select(UnservedNeed))}


def test_a_run_that_a_dead_worker_began_is_taken_up_and_planned_once(engine, queued):
    run_id = queued()
    Task(engine, Run, run_id).begin(optimise._inputs)
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
def test_decisions_that_contradict_each_other_are_kept_by_the_ids_of_their_parties(engine, queued):
    def contradict(make, run):
        needs = [line.split(",")[0] for line in run.snapshot["needs.csv"].splitlines()[1:]]
        offer = run.snapshot["offers.csv"].splitlines()[1].split(",")[0]
        pins = [pin_row(need, offer, HorizonAmounts(900_00), 2) for need in needs[:2]]
        run.snapshot = run.snapshot | {"decisions.csv": decisions_table(pins)}

    run_id = queued(contradict)
    optimise.work_on(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert run.status == RunStatus.FAILED
        found = problems.read(run.problem)
        assert isinstance(found, Contradiction)
        assert {one.offer for one in found.conflicts} == {*Snapshot.of(run).offers}


@on_one_database
def test_input_that_cannot_be_used_is_named_by_title(site, engine, queued):
    def spoil(make, run):
        run.snapshot = run.snapshot | {"needs.csv": run.snapshot["needs.csv"].replace("1000.00", "-5.00", 1)}

    run_id = queued(spoil)
    optimise.work_on(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert run.status == RunStatus.FAILED
        [wrong] = problems.read(run.problem).problems
        assert (wrong.column, wrong.value, wrong.expected.code) == ("amount", "-5.00", "positive_amount")
        [title] = (problems.read(run.problem).titles[one] for one in wrong.ids)
        with site.test_request_context():
            assert f"“{title}”, what it asks for: “-5.00” is not an amount above 0" in wording.problem(run.problem)[1]


@on_one_database
def test_a_run_that_takes_too_long_fails_and_says_what_to_do(engine, queued, monkeypatch):
    run_id = queued()
    monkeypatch.setattr(optimise, "longest", lambda limit: 0.1)
    optimise.work_on(engine, run_id)
    session, run = read(engine, run_id)
    with session:
        assert run.status == RunStatus.FAILED
        assert problems.read(run.problem) == Plain("late")


def solve_again(engine, run_id, decide, keeps=True):
    """Solve the run's plan again after `decide(make, matches by title)`; the id of the new run."""
    with sessions(engine)() as session:
        base, make = session.get_one(Run, run_id), Make(session)
        make.counter = itertools.count(100)  # its names differ from those of the world that was queued
        decide(make, {one.need.title: one for one in base.plan.matches})
        make.commit()
        made = runs.queue(session, base.round, "", date.today(), PLATFORM, base=base, keeps=keeps)  # noqa: DTZ011
        session.commit()
        new_id = made.id
    optimise.work_on(engine, new_id)
    return new_id


def lines(run):
    return {one.need.title: (one.amounts, one.status) for one in run.plan.matches}


def test_a_plan_is_solved_again_around_decisions_and_keeps_the_rest(engine, queued):
    first = queued(lambda make, run: setattr(run, "snapshot", run.snapshot | {"offers.csv": twice_as_much(run)}))
    optimise.work_on(engine, first)

    def decide(make, matches):
        make.decision(matches["Wells"], kind=DecisionKind.FORBID)
        make.decision(matches["Pipes"])
        matches["Pipes"].offer.capacity = matches["Pipes"].amounts + matches["Wells"].amounts

    again = solve_again(engine, first, decide)
    session, run = read(engine, again)
    with session:
        assert (run.status, run.problem) == (RunStatus.SUCCEEDED, "")
        before = lines(session.get_one(Run, first))
        assert lines(run) == {"Pipes": (before["Pipes"][0], MatchStatus.APPROVED)}
        assert left_out(session, "Wells", run.plan).explanation["funnel"]


def twice_as_much(run):
    return run.snapshot["offers.csv"].replace("1000.00", "2000.00")


@on_one_database
def test_only_a_run_that_keeps_the_rest_is_solved_around_its_base(engine, queued):
    first = queued()
    optimise.work_on(engine, first)
    over = solve_again(engine, first, lambda _make, _matches: None, keeps=False)
    with sessions(engine)() as session:
        run = session.get_one(Run, over)
        assert run.status == RunStatus.SUCCEEDED
        assert optimise._inputs(run).around is None
        assert optimise.arguments(optimise._inputs(run))[0] == "solve"
        run.keeps = True
        assert optimise.arguments(optimise._inputs(run))[:4] == ["resolve", "--plan", "base", "--keep"]
        session.rollback()


@on_one_database
def test_what_a_search_around_the_plan_can_begin_with_is_kept_where_the_engine_wrote_it(engine, queued, monkeypatch):
    def solved(*arguments):
        ending = run(*arguments)
        (arguments[2] / optimise.PLAN / optimise.PRICES).write_text("{}")
        return ending

    run_id, run = queued(), child.run
    monkeypatch.setattr(optimise.child, "run", lambda *given: solved(*given) if given[0] == "matching" else run(*given))
    optimise.work_on(engine, run_id)
    session, done = read(engine, run_id)
    with session:
        assert "prices.json" in done.plan.files
