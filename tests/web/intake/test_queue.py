"""A reviewer goes through what was submitted, one after the other; opened otherwise, a thing stays open."""

from datetime import UTC, datetime

import pytest

from models import Role
from models.lifecycle import SubmissionStatus
from models.organisations import OrganisationKind

SUBMITTED = SubmissionStatus.SUBMITTED


def day(number):
    return {"created_at": datetime(2026, 1, number, tzinfo=UTC), "status": SUBMITTED}


@pytest.fixture
def reviewer(world, browse):
    made = world.user(Role.REVIEWER)
    world.commit()
    return browse(made)


@pytest.fixture(params=["needs", "offers"])
def waiting(request, world):
    """Three that wait, in the order of their days, and one that does not."""
    if request.param == "needs":
        programme = world.programme()
        make = lambda **values: world.need(programme, **values)  # noqa: E731
    else:
        partner = world.organisation(OrganisationKind.PARTNER)
        make = lambda **values: world.offer(partner, **values)  # noqa: E731
    made = [make(title=f"Number {n}", **day(n)) for n in (1, 2, 3)]
    make(title="Draft", status=SubmissionStatus.DRAFT)
    world.commit()
    return [f"/{request.param}/{one.id}" for one in made]


def decide(browser, url):
    return browser.fill_in(f"{url}/publish?queue=1")


def test_after_each_decision_comes_the_next_that_waits(reviewer, waiting):
    first, second, third = waiting
    folder = first.rsplit("/", 1)[0]
    assert f"{second}?queue=1" in reviewer.get(f"{folder}/?status=submitted").links()
    assert "2 more wait" in reviewer.get(f"{first}?queue=1").main()
    assert decide(reviewer, first).location == f"{second}?queue=1"
    sent_back = reviewer.press(f"{second}?queue=1", f"{second}/send-back?queue=1", comment="Say more, please.")
    assert sent_back.location == f"{third}?queue=1"
    assert "the last that waits" in reviewer.get(f"{third}?queue=1").main()
    page = decide(reviewer, third)
    assert page.location == f"{folder}/?status=submitted"
    assert "been through all" in reviewer.get(page.location).words()


def test_what_is_skipped_comes_again_after_the_last(reviewer, waiting):
    first, second, third = waiting
    assert f"{second}?queue=1" in reviewer.get(f"{first}?queue=1").links()
    assert f"{first}?queue=1" in reviewer.get(f"{third}?queue=1").links()
    assert decide(reviewer, third).location == f"{first}?queue=1"


def test_a_comment_that_is_refused_stays_in_the_queue(reviewer, waiting):
    first = waiting[0]
    page = reviewer.press(f"{first}?queue=1", f"{first}/send-back?queue=1", comment="")
    assert page.status == 422
    assert "2 more wait" in page.main()


def test_what_is_opened_from_elsewhere_stays_open(reviewer, waiting):
    first = waiting[0]
    assert "more wait" not in reviewer.get(first).main()
    assert reviewer.fill_in(f"{first}/publish").location == first


def test_nobody_else_stands_in_the_queue(waiting, world, browse):
    first = waiting[0]
    officer = world.user(Role.ADMINISTRATOR)
    world.commit()
    assert "more wait" not in browse(officer).get(f"{first}?queue=1").main()
    assert "queue=1" not in browse(officer).get(f"{first.rsplit('/', 1)[0]}/?status=submitted").text
