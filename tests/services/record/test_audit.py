import pytest
from sqlalchemy import delete, insert, select, text, update

from app.services.intake import submissions
from app.services.partnerships import capacity
from app.services.record.actor import PLATFORM, Actor
from app.services.record.audit import UnauditedWrite, record
from app.services.record.audit_watch import AUDITED, wrote
from models import AuditEvent, Membership, Need, NeedFlag, Note, Offer, Role
from models.amounts import HorizonAmounts
from models.lifecycle import SubmissionStatus
from models.vocabulary import Flag


@pytest.fixture
def need(session, make):
    need = make.need(status=SubmissionStatus.SUBMITTED)
    session.commit()
    return need


QUIETLY = {
    "a flush": lambda session, need: setattr(need, "title", "Quiet"),
    "a part of it": lambda session, need: setattr(need, "evidence", {Flag.IN_CITY_PLAN: "Page 3"}),
    "a table of pairs": lambda session, need: need.requires.append(other_of(session, need)),
    "an update of many": lambda session, need: session.execute(update(Need).values(title="Quiet")),
    "a table": lambda session, need: session.execute(update(Need.__table__).values(title="Quiet")),
    "text": lambda session, need: session.execute(text("UPDATE needs SET title = 'Quiet'")),
    "text with a remark": lambda session, need: session.execute(
        text("/* a */ update /* b */ needs set title = 'Quiet'")
    ),
    "the driver": lambda session, need: session.connection().exec_driver_sql("UPDATE \"needs\" SET title = 'Quiet'"),
    "many at once": lambda session, need: session.bulk_update_mappings(
        Need, [{"id": need.id, "version": need.version, "title": "Quiet"}]
    ),
    "rows of another": lambda session, need: session.execute(
        insert(NeedFlag), [{"need_id": need.id, "flag": Flag.IN_CITY_PLAN, "evidence": "Page 3"}]
    ),
    "a deletion": lambda session, need: session.execute(delete(Membership)),
    "a statement in another": lambda session, need: session.execute(text("DELETE FROM memberships WHERE true")),
}


def other_of(session, need):
    return session.scalars(select(Need).where(Need.id != need.id)).one()


@pytest.mark.parametrize("way", QUIETLY)
def test_a_write_that_tells_nobody_cannot_be_kept(session, make, need, way):
    make.need(need.programme), make.user(Role.REVIEWER)
    make.commit()
    QUIETLY[way](session, need)
    with pytest.raises(UnauditedWrite):
        session.commit()
    session.rollback()
    assert need.title != "Quiet"


@pytest.mark.parametrize("way", QUIETLY)
def test_an_event_on_another_row_does_not_pay_for_it(session, make, need, way):
    other = make.need(need.programme)
    make.user(Role.REVIEWER)
    make.commit()
    other.description = "Told."
    record(session, PLATFORM, "need.revise", other)
    QUIETLY[way](session, need)
    with pytest.raises(UnauditedWrite):
        session.commit()


def test_a_second_write_wants_a_second_event(session, need):
    need.title = "Told"
    record(session, PLATFORM, "need.revise", need)
    need.title = "Quiet"
    with pytest.raises(UnauditedWrite, match="needs"):
        session.commit()


def test_the_rows_of_a_tests_world_want_no_event_and_excuse_no_other(session, make, need):
    need.title = "Quiet"
    session.flush()
    make.need(need.programme)
    with pytest.raises(UnauditedWrite, match=str(need.id)):
        make.commit()


def test_an_event_on_a_need_speaks_of_its_parts(session, make, need):
    make.need(need.programme)
    make.commit()
    need.evidence = {Flag.IN_CITY_PLAN: "Page 3"}
    need.requires.append(other_of(session, need))
    record(session, PLATFORM, "need.revise", need)
    session.commit()
    assert need.flags


def test_who_runs_a_statement_says_which_rows_it_wrote(session, make, need):
    make.need(need.programme)
    make.commit()
    session.execute(text("UPDATE needs SET secured = 1"))
    wrote(session, [need])
    record(session, PLATFORM, "need.revise", need)
    with pytest.raises(UnauditedWrite, match="needs"):
        session.commit()
    session.rollback()
    session.execute(text("UPDATE needs SET secured = 1"))
    everything = session.scalars(select(Need)).all()
    wrote(session, everything)
    for one in everything:
        record(session, PLATFORM, "need.revise", one)
    session.commit()


def test_what_found_no_row_wants_no_event(session, need):
    session.execute(text("UPDATE needs SET title = 'Quiet' WHERE title = 'No such title'"))
    session.commit()


def test_what_is_only_read_wants_no_event(session, need):
    session.execute(select(Need).with_for_update())
    session.execute(text("SELECT 'UPDATE needs SET title' FROM needs -- delete from needs"))
    need.title = str(need.title)
    session.commit()


def test_every_table_but_the_records_themselves_is_watched():
    assert AuditEvent.__tablename__ not in AUDITED
    assert {Need.__tablename__, Note.__tablename__, "programme_settlements", "need_requires"} <= AUDITED


def test_an_event_tells_who_what_and_on_whose_behalf(session, make, need):
    reviewer = make.user(Role.REVIEWER)
    make.commit()
    secretariat = reviewer.memberships[0].organisation_id
    submissions.publish(session, need, Actor(reviewer, secretariat, "request-1"))
    session.commit()
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "need.publish")).one()
    assert (event.actor_id, event.organisation_id, event.request_id) == (reviewer.id, secretariat, "request-1")
    assert event.subject_id == str(need.id)
    assert event.changes["status"] == ["submitted", "published"]


def test_the_ledger_of_an_offer_tells_each_step_before_and_after(session, make):
    offer = make.offer(capacity=HorizonAmounts(100, 50, 0))
    make.commit()
    capacity.reserve(session, offer, HorizonAmounts(60, 10, 0), PLATFORM)
    capacity.commit(session, offer, HorizonAmounts(60, 0, 0), PLATFORM)
    capacity.release(session, offer, HorizonAmounts(20, 0, 0), "committed", PLATFORM)
    session.commit()
    told = session.scalars(select(AuditEvent).where(AuditEvent.subject_id == str(offer.id)).order_by(AuditEvent.at))
    assert {one.action: one.changes for one in told} == {
        "offer.reserve": {"reserved_short": [0, 60], "reserved_medium": [0, 10]},
        "offer.commit": {"reserved_short": [60, 0], "committed_short": [0, 60]},
        "offer.release": {"committed_short": [60, 40]},
    }
    assert session.get_one(Offer, offer.id).reserved == HorizonAmounts(0, 10, 0)
