"""Who is told of what: each event reaches those whom it concerns, and nobody else."""

import pytest

from app.pages.people.messages.words import words
from models import Message, Role
from models.lifecycle import SubmissionStatus
from models.organisations import OrganisationKind


@pytest.fixture
def people(world, browse):
    country = world.country()
    city = world.organisation(city=world.city(country=country))
    world.sides = {
        "city": city,
        "partner": world.organisation(OrganisationKind.PARTNER),
        "nation": world.organisation(OrganisationKind.NATIONAL_GOVERNMENT, country=country),
        "residents": world.organisation(OrganisationKind.COMMUNITY_ORGANISATION, city=city.city),
        "secretariat": world.organisation(OrganisationKind.SECRETARIAT),
        "far nation": world.organisation(
            OrganisationKind.NATIONAL_GOVERNMENT, country=world.country("BRA", region="South America")
        ),
        "far residents": world.organisation(OrganisationKind.COMMUNITY_ORGANISATION, city=world.city(country=country)),
    }
    roles = {
        "city": Role.CITY_OFFICER, "partner": Role.PARTNER_OFFICER, "nation": Role.NATIONAL_OFFICER,
        "residents": Role.COMMUNITY_REPRESENTATIVE, "secretariat": Role.REVIEWER,
    }  # fmt: skip
    return {name: browse(world.user(role, world.sides[name])) for name, role in roles.items()}


@pytest.fixture
def told(world, site, kept):
    """The subjects of the messages by who has them, the oldest first; of those since it was last asked."""
    known = set()

    def read():
        names = {one.id: name for name, one in world.sides.items()}

        def look(session):
            found: dict[str, list[str]] = {}
            for one in session.query(Message).order_by(Message.created_at).all():
                if one.id not in known:
                    known.add(one.id)
                    with site.test_request_context():
                        found.setdefault(names[one.organisation_id], []).append(words(one).subject)
            return found

        return kept(look)

    return read


def submitted(world):
    need = world.need(
        world.programme(world.sides["city"]), status=SubmissionStatus.SUBMITTED, title="Drains", published_at=None
    )
    world.commit()
    return need


def test_a_published_need_is_told_to_its_city_its_nation_and_its_residents(world, people, told):
    need = submitted(world)
    publish(people["secretariat"], need)
    subject = ["“Drains” is published"]
    assert told() == {"city": subject, "nation": subject, "residents": subject}


def test_a_withdrawn_need_is_told_to_the_reviewers_but_not_a_draft(world, people, told):
    need, draft = submitted(world), world.need(world.programme(world.sides["city"]), status=SubmissionStatus.DRAFT)
    world.commit()
    for one in (need, draft):
        withdraw(people["city"], one)
    assert told() == {"secretariat": [f"{world.sides['city'].name} withdrew “Drains”"]}


def test_what_the_nation_answers_is_told_to_the_city_and_the_reviewers(world, people, told):
    need = world.need(world.programme(world.sides["city"]), title="Drains")
    world.commit()
    page, nation = f"/needs/{need.id}", world.sides["nation"].name
    people["nation"].press(page, f"{page}/no-objection", answer="some", reason="It is not in the national plan.")
    subject = [f"{nation} objects to “Drains”"]
    assert told() == {"city": subject, "secretariat": subject}
    people["nation"].press(page, f"{page}/no-objection", answer="none")
    assert told()["city"] == [f"{nation} has no objection to “Drains”"]


def test_what_residents_contest_is_told_to_the_city_and_the_reviewers(world, people, told):
    settlement = world.settlement(world.sides["city"], name="Hill")
    world.commit()
    page, residents = f"/settlements/{settlement.id}", world.sides["residents"].name
    people["residents"].press(page, f"{page}/statement", verdict="contested", text="We are twice as many.")
    subject = [f"{residents} contests what is said of Hill"]
    assert told() == {"city": subject, "secretariat": subject}
    people["residents"].press(page, f"{page}/statement", verdict="confirmed")
    assert told() == {"city": [f"{residents} confirms what is said of Hill"]}


def test_each_step_of_a_partnership_is_told_to_whoever_moves_next(world, people, told):
    need, offer = world.need(world.programme(world.sides["city"])), world.offer(world.sides["partner"])
    one = world.partnership(world.match(need, offer))
    world.commit()
    page, city, partner = f"/partnerships/{one.id}", world.sides["city"].name, world.sides["partner"].name
    accept(people["city"], page)
    assert told() == {"partner": [f"{city} accepted the partnership with you"]}
    accept(people["partner"], page)
    both = [f"{city} and {partner} both accepted their partnership"]
    assert told() == {"city": both, "secretariat": both, "nation": both, "residents": both}
    for step, said in (("agree", "signed"), ("start", "work began"), ("complete", "completed")):
        people["secretariat"].fill_in(f"{page}/follow?step={step}")
        assert told() == {"city": [f"{city} and {partner}: {said}"], "partner": [f"{city} and {partner}: {said}"]}


def test_an_organisation_is_told_who_joins_and_who_leaves(world, people, told, browse):
    administrator = browse(world.user(Role.ADMINISTRATOR, world.sides["secretariat"]))
    newcomer = world.user(name="Ada")
    world.commit()
    page = f"/organisations/{world.sides['city'].id}"
    administrator.press(page, f"{page}/members", email=newcomer.email)
    assert told() == {"city": ["Ada acts for your organisation from now on"]}


def publish(browser, need):
    return browser.fill_in(f"/needs/{need.id}/publish")


def withdraw(browser, need):
    return browser.fill_in(f"/needs/{need.id}/withdraw")


def accept(browser, page):
    return browser.fill_in(f"{page}/accept")
