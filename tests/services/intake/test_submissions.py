"""Who has an interest in an organisation neither publishes nor sends back what it submitted."""

import pytest

from app.services.intake import submissions
from app.services.people import interests
from app.services.record.actor import Actor
from models import Role
from models.errors import ConflictOfInterest
from models.lifecycle import SubmissionStatus


@pytest.fixture
def by(make):
    return Actor(make.user(Role.REVIEWER))


@pytest.fixture(params=["need", "offer"])
def submitted(request, make):
    return getattr(make, request.param)(status=SubmissionStatus.SUBMITTED)


def steps(session, thing, by):
    return (
        lambda: submissions.publish(session, thing, by),
        lambda: submissions.send_back(session, thing, "Say more of it.", by),
    )


def test_nobody_reviews_what_an_organisation_of_their_interest_submitted(session, make, by, submitted):
    interests.declare(session, submitted.organisation, "I worked there.", by)
    for step in steps(session, submitted, by):
        with pytest.raises(ConflictOfInterest, match=submitted.organisation.name):
            step()
    assert submitted.status == SubmissionStatus.SUBMITTED
    assert submitted.remarks == []
    submissions.publish(session, submitted, Actor(make.user(Role.REVIEWER)))
    assert submitted.status == SubmissionStatus.PUBLISHED


def test_an_interest_that_has_ended_or_is_in_another_organisation_hinders_nobody(session, make, by, submitted):
    interests.declare(session, make.organisation(), "I live there.", by)
    ended = interests.declare(session, submitted.organisation, "I worked there.", by)
    interests.end(session, ended, "Ten years ago.", by)
    submissions.send_back(session, submitted, "Say more of it.", by)
    assert submitted.status == SubmissionStatus.RETURNED
