"""What is sent back, or written about a need or an offer, is answered: one thread, on the thing's page and in both
inboxes."""

import pytest

from models import Message, MessageReading, Remark, Role
from models.lifecycle import SubmissionStatus
from models.organisations import OrganisationKind


@pytest.fixture
def people(world, browse):
    world.city_side = world.organisation()
    users = {
        "city": world.user(Role.CITY_OFFICER, world.city_side),
        "reviewer": world.user(Role.REVIEWER),
        "stranger": world.user(Role.CITY_OFFICER),
        "partner": world.user(Role.PARTNER_OFFICER),
    }
    users["administrator"] = world.user(Role.ADMINISTRATOR, users["reviewer"].memberships[0].organisation)
    return {name: browse(user) for name, user in users.items()}


@pytest.fixture
def returned(world, people):
    need = world.need(world.programme(world.city_side), status=SubmissionStatus.SUBMITTED, title="Storm drains")
    world.commit()
    people["reviewer"].press(f"/needs/{need.id}", f"/needs/{need.id}/send-back", comment="Say since when it floods.")
    return need


def newest(browser):
    """The message on top of the inbox."""
    return next(
        one for one in browser.get("/messages/").links() if one.startswith("/messages/") and one.count("-") == 4
    )


def thread_of(browser, url):
    return next(one for one in browser.get(url).links() if "/messages/threads/" in one)


def test_a_need_sent_back_is_answered_and_the_reviewers_answer_on(people, returned, kept, events):
    city, reviewer = people["city"], people["reviewer"]
    page = city.get(newest(city))
    assert "“Storm drains” was sent back to you" in page.words()
    assert "Say since when it floods." in page.main()
    thread = thread_of(city, newest(city))
    assert city.fill_in(thread, text=" ").errors() == ["Write something first."]
    assert city.fill_in(thread, text="Each year since 2019.\nIn June.").status == 302
    told = reviewer.get(newest(reviewer))
    assert f"{returned.organisation.name} writes about “Storm drains”" in told.words()
    assert "Each year since 2019." in told.main()
    assert reviewer.fill_in(thread_of(reviewer, newest(reviewer)), text="Thank you, add that.").status == 302
    assert "The secretariat writes about “Storm drains”" in city.get(newest(city)).words()
    for name in ("city", "reviewer"):
        shown = people[name].get(f"/needs/{returned.id}").main()
        places = [shown.index(one) for one in ("Say since when", "Each year since 2019.", "Thank you, add that.")]
        assert places == sorted(places)
    assert [one.is_answer for one in kept(lambda session: session.query(Remark).order_by(Remark.created_at).all())] == [
        False, True, False,
    ]  # fmt: skip
    assert events() == ["need.send_back", "remark.answer", "remark.write"]


def test_nobody_else_reads_or_answers_a_thread(people, returned):
    thread = thread_of(people["city"], f"/needs/{returned.id}")
    for name in ("stranger", "partner"):
        assert people[name].get(thread).status == 404
        token = people[name].get("/account").hidden("csrf_token")
        assert people[name].send(thread, {"csrf_token": token}, text="Me too.").status == 404
    assert people["administrator"].get(thread).status == 403
    assert "Say since when it floods." in people["administrator"].get(f"/needs/{returned.id}").main()


def test_an_answer_sent_twice_is_told_once(people, returned, kept):
    city = people["city"]
    thread = thread_of(city, f"/needs/{returned.id}")
    fields = city.get(thread).form()
    for _each in range(2):
        assert city.send(thread, fields, text="Once.").status == 302
    assert city.send(thread, fields, text="Other words.").status == 409
    assert kept(lambda session: session.query(Remark).count()) == 2


def test_what_was_written_to_a_partner_about_a_need_is_not_the_citys_to_read(world, people, browse):
    partner = world.organisation(OrganisationKind.PARTNER)
    officer = browse(world.user(Role.PARTNER_OFFICER, partner))
    need = world.need(world.programme(world.city_side))
    world.remark(need, partner, text="Could you give more here?")
    world.commit()
    page = f"/needs/{need.id}"
    assert "Could you give more here?" in officer.get(page).main()
    assert "Could you give more here?" in people["reviewer"].get(page).main()
    assert "Could you give more here?" not in people["city"].get(page).main()
    assert "Could you give more here?" not in people["partner"].get(page).main()
    assert "Could you give more here?" not in browse(None).get(page).main()


def test_a_message_that_is_opened_marks_itself_and_without_scripts_by_its_button(world, people, kept):
    for _each in range(2):
        world.message(world.city_side)
    world.commit()
    city = people["city"]
    first, second = (one for one in city.get("/messages/").links() if one.count("-") == 4)
    page = city.get(first)
    assert f'hx-post="{first}/read" hx-trigger="load"' in page.text
    assert kept(lambda session: session.query(MessageReading).count()) == 0, "what only reads writes nothing"
    said = city.client.post(f"{first}/read", data=page.form(f"{first}/read"), headers={"HX-Request": "true"})
    assert said.status_code == 200
    assert "Marked as read" in said.text
    assert city.press(second, f"{second}/read").location == "/messages/"
    assert kept(lambda session: session.query(MessageReading).count()) == 2
    assert "hx-post" not in city.get(first).main()
    assert kept(lambda session: session.query(Message).count()) == 2
