"""A city reads on its need why the published plan left it out, what would bring it in, and puts that into the form."""

import pytest

from models import Need, Role, UnservedNeed
from models.base import utc_now
from models.lifecycle import MatchStatus, SubmissionStatus
from models.organisations import OrganisationKind
from models.rounds import DecisionKind

WHY = {
    "funnel": {"offers": 3, "fits": 2, "steps": [{"test": "theme", "left": 2}, {"test": "size", "left": 1}]},
    "candidates": [{"offer": "o", "obstacles": ["capacity_taken"]}],
}
CHANGES = [
    {"field": "last_horizon", "value": "long", "received": 77_00},
    {"field": "instruments", "value": "loan", "received": 77_00},
    {"field": "amount", "value": "123.45", "received": 77_00},
]
PUT = "Put this change into the need"


@pytest.fixture
def people(world, browse):
    country = world.country()
    world.city_side = world.organisation(city=(city := world.city(country=country)))
    nation = world.organisation(OrganisationKind.NATIONAL_GOVERNMENT, country=country)
    residents = world.organisation(OrganisationKind.COMMUNITY_ORGANISATION, city=city)
    users = {
        "city": world.user(Role.CITY_OFFICER, world.city_side),
        "nation": world.user(Role.NATIONAL_OFFICER, nation),
        "residents": world.user(Role.COMMUNITY_REPRESENTATIVE, residents),
        "stranger": world.user(Role.CITY_OFFICER),
        "reviewer": world.user(Role.REVIEWER),
    }
    return {name: browse(user) for name, user in users.items()} | {"visitor": browse(None)}


@pytest.fixture
def left_out(world, people):
    def made(explanation, **values):
        need = world.need(world.programme(world.city_side), **({"last_horizon": "short"} | values))
        run = world.run(world.round(title="Round of 2026"))
        plan = world.plan(run, published_at=utc_now(), explained_at=utc_now())
        world.keep(UnservedNeed(plan=plan, need=need, explanation=explanation))
        world.commit()
        return need

    return made


def test_what_would_bring_it_in_is_read_by_whom_it_concerns_and_by_nobody_else(people, left_out):
    need = left_out(WHY | {"changes": CHANGES})
    for name in ("city", "nation", "residents", "reviewer"):
        page = people[name].get(f"/needs/{need.id}").main()
        assert "Accept help until a later horizon: Long" in page
        assert "verified by solving again" in page
        assert (PUT in page) is (name == "city")
        for closed in ("123.45", "77"):
            assert closed not in page, "it would say what a partner has left"
    for name in ("stranger", "visitor"):
        assert "would have brought it in" not in people[name].get(f"/needs/{need.id}").main()


def test_a_change_is_put_into_the_form_and_kept_by_saving_alone(people, left_out, kept):
    need = left_out(WHY | {"changes": CHANGES})
    city, edit = people["city"], f"/needs/{need.id}/edit"
    assert f"{edit}?change=last_horizon#last_horizon-0" in city.get(f"/needs/{need.id}").text
    form = city.get(f"{edit}?change=last_horizon")
    assert form.form()["last_horizon"] == ["long"]
    assert "not saved yet" in form.main()
    assert kept(lambda session: session.get(Need, need.id).last_horizon) == "short"
    assert city.get(f"{edit}?change=instruments").form()["instruments"] == ["grant", "loan"]
    asks_less = city.get(f"{edit}?change=amount")
    assert asks_less.form()["amount"] == ["1000"]
    assert "123" not in asks_less.main()
    for other in ("max_partners", "title", "nonsense"):
        page = city.get(f"{edit}?change={other}")
        fresh = {"key": 0, "csrf_token": 0}
        assert page.form() | fresh == city.get(edit).form() | fresh
    for name in ("nation", "residents", "stranger", "reviewer"):
        assert people[name].get(f"{edit}?change=last_horizon").status == 403
    city.fill_in(f"{edit}?change=last_horizon")
    assert kept(lambda session: session.get(Need, need.id).last_horizon) == "long"
    page = city.get(f"/needs/{need.id}").main()
    assert "In the need by now" in page
    assert "It is with the reviewers now" in page
    assert PUT not in page


@pytest.mark.parametrize(
    ("explanation", "words"),
    [
        (WHY, "Not verified"),
        (WHY | {"changes": []}, "No single change that was tried brings it in"),
        ({}, "No reason was kept"),
    ],
)
def test_what_was_not_verified_is_not_said_to_be(people, left_out, explanation, words):
    need = left_out(explanation)
    page = people["city"].get(f"/needs/{need.id}").main()
    assert words in page
    assert PUT not in page


def test_what_is_over_cannot_be_changed_and_the_nations_flag_is_the_nations(people, left_out):
    flag = {"field": "flags", "value": "national_no_objection"}
    need = left_out(WHY | {"changes": [flag]}, status=SubmissionStatus.CLOSED)
    page = people["city"].get(f"/needs/{need.id}").main()
    assert "Your national government gives this" in page
    assert "Add a new need to the programme" in page
    assert PUT not in page


@pytest.fixture
def rejected(world, people):
    """A need of the city whose first match was rejected, in a plan that is published or not."""

    def made(**published):
        need = world.need(world.programme(world.city_side))
        match = world.match(need, plan=world.plan(**published), status=MatchStatus.REJECTED)
        world.decision(match, kind=DecisionKind.REJECT, reason="The drains come first.")
        world.commit()
        return match

    return made


def test_the_reviewers_reason_is_read_once_the_plan_is_published(people, rejected):
    told, secret = rejected(published_at=utc_now()), rejected()
    page = people["city"].get(f"/needs/{told.need_id}").main()
    assert "the reviewers did not approve the match" in page
    assert "The drains come first." in page
    assert "Not verified: the plan had taken it up" in page
    assert told.offer.organisation.name not in page
    for name in ("nation", "residents"):
        assert "The drains come first." not in people[name].get(f"/needs/{told.need_id}").main()
    assert "The drains come first." not in people["city"].get(f"/needs/{secret.need_id}").main()


def test_a_need_that_came_in_in_part_reads_so(people, rejected, world):
    match = rejected(published_at=utc_now())
    world.session.begin()
    other = world.match(match.need, plan=match.plan, status=MatchStatus.APPROVED, share_millionths=400_000)
    world.partnership(other)
    world.commit()
    page = people["city"].get(f"/needs/{match.need_id}").main()
    assert "it got 40% of what it asked" in page
    assert "The drains come first." in page
