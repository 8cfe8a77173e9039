"""A reviewer writes to a city or to a partner about a need that was left out."""

import pytest

from models import Message, Role
from tests.browser import Browser


@pytest.fixture
def left(given, review, leave_out):
    """A need that the plan leaves out, and an offer that fits it."""
    offer = given.offer()
    found = leave_out(
        review.plan,
        given.need(title="Lamps <b>"),
        candidates=[{"offer": str(offer.id), "score": 0.5, "given": 0, "room": 0, "obstacles": ["outweighed"]}],
    )
    given.commit()
    return found, offer


@pytest.fixture
def page(review, left):
    return f"/runs/{review.run.id}/unserved/{left[0].need_id}"


@pytest.mark.parametrize("to", ["city", "partner"])
def test_what_is_written_reaches_the_one_it_is_written_to(given, site, review, left, page, to):
    found, offer = left
    organisation, role = {
        "city": (found.need.organisation, Role.CITY_OFFICER),
        "partner": (offer.organisation, Role.PARTNER_OFFICER),
    }[to]
    reader, recipient = given.user(role, organisation), str(organisation.id)
    given.commit()
    browser = Browser(site, review.reviewer)
    sent = browser.press(page, f"{page}/write", recipient=recipient, text="Please <show>\nyour papers.")
    assert sent.location == page
    inbox = Browser(site, reader)
    [link] = [one for one in inbox.get("/messages/").links() if one.count("-") == 4]
    message = inbox.get(link)
    for words in ("The secretariat writes about “Lamps <b>”", "Please <show>", "your papers."):
        assert words in message.words()


def test_sending_twice_tells_once(site, review, page, stored):
    browser = Browser(site, review.reviewer)
    fields = browser.get(page).form(f"{page}/write")
    for _each in range(2):
        assert browser.send(f"{page}/write", fields, text="Once.").location == page
    assert len(stored(Message)) == 1


def test_nothing_goes_to_others_and_nothing_empty(given, site, review, page, stored):
    stranger = str(given.organisation().id)
    given.commit()
    browser = Browser(site, review.reviewer)
    assert browser.press(page, f"{page}/write", text=" ").errors() == ["Write something first."]
    assert browser.press(page, f"{page}/write", recipient=stranger, text="Hello.").status == 422
    assert stored(Message) == []


def test_administrators_read_but_do_not_write(given, site, review, page):
    administrator = given.user(Role.ADMINISTRATOR)
    given.commit()
    browser = Browser(site, administrator)
    assert "Write about it" not in browser.get(page).words()
    assert browser.send(f"{page}/write", {}, text="Hello.").status == 403


def test_other_words_are_not_dropped_but_sent_as_a_second_message_if_that_is_meant(site, review, page, stored):
    browser = Browser(site, review.reviewer)
    fields = browser.get(page).form(f"{page}/write")
    browser.send(f"{page}/write", fields, text="First.")
    answer = browser.send(f"{page}/write", fields, text="Second.")
    assert answer.status == 409
    assert "was sent before" in answer.errors()[0]
    assert len(stored(Message)) == 1
    again = answer.form(f"{page}/write")
    assert again["text"] == ["Second."]
    assert browser.send(f"{page}/write", again).location == page
    assert {one.data["text"] for one in stored(Message)} == {"First.", "Second."}
