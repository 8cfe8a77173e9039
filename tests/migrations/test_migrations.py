"""Each migration goes up and down with data, on both databases, and the models never drift from the last."""

from datetime import date

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, select, text

from app.commands import migrations
from app.config import ROOT
from app.database import connect, sessions
from app.services.record.actor import Actor
from app.services.record.audit import record
from factories import Make
from models import Base, ExchangeRate, Need, Programme, Refusal, Run, User
from models.lifecycle import PartnershipStatus
from models.rounds import FairnessGroup

pytestmark = pytest.mark.changes_tables


def scripts():
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)


def tables(engine):
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def shape(engine):
    """Columns, keys and checks of every table, in an order that does not depend on the database."""
    found = inspect(engine)
    return {
        table: (
            sorted((one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(table)),
            sorted(str(one["name"]) for one in found.get_check_constraints(table)),
            sorted(str(one["name"]) for one in found.get_foreign_keys(table)),
            sorted(str(one["name"]) for one in found.get_indexes(table)),
        )
        for table in tables(engine)
    }


def test_the_models_have_not_drifted(database_url):
    engine = connect(database_url)
    assert migrations.drift(engine) == ""
    engine.dispose()


def test_the_database_holds_every_check_of_the_models(database_url):
    engine = connect(database_url)
    found = inspect(engine)
    for table in Base.metadata.sorted_tables:
        held = {one["name"] for one in found.get_check_constraints(table.name)}
        checks = {
            one.name
            for one in table.constraints
            if isinstance(one, CheckConstraint)
            and (engine.dialect.name == "sqlite" or not one.name.endswith("_storage"))
        }
        assert held == checks, table.name
    engine.dispose()


def test_there_is_one_head():
    assert len(scripts().get_heads()) == 1


def test_each_migration_goes_down_and_up_again_with_data(database_url):
    engine = connect(database_url)
    with sessions(engine)() as session:
        make = Make(session)
        make.partnership()
        make.settlement()
        make.invitation()
        make.commit()
    before = shape(engine)
    for script in scripts().walk_revisions():
        migrations.downgrade(engine, str(script.down_revision or "base"))
        migrations.upgrade(engine, script.revision)
    migrations.upgrade(engine)
    assert shape(engine) == before
    assert tables(engine) == set(Base.metadata.tables)
    engine.dispose()


def test_a_run_of_before_tells_the_groups_of_its_plan_else_those_of_its_policy(database_url):
    engine = connect(database_url)
    with sessions(engine)() as session:
        make = Make(session)
        by_income = {"fairness": {"groups": [{"group": "Low income"}, {"group": "Not classified"}]}}
        planned = make.plan(summary=by_income).run
        round_ = make.round()
        round_.policy.fairness_group = FairnessGroup.CITY_SIZE
        by_region = {"fairness": {"groups": [{"group": "Africa"}]}}
        expected = {planned.id: "income_group", make.run(round_).id: "city_size"}
        expected[make.plan(make.run(round_), summary=by_region).run_id] = "world_region"
        make.commit()
    migrations.downgrade(engine, "0002")
    migrations.upgrade(engine)
    with sessions(engine)() as session:
        assert dict(session.execute(select(Run.id, Run.fairness_group)).all()) == expected
    engine.dispose()


def test_a_partnership_that_had_ended_is_remembered_as_the_no_of_whoever_ended_it(database_url):
    engine = connect(database_url)
    ended = {"status": PartnershipStatus.DECLINED, "reason": "Not this year."}
    with sessions(engine)() as session:
        make = Make(session)
        city, partner, live = make.partnership(**ended), make.partnership(**ended), make.partnership()
        found_again = make.partnership(make.match(live.need, live.offer), **ended)
        expected = {city.id: city.parties[0].id, partner.id: partner.parties[1].id}
        for one, organisation_id in (*((one, expected[one.id]) for one in (city, partner)), (found_again, None)):
            record(session, Actor(None, organisation_id), "partnership.declined", one)
        make.commit()
    migrations.downgrade(engine, "0003")
    migrations.upgrade(engine)
    with sessions(engine)() as session:
        known = session.scalars(select(Refusal)).all()
        assert {one.partnership_id: one.organisation_id for one in known} == expected
        assert all(one.holds for one in known)
    engine.dispose()


def test_yearly_rates_per_euro_become_rates_per_dollar_of_their_first_day_and_back(database_url):
    engine = connect(database_url)
    migrations.downgrade(engine, "0007")
    means = [("EUR", 2026, 1_000_000), ("USD", 2026, 1_156_824), ("JPY", 2026, 183_304_695), ("USD", 2025, 1_100_000)]
    means += [("JPY", 2024, 160_000_000)]  # beside no dollar of its year
    insert = "INSERT INTO exchange_rates (currency, year, per_euro_millionths, source) VALUES ('{}', {}, {}, 'A bank')"
    with engine.begin() as connection:
        for one in means:
            connection.execute(text(insert.format(*one)))
    migrations.upgrade(engine)
    with sessions(engine)() as session:
        rates = {(one.currency, one.day): one.per_usd_billionths for one in session.scalars(select(ExchangeRate))}
        assert rates == {
            ("EUR", date(2026, 1, 1)): 864_435_731, ("USD", date(2026, 1, 1)): 10**9, ("USD", date(2025, 1, 1)): 10**9,
            ("JPY", date(2026, 1, 1)): 158_455_128_006,
        }  # fmt: skip
    migrations.downgrade(engine, "0007")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT currency, year, per_euro_millionths, source FROM exchange_rates")).all()
    assert {tuple(one) for one in found} == {(*one, "A bank") for one in means[:3]}
    engine.dispose()


def test_what_was_there_is_found_without_accents(database_url):
    engine = connect(database_url)
    with sessions(engine)() as session:
        make = Make(session)
        make.need(make.programme(title="Água"), title="Łódź", description="Straße")
        make.user(name="Zoë", email="zoe@example.org")
        make.commit()
        folded = (select(Need.folded_name, Need.folded_text), select(Programme.folded_name, Programme.folded_text))
        kept = [session.execute(one).all() for one in (*folded, select(User.folded_name))]
    migrations.downgrade(engine, "0008")
    migrations.upgrade(engine)
    with sessions(engine)() as session:
        assert [session.execute(one).all() for one in (*folded, select(User.folded_name))] == kept
        assert kept == [[("lodz", "strasse")], [("agua", "")], [("zoe zoe@example.org",)]]
    engine.dispose()


def test_nothing_of_ours_is_left_at_the_bottom(database_url):
    engine = connect(database_url)
    migrations.downgrade(engine, "base")
    assert tables(engine) == set()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 0
    engine.dispose()
