"""Why the engine ended without a result reaches the run as codes, ids and figures, and its page in words."""

import uuid

import pytest

from app.database import sessions
from app.jobs import child, optimise
from app.jobs import problems as endings
from app.jobs.child import Ending, Stopped
from app.pages.review.rounds import wording
from app.services.engine import problems
from app.services.engine.problems import BadInput, Expected, Plain, TooLarge, Unusable
from app.services.engine.snapshots import Snapshot
from factories import Make
from models import Run
from models.lifecycle import RunStatus

from .conftest import on_one_database


@pytest.fixture
def failed(site, engine, queued):
    """Works on a run, whose world may be changed first; its problem, and the words for it."""

    def work(alter=lambda _make, _run: None):
        run_id = queued(alter)
        optimise.work_on(engine, run_id)
        with sessions(engine)() as session, site.test_request_context():
            run = session.get_one(Run, run_id)
            assert run.status == RunStatus.FAILED
            assert len(run.problem) <= problems.LONGEST
            return problems.read(run.problem), wording.problem(run.problem)

    return work


@pytest.fixture
def engine_that(monkeypatch, tmp_path):
    """The command line with this in place of its search: a script, in a process of its own as ever."""

    def replace(search):
        script = tmp_path / "engine.py"
        script.write_text(
            "import os, signal, sys\nfrom matching.commands import solve\nfrom matching.errors import NoPlanInTime\n"
            f"def search(*_arguments, **_options):\n    {search}\nsolve.plan_for = search\n"
            "from matching.__main__ import main\nsys.exit(main())\n"
        )
        run = child.run
        monkeypatch.setattr(optimise.child, "run", lambda _program, *given: run(str(script), *given))

    return replace


def altered(part, old, new):
    def alter(_make, run):
        run.snapshot = run.snapshot | {part: run.snapshot[part].replace(old, new)}

    return alter


@on_one_database
def test_every_cell_that_cannot_be_used_is_told_with_its_need(failed):
    found, words = failed(altered("needs.csv", "1000.00", "-5.00"))
    assert isinstance(found, BadInput)
    assert {(one.row, one.column, one.expected.code) for one in found.problems} == {
        (row, "amount", "positive_amount") for row in (2, 3, 4)
    }
    assert sorted(found.titles.values()) == ["Lamps", "Pipes", "Wells"]
    assert len(words) == 4


@on_one_database
def test_a_round_that_is_too_large_is_told_with_its_numbers(failed):
    found, words = failed(altered("policy.toml", "memory_mb = 4096", "memory_mb = 64"))
    assert isinstance(found, TooLarge)
    assert (found.pairs, found.budget_mb) == (2, 64)
    assert "a run may use 64 MB" in words[1]


@on_one_database
@pytest.mark.parametrize(
    ("search", "code", "words"),
    [
        ("raise NoPlanInTime(3)", "no_plan_in_time", "take back a pin"),
        (f"bytearray({child.MEMORY_MB + 1} << 20)", "out_of_memory", "needed more memory"),
        ("sys.stderr.write('LLVM ERROR: out of memory\\n'); os.abort()", "out_of_memory", "needed more memory"),
        ("os.abort()", "no_plan", "stopped without a plan"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed", "ended from outside"),
        ("1 / 0", "no_plan", "stopped without a plan"),
    ],
)
def test_every_other_ending_of_the_engine_has_its_code_and_words(failed, engine_that, search, code, words):
    engine_that(search)
    found, told = failed()
    assert found.code == code
    assert words in told[0]
    assert "Traceback" not in " ".join(told)


def test_the_status_alone_tells_what_the_engine_could_not_write(tmp_path):
    for status, code in endings.CODES.items():
        assert endings.of_ending(tmp_path, Ending(status, "", Stopped.NO)) == Plain(code)
    (tmp_path / endings.FILE).write_text('{"code": ')
    assert endings.of_ending(tmp_path, Ending(2, "", Stopped.NO)) == Plain("bad_input")


def test_every_exit_status_of_the_engine_has_a_code():
    import matching.__main__ as engine_line

    documented = {
        int(part.split()[0])
        for part in engine_line.__doc__.split("Exit status:")[1].split(",")
        if part.split()[0].isdigit()
    }
    assert documented - {0, 1} == {status for status in endings.CODES if status > 0}


def wrong(row, value="-5"):
    return Unusable("needs.csv", row, "amount", value, Expected("positive_amount", {"decimals": 2, "most": 10}))


def test_a_long_list_is_cut_between_problems_and_says_how_many_more_there_are():
    whole = BadInput(tuple(wrong(row) for row in range(2, 1002)))
    stored = problems.text(whole)
    assert len(stored) <= problems.LONGEST
    part = problems.read(stored)
    assert part.problems == whole.problems[: len(part.problems)]
    assert len(part.problems) + part.more == 1000
    assert len(part.problems) > 10
    assert problems.read(problems.text(part)) == part


@on_one_database
def test_ids_become_titles_only_where_they_are_those_of_a_need_or_an_offer(engine):
    with sessions(engine)() as session:
        make = Make(session)
        need, offer, stranger = make.need(title="Wells"), make.offer(title="Water fund"), uuid.uuid4()
        make.commit()
        snapshot = Snapshot({"decisions.csv": f"need_id,offer_id,decision\n{need.id},{offer.id},pin\n"})
        row = Unusable("decisions.csv", 2, "decision", "pin", Expected("new", {"row": 3}))
        cell = Unusable("needs.csv", 7, "requires", f"{need.id};{stranger}", Expected("need_of_file"))
        found = endings.named(session, snapshot, BadInput((row, cell)))
        assert [one.ids for one in found.problems] == [(str(need.id), str(offer.id)), ()]
        assert found.titles == {str(need.id): "Wells", str(offer.id): "Water fund"}
        assert endings.named(session, snapshot, Plain("late")) == Plain("late")


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        ("", None),
        ("killed", Plain("killed")),
        ("too_large\n9 pairs need about 2 MB", Plain("too_large", ("9 pairs need about 2 MB",))),
        ("It was written\n\nin words.", Plain("It was written", ("in words.",))),
    ],
)
def test_older_rows_are_read_as_they_were_written(stored, found):
    assert problems.read(stored) == found
