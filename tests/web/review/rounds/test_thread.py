"""Staff write to each other on the page of a match; nobody else reads it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.services.record.actor import Actor
from app.services.review import notes
from models import Note, Role
from models.lifecycle import RoundStatus


@pytest.fixture
def url(review):
    return f"/matches/{review.matches[0].id}"


def test_what_one_writes_colleagues_read_and_answer(given, sign_in, read, review, url):
    administrator = given.user(Role.ADMINISTRATOR, name="Nadia <Benali>")
    given.commit()
    assert "Nobody has written anything yet." in read(review.reviewer, url)
    assert (
        sign_in(review.reviewer).post(f"{url}/notes", data={"note": "Is the land <really> theirs?"}).location
        == f"{url}#thread"
    )
    assert sign_in(administrator).post(f"{url}/notes", data={"note": "I ask the city."}).status_code == 302
    page = read(review.reviewer, url)
    assert (
        page.index("Is the land &lt;really&gt; theirs?")
        < page.index("I ask the city.")
        < page.index("Nadia &lt;Benali&gt;")
    )


def test_an_empty_note_is_none(sign_in, review, url, stored):
    answer = sign_in(review.reviewer).post(f"{url}/notes", data={"note": "  "})
    assert (answer.status_code, "Write something first." in answer.text) == (422, True)
    assert stored(Note) == []


def test_the_thread_goes_on_once_the_round_is_over(given, sign_in, review, url, stored):
    review.round.status = RoundStatus.PUBLISHED
    given.commit()
    assert sign_in(review.reviewer).post(f"{url}/notes", data={"note": "It went well."}).status_code == 302
    assert [one.text for one in stored(Note)] == ["It went well."]


def test_the_thread_is_of_the_pair_whichever_run_proposes_it(session, make):
    round_, need, offer = make.round(), make.need(), make.offer()
    first, second = (make.match(need, offer, make.plan(make.run(round_))) for _each in range(2))
    other = make.match(need)
    notes.write(session, first, "Ask them again.", Actor(make.user(Role.REVIEWER)))
    assert [one.text for one in notes.thread(session, second)] == ["Ask them again."]
    assert notes.thread(session, other) == []
    with pytest.raises(IntegrityError, match="says_something"):
        session.execute(text("UPDATE notes SET text = ''"))


def test_a_partner_that_was_shown_the_match_reads_no_thread(given, sign_in, review, url):
    match = review.matches[0]
    officer = given.user(Role.PARTNER_OFFICER, match.offer.organisation)
    given.window(review.plan)
    given.commit()
    proposal = f"/proposals/{match.id}"
    sign_in(review.reviewer).post(f"{url}/notes", data={"note": "Between us."})
    client = sign_in(officer)
    assert client.post(f"{url}/notes", data={"note": "Hello?"}).status_code == 403
    page = client.get(proposal)
    assert (page.status_code, "Between us." in page.text) == (200, False)
