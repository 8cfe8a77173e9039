"""A nation answers several needs at once: it is shown which, every one has its event, and none is answered unread."""

import pytest
from sqlalchemy import select

from models import NoObjection, Role
from models.base import utc_now
from models.lifecycle import SubmissionStatus
from models.organisations import OrganisationKind

LIST = "/needs/?unanswered=1"


@pytest.fixture
def nation(world):
    country = world.country("KEN")
    world.city_government = world.organisation(city=world.city(country=country))
    made = world.organisation(OrganisationKind.NATIONAL_GOVERNMENT, country=country)
    world.officer = world.user(Role.NATIONAL_OFFICER, made)
    programme = world.programme(world.city_government)
    world.needs = [world.need(programme, title=f"Need {n}", published_at=utc_now()) for n in "ABC"]
    world.far = world.need(title="Far")
    world.far.programme.organisation.city.country = world.country("BRA")
    world.commit()
    return made


@pytest.fixture
def officer(nation, world, browse):
    return browse(world.officer)


def page_for(*needs):
    return "/needs/answers?" + "&".join(f"need={one.id}" for one in needs)


def answers(kept):
    return kept(lambda session: sorted(map(tuple, session.execute(select(NoObjection.need_id, NoObjection.given)))))


def test_ticked_needs_are_answered_at_once(officer, world, kept, events):
    page = officer.get(LIST)
    boxes = [one.get("value") for one in page.tree.iter("input") if one.get("name") == "need"]
    assert sorted(boxes) == sorted(str(one.id) for one in world.needs)
    first, second, _third = world.needs
    page = officer.get(page_for(first, second))
    assert "Need A" in page.main()
    assert "Need B" in page.main()
    assert "Need C" not in page.main()
    assert officer.send(page_for(first, second), page.form(), answer="none").location == LIST
    assert answers(kept) == sorted([(first.id, True), (second.id, True)])
    assert [one for one in events() if one.startswith("need.")] == ["need.no_objection", "need.no_objection"]
    assert officer.get(LIST).rows() == ["Need C"]


def test_an_objection_wants_its_reason(officer, world, kept):
    page = officer.fill_in(page_for(*world.needs), answer="some")
    assert (page.status, page.error_links()) == (422, ["#reason"])
    assert officer.fill_in(page_for(*world.needs)).error_links() == ["#answer-0"]
    assert answers(kept) == []
    assert officer.fill_in(page_for(*world.needs), answer="some", reason="Not in the plan.").location == LIST
    assert [given for _need, given in answers(kept)] == [False] * 3


@pytest.mark.parametrize("happens", ["changed", "answered"])
def test_what_happened_while_reading_is_read_first(officer, world, kept, happens):
    first, second, _third = world.needs
    form = officer.get(page_for(first, second)).form()
    if happens == "changed":
        first.title = "Need A, but larger"
        world.commit()
    else:
        officer.fill_in(page_for(first), answer="none")
    page = officer.send(page_for(first, second), form, answer="none")
    assert page.status == 409
    assert "nothing is recorded" in page.errors()[0]
    assert len(answers(kept)) == (0 if happens == "changed" else 1)
    assert ("larger" in page.main()) == (happens == "changed")
    assert officer.send(page_for(first, second), page.form(), answer="none").location == LIST
    assert len(answers(kept)) == 2


def test_only_what_waits_for_the_nation_can_be_ticked(officer, world, kept):
    draft = world.need(world.needs[0].programme, title="Hush", status=SubmissionStatus.DRAFT)
    world.commit()
    page = officer.get(page_for(world.needs[0], world.far, draft))
    assert "Need A" in page.main()
    assert "Far" not in page.main()
    assert "Hush" not in page.main()
    for url in ("/needs/answers", page_for(world.far), "/needs/answers?need=x"):
        page = officer.get(url)
        assert page.location == LIST
        assert "Tick at least one" in officer.get(LIST).words()


def test_nobody_else_answers(nation, world, browse):
    city = world.user(Role.CITY_OFFICER, world.city_government)
    world.commit()
    assert browse(city).get(page_for(world.needs[0])).status == 403
    assert "checkbox" not in browse(city).get(LIST).text
