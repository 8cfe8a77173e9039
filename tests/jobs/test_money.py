"""The engine solves a round in yen in whole yen, and goes on from plans that were frozen when files held hundredths."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.database import sessions
from app.jobs import optimise, study
from app.services.record.actor import PLATFORM
from app.services.review import runs, studies
from factories import Make
from matching.formats.text import csv_text
from models import Match, Need, Run, Study, StudyKind
from models.amounts import HorizonAmounts
from models.lifecycle import RoundStatus, RunStatus

from .conftest import on_one_database

TODAY = date.today()  # noqa: DTZ011
AMOUNTS = {"amount", "min_amount", "max_amount", "capacity_short", "capacity_medium", "capacity_long"}


@pytest.fixture
def yen(engine):
    """Queues a run on two needs of 1,235 yen, which an offer of 2,001 yen serves; `old` freezes it as it once was."""

    def queue(old):
        with sessions(engine)() as session:
            make = Make(session)
            make.rate("JPY", 150_000_000)
            for title in ("Wells", "Pipes"):
                make.need(title=title, currency="JPY", amount=1_235)
            make.offer(title="Water fund", currency="JPY", capacity=HorizonAmounts(2_001, 0, 0))
            make.commit()
            round_ = make.round(status=RoundStatus.OPEN, currency="JPY")
            run = runs.queue(session, round_, "", TODAY, PLATFORM)
            if old:
                run.snapshot = {name: as_before(name, text) for name, text in run.snapshot.items()}
            make.commit()
            return run.id

    return queue


def as_before(name, text):
    """The file when every amount was written in hundredths, and no policy said otherwise."""
    if not name.endswith(".csv"):
        return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("money_decimals"))
    header, *lines = csv.reader(io.StringIO(text))
    return csv_text(header, [[old(column, cell) for column, cell in zip(header, line, strict=True)] for line in lines])


def old(column, cell):
    return f"{int(cell) / 100:.2f}" if column in AMOUNTS and cell else cell


def planned(engine, run_id):
    """What the plan gives: as the engine wrote it, and as it was kept."""
    optimise.work_on(engine, run_id)
    with sessions(engine)() as session:
        run = session.get_one(Run, run_id)
        assert (run.status, run.problem) == (RunStatus.SUCCEEDED, "")
        lines = csv.DictReader(io.StringIO(run.plan.files["plan.csv"]))
        told = sum(Decimal(line["amount"]) for line in lines)
        assert told == Decimal(str(run.plan.summary["amount_by_kind"]["financial"]))
        matches = session.scalars(select(Match).where(Match.plan_id == run.plan.id))
        return told, sum(match.amounts.total for match in matches), run.plan.summary["fingerprint"]


@on_one_database
def test_a_round_in_yen_is_planned_in_yen(engine, yen):
    assert planned(engine, yen(old=False))[:2] == (2_001, 2_001)


@on_one_database
def test_a_plan_from_when_yen_were_hundredths_still_reads_right_and_is_gone_on_from(engine, yen):
    first = yen(old=True)
    told, kept, fingerprint = planned(engine, first)
    assert (told, kept) == (Decimal("20.01"), 2_001)
    assert pinned(engine, first, 700) == [7, 0, 0]
    with sessions(engine).begin() as session:
        base = session.get_one(Run, first)
        again = runs.queue(session, base.round, "", TODAY, PLATFORM, base=base, keeps=True).id
    assert planned(engine, again) == (2_001, 2_001, fingerprint)


def pinned(engine, run_id, amount):
    """What the engine answers that a need would have, were so much pinned for it."""
    with sessions(engine).begin() as session:
        plan = session.get_one(Run, run_id).plan
        wells = session.scalars(select(Need).where(Need.title == "Wells")).one()
        both = {"need": str(wells.id), "offer": str(plan.matches[0].offer_id)}
        question = both | {"decision": "pin", "amounts": [amount, 0, 0]}
        asked = studies.ask(session, plan, StudyKind.DECISION, PLATFORM, question)[0].id
    study.work_on(engine, asked)
    with sessions(engine)() as session:
        found = session.get_one(Study, asked)
        assert (found.status, found.problem) == (RunStatus.SUCCEEDED, "")
        return next(line["after"] for line in found.answer["moved"]["lines"] if line["need"] == both["need"])
