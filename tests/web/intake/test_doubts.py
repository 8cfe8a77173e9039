"""What is hardly so is asked about, kept with a reason, and shown to whoever reads it; what cannot be is refused."""

import pytest
from sqlalchemy import select

from app.today import today
from models import AuditEvent, Need, Role, Settlement
from models.lifecycle import SubmissionStatus

FAR = {"name": "By the river", "latitude": "10", "longitude": "36.8"}
BECAUSE = "The city governs this island, far from its harbour."


@pytest.fixture
def programme(world):
    here = world.organisation()
    return world.programme(here, settlements=[world.settlement(here, residents=400), world.settlement(here)])


@pytest.fixture
def officer(world, programme, browse):
    user = world.user(Role.CITY_OFFICER, programme.organisation)
    world.commit()
    return browse(user)


@pytest.fixture
def reviewer(world, browse):
    user = world.user(Role.REVIEWER)
    world.commit()
    return browse(user)


def the_river(session):
    return session.scalar(select(Settlement).where(Settlement.name == "By the river"))


def test_a_point_far_from_the_city_is_kept_with_a_reason(officer, reviewer, kept):
    assert "It is right, because" not in officer.get("/settlements/new").main()
    page = officer.fill_in("/settlements/new", **FAR)
    assert page.status == 422
    assert page.error_links() == ["#latitude", "#kept_because"]
    assert "1,257 km from the middle of Exampleville" in page.errors()[0]
    assert "Is this right?" in page.main()
    assert page.form()["longitude"] == ["36.8"]
    assert kept(the_river) is None
    assert officer.send("/settlements/new", page.form(), kept_because=BECAUSE).status == 302
    made = kept(the_river)
    assert made.kept_because == BECAUSE
    for browser in (officer, reviewer):
        told = browser.get(f"/settlements/{made.id}").main()
        assert "1,257 km from the middle" in told
        assert BECAUSE in told
    [event] = kept(
        lambda session: session.scalars(select(AuditEvent).where(AuditEvent.action == "settlement.create")).all()
    )
    assert event.changes["kept_because"][1] == BECAUSE


def test_a_reason_goes_with_its_doubt(officer, kept):
    officer.fill_in("/settlements/new", **FAR, kept_because=BECAUSE)
    made = kept(the_river)
    assert officer.get(f"/settlements/{made.id}/edit").form()["kept_because"] == [BECAUSE]
    officer.fill_in(f"/settlements/{made.id}/edit", latitude="-1.31")
    assert kept(the_river).kept_because == ""


def test_what_stood_before_is_not_asked_about_again(officer, world, programme, kept):
    old = world.settlement(programme.organisation, name="By the river", latitude=10.0, longitude=36.8)
    world.commit()
    assert officer.fill_in(f"/settlements/{old.id}/edit", about="Old.").status == 302
    page = officer.fill_in(f"/settlements/{old.id}/edit", longitude="37")
    assert (page.status, page.error_links()) == (422, ["#latitude", "#kept_because"])


def test_what_cannot_be_is_refused_whatever_the_reason(officer):
    wrong = {
        "households": {"residents": "10", "households": "11"},
        "deprivations-0-share_percent": {
            "deprivations-0-share_percent": "10", "deprivations-0-year": str(today().year + 1),
            "deprivations-0-source": "Survey",
        },
    }  # fmt: skip
    for field, said in wrong.items():
        page = officer.fill_in("/settlements/new", name="Hill", **said)
        assert (page.status, page.error_links()) == (422, [f"#{field}"])
        assert "There is a problem" in page.main()


def test_a_need_that_reaches_more_than_live_there_is_asked_about(officer, reviewer, programme, world, kept):
    need = world.need(programme, status=SubmissionStatus.DRAFT, residents_reached=10)
    world.commit()
    page = officer.fill_in(f"/needs/{need.id}/edit/people", residents_reached="1500")
    assert (page.status, page.error_links()) == (422, ["#residents_reached", "#kept_because"])
    assert "live 1,400 people" in page.errors()[0]
    assert officer.send(f"/needs/{need.id}/edit/people", page.form(), kept_because="Visitors too.").status == 302
    assert kept(lambda session: session.get(Need, need.id).kept_because) == "Visitors too."
    assert officer.fill_in(f"/needs/{need.id}/edit/contact", contact_name="A. Other").status == 302
    assert officer.fill_in(f"/needs/{need.id}/submit").status == 302
    assert "Visitors too." in reviewer.get(f"/needs/{need.id}").main()


def test_the_city_gives_no_more_than_the_cost(officer, programme, world):
    need = world.need(programme, status=SubmissionStatus.DRAFT, amount=100_00)
    world.commit()
    page = officer.fill_in(f"/needs/{need.id}/edit/help", own_contribution="101")
    assert (page.status, page.error_links()) == (422, ["#own_contribution"])


def test_an_offer_is_open_for_some_time_and_gives_what_it_says(world, browse):
    world.rate()
    partner = browse(world.user(Role.PARTNER_OFFICER))
    world.commit()
    made = partner.fill_in("/offers/new", title="Grants").location.removesuffix("/tasks")
    form, draft = f"{made}/edit", {"capacity_short": "100"}
    last_year = today().replace(year=today().year - 1, day=1).isoformat()
    for field, said in (("open_until", last_year), ("min_amount", "101")):
        page = partner.fill_in(form, **draft | {field: said})
        assert (page.status, page.error_links()) == (422, [f"#{field}"])
    page = partner.fill_in(form, **draft, verified_on="2001-01-01")
    assert page.error_links() == ["#verified_on", "#kept_because"]
    assert partner.send(form, page.form(), kept_because="It is a treaty.").status == 302
    assert "It is a treaty." in partner.get(made).main()


def test_an_offer_that_ended_may_still_be_changed(world, browse):
    user = world.user(Role.PARTNER_OFFICER)
    ended = world.offer(user.memberships[0].organisation, open_until=today().replace(year=2024, day=1))
    world.commit()
    assert browse(user).fill_in(f"/offers/{ended.id}/edit", title="Ended").status == 302
