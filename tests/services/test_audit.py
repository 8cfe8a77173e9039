import pytest
from sqlalchemy import select

from app.services import submissions
from app.services.actor import Actor
from app.services.audit import UnauditedWrite
from models import AuditEvent, Role
from models.lifecycle import SubmissionStatus


def test_a_write_that_tells_nobody_cannot_be_kept(session, make):
    need = make.need()
    session.commit()
    need.title = "Quietly changed"
    with pytest.raises(UnauditedWrite, match="Need"):
        session.commit()


def test_a_bulk_write_that_tells_nobody_cannot_be_kept(session, make):
    from sqlalchemy import update

    from models import Need

    make.need()
    session.commit()
    session.execute(update(Need).values(title="Quietly changed"))
    with pytest.raises(UnauditedWrite):
        session.commit()


def test_an_event_tells_who_what_and_on_whose_behalf(session, make):
    need = make.need(status=SubmissionStatus.SUBMITTED)
    reviewer = make.user(Role.REVIEWER)
    secretariat = reviewer.memberships[0].organisation_id
    session.commit()
    submissions.publish(session, need, Actor(reviewer, secretariat, "request-1"))
    session.commit()
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "need.publish")).one()
    assert (event.actor_id, event.organisation_id, event.request_id) == (reviewer.id, secretariat, "request-1")
    assert event.subject_id == str(need.id)
    assert event.changes["status"] == ["submitted", "published"]
