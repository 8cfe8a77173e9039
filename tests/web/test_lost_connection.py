"""The database ends a connection while a page is being made."""

import pytest
from flask import template_rendered
from sqlalchemy import create_engine, text

from app.services.intake import submissions
from models import Need, Role
from models.lifecycle import SubmissionStatus

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

END = text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'test' AND pid <> pg_backend_pid()"
)


@pytest.fixture
def end_connections(site):
    """Ends every connection to the database of the test but its own."""
    engine = create_engine(site.extensions["settings"].database_url)

    def end(*_arguments, **_more):
        with engine.connect() as connection:
            connection.execute(END)

    yield end
    engine.dispose()


def test_an_answer_that_is_made_stands_although_the_connection_is_lost(browse, world, site, end_connections):
    reviewer = world.user(Role.REVIEWER)
    world.commit()
    with template_rendered.connected_to(end_connections, site):
        assert browse(reviewer).get("/needs/").status == 200
    assert browse(reviewer).get("/needs/").status == 200


def test_a_connection_lost_before_the_answer_is_a_page_that_says_so(browse, world, kept, monkeypatch, end_connections):
    need, reviewer = world.need(status=SubmissionStatus.SUBMITTED), world.user(Role.REVIEWER)
    world.commit()
    publish = submissions.publish
    monkeypatch.setattr(submissions, "publish", lambda *all_: (end_connections(), publish(*all_)))
    page = browse(reviewer).fill_in(f"/needs/{need.id}/publish")
    assert (page.status, "The database did not answer" in page.text) == (503, True)
    assert kept(lambda session: session.get(Need, need.id).status) == SubmissionStatus.SUBMITTED
    assert browse(reviewer).get(f"/needs/{need.id}").status == 200
