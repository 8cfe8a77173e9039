"""A need that must wait for another: who is told, and when."""

import pytest

from models import Need, Role
from models.amounts import HorizonAmounts
from models.lifecycle import SubmissionStatus

DRAFT, SUBMITTED, RETURNED = SubmissionStatus.DRAFT, SubmissionStatus.SUBMITTED, SubmissionStatus.RETURNED
PUBLISHED, WITHDRAWN, CLOSED = SubmissionStatus.PUBLISHED, SubmissionStatus.WITHDRAWN, SubmissionStatus.CLOSED
SET_ASIDE = "set aside"


@pytest.fixture
def programme(world):
    return world.programme()


@pytest.fixture
def city(world, programme, browse):
    return browse(world.user(Role.CITY_OFFICER, programme.organisation))


@pytest.fixture
def reviewer(world, browse):
    return browse(world.user(Role.REVIEWER))


@pytest.fixture
def pair(world, programme, city, reviewer):
    def made(first, then, **values):
        study = world.need(programme, status=first, title="A study", amount=1_000_00, min_share_percent=50)
        works = world.need(programme, status=then, title="The works", requires=[study], **values)
        world.commit()
        return study, works

    return made


def submitting(city, need):
    token = city.get("/account").hidden("csrf_token")
    return city.send(f"/needs/{need.id}/submit", {"csrf_token": token})


def status(kept, need):
    return kept(lambda session: session.get(Need, need.id).status)


@pytest.mark.parametrize(
    ("first", "link", "words"),
    [
        (DRAFT, "/needs/{study}/submit", "“A study” must be met first and is not submitted yet: submit it first."),
        (RETURNED, "/needs/{study}/submit", "“A study” must be met first and is not submitted yet: submit it first."),
        (
            WITHDRAWN,
            "/needs/{works}/edit/people#requires-0",
            "“A study” must be met first, but it is over: take it out.",
        ),
        (CLOSED, "/needs/{works}/edit/people#requires-0", "“A study” must be met first, but it is over: take it out."),
    ],
)
def test_a_need_is_submitted_once_what_must_be_met_first_is(city, pair, kept, first, link, words):
    study, works = pair(first, DRAFT)
    for page in (city.get(f"/needs/{works.id}/submit"), submitting(city, works)):
        assert page.errors() == [words]
        assert page.error_links() == [link.format(study=study.id, works=works.id)]
    assert page.status == 422
    assert status(kept, works) == DRAFT
    assert 'id="requires-0"' in city.get(f"/needs/{works.id}/edit").text
    if first in (DRAFT, RETURNED):
        assert submitting(city, study).status == 302
    else:
        assert city.fill_in(f"/needs/{works.id}/edit", requires=None).status == 302
    assert submitting(city, works).status == 302
    assert status(kept, works) == SUBMITTED


def test_what_is_over_cannot_be_chosen_to_come_first(city, world, programme):
    study = world.need(programme, status=WITHDRAWN)
    works = world.need(programme, status=DRAFT)
    world.commit()
    for url in (f"/needs/new/{programme.id}", f"/needs/{works.id}/edit"):
        assert str(study.id) not in city.get(url).text


def test_a_published_need_is_not_made_to_wait_for_a_draft(city, world, programme, kept):
    study, works = world.need(programme, status=DRAFT), world.need(programme)
    world.commit()
    page = city.fill_in(f"/needs/{works.id}/edit", requires=[str(study.id)])
    assert (page.status, page.error_links()) == (422, ["#requires-0"])
    assert "not submitted yet" in page.errors()[0]
    assert status(kept, works) == PUBLISHED


def test_a_published_need_may_be_changed_while_what_it_waits_for_is_mended(city, pair, kept):
    _study, works = pair(RETURNED, PUBLISHED)
    assert city.fill_in(f"/needs/{works.id}/edit", title="Works").status == 302
    assert status(kept, works) == SUBMITTED


@pytest.mark.parametrize("first", [DRAFT, SUBMITTED, RETURNED, WITHDRAWN])
def test_the_reviewer_and_the_city_see_that_a_need_would_wait(city, reviewer, pair, kept, first):
    study, works = pair(first, SUBMITTED)
    told = reviewer.get(f"/needs/{works.id}").main()
    assert "this need would be set aside" in told
    if first == DRAFT:
        assert "A study" not in told, "a draft is its organisation's alone"
        assert "1 need that its city has not submitted yet" in told
    else:
        assert "A study" in told
    assert "this need would be set aside" in city.get(f"/needs/{works.id}").main()
    reviewer.fill_in(f"/needs/{works.id}/publish")
    assert status(kept, works) == PUBLISHED
    for browser in (city, reviewer):
        assert "This need is set aside" in browser.get(f"/needs/{works.id}").main()
    assert f"/needs/{study.id}" in city.get(f"/needs/{works.id}").links()


def test_nothing_is_said_of_waiting_where_nothing_waits(city, pair, browse, world):
    study, works = pair(PUBLISHED, PUBLISHED)
    assert SET_ASIDE not in city.get(f"/needs/{works.id}").main()
    study.status = WITHDRAWN
    world.commit()
    assert SET_ASIDE in city.get(f"/needs/{works.id}").main()
    for user in (None, world.user(Role.PARTNER_OFFICER)):
        world.commit()
        assert SET_ASIDE not in browse(user).get(f"/needs/{works.id}").main(), "between the city and the secretariat"


def test_a_need_waits_no_longer_for_one_that_is_met(city, pair, world):
    study, works = pair(PUBLISHED, PUBLISHED)
    world.partnership(world.match(study, amounts=HorizonAmounts(500_00, 0, 0)))
    study.status = SUBMITTED
    world.commit()
    assert SET_ASIDE not in city.get(f"/needs/{works.id}").main()


def test_a_need_waits_for_what_waits_itself(city, pair, world, programme):
    _study, works = pair(RETURNED, PUBLISHED)
    last = world.need(programme, requires=[works])
    world.commit()
    told = city.get(f"/needs/{last.id}").main()
    assert "This need is set aside" in told
    assert "The works" in told
