"""What the database itself refuses, however wrong the program is: see also `test_checks.py`."""

import pytest
from sqlalchemy import BigInteger, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.today import today
from models import Base
from models.amounts import HorizonAmounts
from models.lifecycle import SubmissionStatus


def refused(session, name):
    return pytest.raises(IntegrityError, match=name)


def test_carry_over_counts_what_earlier_horizons_left(session, make):
    make.offer(capacity=HorizonAmounts(100, 0, 0), carry_over=True)
    session.execute(text("UPDATE offers SET reserved_medium = 60, committed_long = 40"))
    with refused(session, "within_capacity"):
        session.execute(text("UPDATE offers SET reserved_medium = 61, committed_long = 40"))


def test_only_one_decision_stands_for_a_pair(session, make):
    from app.services.record.actor import Actor
    from app.services.review import decisions
    from models import Role
    from models.rounds import Decision, DecisionKind

    match = make.match()
    by = Actor(make.user(Role.REVIEWER))
    decisions.decide(session, [match], DecisionKind.APPROVE, "It fits.", today(), by)
    decisions.decide(session, [match], DecisionKind.REJECT, "It does not, after all.", today(), by)
    standing = decisions.standing(session, match)
    assert standing is not None
    assert standing.kind == DecisionKind.REJECT
    again = Decision(
        round_id=match.plan.run.round_id, need_id=match.need_id, offer_id=match.offer_id,
        kind=DecisionKind.FORBID, reason="Twice.", decided_by=by.user,
    )  # fmt: skip
    session.add(again)
    with refused(session, "decisions"):
        session.flush()


def test_the_second_of_two_writers_learns_of_the_first(session, make):
    from sqlalchemy.orm.exc import StaleDataError

    need = make.need()
    session.execute(text("UPDATE needs SET version = version + 1"))
    need.title = "Changed by the second"
    with pytest.raises(StaleDataError):
        session.flush()


def test_no_column_of_whole_numbers_of_any_table_takes_anything_else(session):
    """PostgreSQL by the type of the column, SQLite by a check."""
    connection = session.connection()
    found = inspect(connection)
    for table in Base.metadata.sorted_tables:
        rules = {str(one["name"]): one["sqltext"] for one in found.get_check_constraints(table.name)}
        types = {one["name"]: one["type"] for one in found.get_columns(table.name)}
        for column in table.columns:
            if not isinstance(column.type, BigInteger):
                continue
            if connection.dialect.name == "postgresql":
                assert isinstance(types[column.name], BigInteger)
                continue
            rule = text(
                f"SELECT {rules[f'ck_{table.name}_{column.name}_storage']} FROM (SELECT :value AS {column.name})"
            )
            for value in (1.5, float("inf"), float("-inf"), "NaN", "many", b"1"):
                assert connection.execute(rule, {"value": value}).scalar() == 0, (column, value)
            assert connection.execute(rule, {"value": 1}).scalar() == 1
            assert bool(connection.execute(rule, {"value": None}).scalar()) == column.nullable


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount", "'NaN'"), ("amount", "'many'"), ("amount", "'Infinity'"), ("residents_reached", "'1.5'"),
        ("currency", "'DOLLARS'"), ("published_at", "'2026-02-30 10:00:00'"), ("published_at", "'tomorrow at noon'"),
        ("programme_id", "'nonsense'"), ("id", "'zz000000000000000000000000000000'"),
    ],
)  # fmt: skip
def test_what_is_not_of_its_type_is_refused(session, make, column, value):
    make.need()
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(f"UPDATE needs SET {column} = {value}"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("value", ["1.5", "9e999", "-9e999", "x'31'"])
def test_no_part_of_a_unit_is_kept_for_an_amount(session, make, value):
    make.need(status=SubmissionStatus.DRAFT)
    with refused(session, "ck_needs_amount"):
        session.execute(text(f"UPDATE needs SET amount = {value}"))
