"""What a study becomes: the engine's answer, or a problem in plain words. A kill loses nothing."""

import os
import signal
import uuid

import pytest
from sqlalchemy import select

from app import jobs
from app.database import sessions
from app.jobs import abandoned, optimise, study
from app.services.engine import problems
from app.services.engine.answers import Question
from app.services.engine.problems import Contradiction, Plain
from app.services.record.actor import PLATFORM
from app.services.review import conflicts, plans, rounds, studies, work
from models import AuditEvent, Match, Need, Offer, Run, Study, StudyKind
from models.errors import Figures
from models.lifecycle import RunStatus
from models.rounds import DecisionKind

from .conftest import eventually, is_alive, kept, on_one_database


@pytest.fixture(scope="module")
def solved() -> dict[str, str]:
    """What the engine wrote for the first run, with titles for ids: the same round is not solved again."""
    return {}


@pytest.fixture
def run_id(engine, queued, solved) -> uuid.UUID:
    """A run with its plan: the one offer serves wells or pipes."""
    made = queued()
    if not solved:
        optimise.work_on(engine, made)
    with sessions(engine).begin() as session:
        run = session.get_one(Run, made)
        ids = {one.title: str(one.id) for kind in (Need, Offer) for one in session.scalars(select(kind))}
        if solved:
            work.begin(session, run)
            plans.keep(session, run, renamed(solved, ids), plans.Explanations(matches={}, needs={}))
        else:
            solved |= renamed(run.plan.files, {name: title for title, name in ids.items()})
    return made


def renamed(files: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    def line(text: str) -> str:
        for old, new in names.items():
            text = text.replace(old, new)
        return text

    return {file: line(text) for file, text in files.items()}


@pytest.fixture
def asked(engine, run_id):
    """Asks a question of the plan; `question` is made from the plan's first match."""

    def ask(kind, question=lambda _match: None, enqueue=False) -> uuid.UUID:
        with sessions(engine).begin() as session:
            plan = session.get_one(Run, run_id).plan
            made, _new = studies.ask(session, plan, kind, PLATFORM, question(plan.matches[0]))
            if enqueue:
                jobs.enqueue(session, made)
            return made.id

    return ask


def decided(decision, amounts=(0, 0, 0)):
    def question(match: Match):
        return Question(str(match.need_id), str(match.offer_id), DecisionKind(decision), amounts)

    return question


def ended(engine, study_id):
    with sessions(engine)() as session:
        found = session.get_one(Study, study_id)
        return found.status, found.answer, found.problem


def test_forbidding_a_match_tells_what_it_costs_and_what_moves(engine, asked):
    study_id = asked(StudyKind.DECISION, decided("forbid"))
    study.work_on(engine, study_id)
    status, answer, _problem = ended(engine, study_id)
    assert status == RunStatus.SUCCEEDED
    [cost] = answer["costs"]
    assert cost["decision"] == "forbid"
    assert cost["cost"] >= 0
    assert cost["at_least"] <= cost["cost"] <= cost["at_most"]
    dropped = [line for line in answer["moved"]["lines"] if line["change"] == "dropped"]
    assert [(line["need"], line["offer"]) for line in dropped] == [(cost["need"], cost["offer"])]


def test_a_pin_has_its_amounts_in_the_answer(engine, asked):
    study_id = asked(StudyKind.DECISION, decided("pin", (250_50, 0, 0)))
    study.work_on(engine, study_id)
    status, answer, problem = ended(engine, study_id)
    assert (status, problem) == (RunStatus.SUCCEEDED, "")
    assert any(line["after"][0] == 250.5 for line in answer["moved"]["lines"])


def test_a_pin_that_no_plan_can_keep_says_which_rule_it_breaks(engine, asked):
    study_id = asked(StudyKind.DECISION, decided("pin", (9_000_00, 0, 0)))
    study.work_on(engine, study_id)
    status, answer, problem = ended(engine, study_id)
    assert (status, answer) == (RunStatus.FAILED, {})
    assert isinstance(problems.read(problem), Contradiction)
    with sessions(engine)() as session:
        conflict = conflicts.conflict_of(session, session.get_one(Study, study_id))
        assert [(one.offer.title, one.is_asked) for one in conflict.sides] == [("Water fund", True)]
        passed = {one.rule: one.figures for one in conflict.limits}
        assert passed["capacity:short"] == (Figures(9_000_00, 1_000_00, "USD"),)


def test_a_stress_test_names_each_partner(engine, asked):
    study_id = asked(StudyKind.STRESS)
    study.work_on(engine, study_id)
    status, answer, _problem = ended(engine, study_id)
    assert status == RunStatus.SUCCEEDED
    [withdrawal] = answer["withdrawals"]
    assert withdrawal["impact_lost"] > 0
    assert withdrawal["fall_out"]


def test_the_price_of_fairness_is_told_level_by_level(engine, asked):
    study_id = asked(StudyKind.FRONTIER)
    study.work_on(engine, study_id)
    status, answer, _problem = ended(engine, study_id)
    assert status == RunStatus.SUCCEEDED
    assert [one["level"] for one in answer["levels"]] == [0, 0.2, 0.4, 0.6, 0.8, 1]


def test_a_study_that_has_ended_is_not_answered_again(engine, asked, monkeypatch):
    study_id = asked(StudyKind.STRESS)
    with sessions(engine).begin() as session:
        assert jobs.cancel(session, session.get_one(Study, study_id), PLATFORM)
    monkeypatch.setattr(study.child, "run", lambda *_: pytest.fail("nothing is to be done"))
    study.work_on(engine, study_id)
    assert ended(engine, study_id)[0] == RunStatus.CANCELLED


def test_the_late_answer_to_a_cancelled_question_is_dropped(engine, asked, monkeypatch):
    study_id = asked(StudyKind.STRESS)

    def cancelled_meanwhile(*arguments):
        with sessions(engine).begin() as session:
            jobs.cancel(session, session.get_one(Study, study_id), PLATFORM)
        return keep(*arguments)

    keep = study._keep
    monkeypatch.setattr(study, "_keep", cancelled_meanwhile)
    study.work_on(engine, study_id)
    assert ended(engine, study_id)[:2] == (RunStatus.CANCELLED, {})


def test_the_same_question_is_asked_once_while_it_is_under_way(engine, asked):
    first = asked(StudyKind.STRESS)
    assert asked(StudyKind.STRESS) == first
    assert asked(StudyKind.FRONTIER) != first
    study.work_on(engine, first)
    assert asked(StudyKind.STRESS) != first


def test_closing_the_round_cancels_what_is_still_asked(engine, asked, run_id):
    study_id = asked(StudyKind.STRESS)
    with sessions(engine).begin() as session:
        rounds.close(session, session.get_one(Run, run_id).round, PLATFORM)
    assert ended(engine, study_id)[0] == RunStatus.CANCELLED


def test_what_the_platform_could_not_answer_says_so(engine, asked):
    study_id = asked(StudyKind.STRESS)
    for _again in range(2):
        abandoned.give_up(engine, Study, study_id)
    assert ended(engine, study_id)[0] == RunStatus.FAILED
    assert problems.read(ended(engine, study_id)[2]) == Plain("gave_up_study")


@on_one_database
def test_a_killed_worker_loses_no_question(engine, asked, worker):
    study_id = asked(StudyKind.STRESS, enqueue=True)
    killed = worker()
    child = killed.child()
    killed.kill()
    eventually(lambda: not is_alive(child), seconds=2)
    assert ended(engine, study_id)[0] == RunStatus.RUNNING
    worker()
    eventually(lambda: ended(engine, study_id)[0] == RunStatus.SUCCEEDED)
    told = kept(engine, select(AuditEvent.action).where(AuditEvent.subject_id == str(study_id)))
    assert (told.count("study.begin"), told.count("study.succeed")) == (1, 1)


def test_a_cancelled_question_ends_the_engine_within_two_seconds(engine, asked, worker):
    study_id = asked(StudyKind.STRESS, enqueue=True)
    child = worker().child()
    os.kill(child, signal.SIGSTOP)  # an engine that does not answer
    with sessions(engine).begin() as session:
        assert jobs.cancel(session, session.get_one(Study, study_id), PLATFORM)
    eventually(lambda: not is_alive(child), seconds=2)
    assert ended(engine, study_id)[0] == RunStatus.CANCELLED
