"""Before a pin or a forbid is taken, its page says what it would do; the decision written before is kept."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.jobs.study import decision_file
from app.services.engine.answers import question_of
from app.services.engine.snapshots import Snapshot
from models import Decision, Role, Study
from models.amounts import HorizonAmounts
from models.base import utc_now
from models.lifecycle import RoundStatus, RunStatus

FORBID = {"version": 1, "verdict": "forbid", "reason": "They are <at> odds"}


@pytest.fixture
def known(given, review):
    """The plan's snapshot knows its matches."""
    needs = "".join(f"{one.need_id},financial\n" for one in review.matches)
    offers = "".join(f"{one.offer_id},x\n" for one in review.matches)
    review.run.snapshot = {"needs.csv": f"need_id,kind\n{needs}", "offers.csv": f"offer_id,x\n{offers}"}
    given.commit()
    return review


@pytest.fixture
def asked(known, queue, sign_in):
    """The client of the reviewer, the address of the study, and the match."""
    client, match = sign_in(known.reviewer), known.matches[0]
    return client, client.post(f"/matches/{match.id}", data=FORBID).location, match


def answer(given, match, **more):
    [study] = given.session.query(Study).all()
    line = {"need": str(match.need_id), "offer": str(match.offer_id), "kind": "financial", "change": "dropped"}
    study.status, study.ended_at = RunStatus.SUCCEEDED, utc_now()
    study.answer = {
        "costs": [{"cost": 0.25, "at_least": 0.2, "at_most": 0.5, "decision": "forbid"}],
        "moved": {
            "before": {"objective": 2.0},
            "lines": [line | {"before": [100.5, 0, 0], "after": [0, 0, 0]}],
            "fell_out": [str(match.need_id)],
            "came_in": [],
        },
        "not_told": 0,
    } | more
    given.commit()


def test_a_forbid_is_asked_about_first_and_nothing_is_decided(asked, queue, stored):
    client, page, _match = asked
    [study] = stored(Study)
    assert page == f"/studies/{study.id}"
    assert queue.queued == [study.id]
    assert stored(Decision) == []
    words = client.get(page).text
    for told in ("They are &lt;at&gt; odds", "It waits for its turn.", "Decide without knowing the cost", "http-equiv"):
        assert told in words


@pytest.mark.parametrize("of_pair", [False, True])
def test_asking_writes_a_question_and_nothing_of_the_decision(site, known, queue, sign_in, stored, of_pair):
    match, written = known.matches[0], []
    url = f"/rounds/{known.round.id}/pairs/{match.need_id}/{match.offer_id}" if of_pair else f"/matches/{match.id}"
    client = sign_in(known.reviewer)
    note = lambda _c, _cursor, statement, *_rest: written.append(statement)  # noqa: E731
    event.listen(site.extensions["database"].engine, "before_cursor_execute", note)
    client.post(url, data=FORBID)
    event.remove(site.extensions["database"].engine, "before_cursor_execute", note)
    assert len(stored(Study)) == 1
    tables = {table for one in written for table in re.findall(r"^(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", one)}
    assert tables == {"studies", "audit_events"}


def test_the_answer_names_cost_lines_and_who_falls_out_and_is_confirmed(given, asked, stored, read, known):
    client, page, match = asked
    answer(given, match)
    words = read(known.reviewer, page)
    for told in (
        "0.25",
        "13%",
        "USD\u00a0100.50",
        "dropped",
        "Needs that would fall out",
        "Water for the hill",
        "Confirm",
    ):
        assert told in words
    assert client.post(f"{page}/confirm", data={"version": 1}).location == f"/matches/{match.id}"
    assert [(one.kind, one.reason) for one in stored(Decision)] == [("forbid", "They are <at> odds")]
    assert "This decision is taken and holds." in client.get(page).text


def test_a_decision_can_be_taken_without_waiting(asked, stored):
    client, page, match = asked
    assert client.post(f"{page}/confirm", data={"version": 1}).location == f"/matches/{match.id}"
    assert len(stored(Decision)) == 1


def test_what_a_colleague_decided_meanwhile_is_told_and_nothing_is_lost(given, asked, sign_in, stored):
    client, page, match = asked
    colleague = given.user(Role.REVIEWER)
    given.commit()
    sign_in(colleague).post(f"/matches/{match.id}", data={"version": 1, "verdict": "approve", "reason": "Fits"})
    refused = client.post(f"{page}/confirm", data={"version": 1})
    assert refused.status_code == 409
    assert "Somebody else changed this" in refused.text
    assert "They are &lt;at&gt; odds" in refused.text
    assert client.post(f"{page}/confirm", data={"version": 2}).status_code == 302
    assert [one.kind for one in stored(Decision) if one.undone_at is None] == ["forbid"]


def test_only_who_wrote_the_reason_confirms_it(given, asked, sign_in, stored):
    _client, page, _match = asked
    colleague = given.user(Role.REVIEWER)
    given.commit()
    answer = sign_in(colleague).post(f"{page}/confirm", data={"version": 1})
    assert answer.status_code == 409
    assert "Only who wrote this decision" in answer.text
    assert stored(Decision) == []


def test_a_refusal_of_the_engine_stands_on_the_page(given, asked, read, known):
    _client, page, _match = asked
    [study] = given.session.query(Study).all()
    study.status, study.problem = RunStatus.FAILED, "These decisions cannot stand together:\nthe capacity of “<Water>”"
    given.commit()
    words = read(known.reviewer, page)
    assert "“&lt;Water&gt;”" in words
    assert "Decide without knowing the cost" in words


def test_a_pin_of_a_pair_keeps_its_amounts(given, known, queue, sign_in, stored):
    match = known.matches[1]
    client = sign_in(known.reviewer)
    url = f"/rounds/{known.round.id}/pairs/{known.matches[0].need_id}/{match.offer_id}"
    page = client.post(url, data={"verdict": "pin", "short": "12.50", "reason": "They know each other"}).location
    assert [one.question["amounts"] for one in stored(Study)] == [[12_50, 0, 0]]
    assert client.post(f"{page}/confirm", data={"version": 0}).location == f"/rounds/{known.round.id}/decisions"
    assert [one.amounts for one in stored(Decision)] == [HorizonAmounts(12_50, 0, 0)]


def test_what_may_not_be_decided_is_not_asked(given, known, queue, sign_in, stored):
    known.round.status = RoundStatus.PUBLISHED
    given.commit()
    assert sign_in(known.reviewer).post(f"/matches/{known.matches[0].id}", data=FORBID).status_code == 409
    assert stored(Study) == []


def test_an_approval_is_not_asked_about(known, queue, sign_in, stored):
    sign_in(known.reviewer).post(f"/matches/{known.matches[0].id}", data=FORBID | {"verdict": "approve"})
    assert (len(stored(Decision)), stored(Study)) == (1, [])


@pytest.mark.parametrize(
    ("currency", "frozen", "typed", "kept", "engine", "shown"),
    [
        ("JPY", "money_decimals = 0\n", "60150", 60150, "60150,0,0", "JPY\u00a060,150"),
        ("KWD", "money_decimals = 3\n", "60.125", 60125, "60.125,0.000,0.000", "KWD\u00a060.125"),
        ("JPY", "gap = 0.1\n", "60150", 60150, "601.50,0.00,0.00", "JPY\u00a060,150"),
        ("KWD", "gap = 0.1\n", "60.125", 60125, "601.25,0.00,0.00", "KWD\u00a060.125"),
    ],
)
def test_amounts_go_to_the_engine_and_come_back_as_the_run_holds_them(
    given, known, queue, sign_in, stored, currency, frozen, typed, kept, engine, shown
):
    """Also of a run from before a policy said how many decimals money has: its files hold hundredths."""
    known.round.currency = currency
    known.run.snapshot = known.run.snapshot | {"policy.toml": frozen}
    given.rate(currency, 100_000_000)
    match, other = known.matches
    given.commit()
    client = sign_in(known.reviewer)
    url = f"/rounds/{known.round.id}/pairs/{match.need_id}/{other.offer_id}"
    page = client.post(url, data={"verdict": "pin", "short": typed, "reason": "They know each other"}).location
    [study] = stored(Study)
    assert study.question["amounts"] == [kept, 0, 0]
    written = decision_file(question_of(study), Snapshot.of(known.run))
    assert written.splitlines()[1].endswith(f",pin,{engine}")
    line = {"need": str(match.need_id), "offer": str(other.offer_id), "kind": "financial", "change": "added"}
    answer(given, match, moved={"before": {"objective": 2.0}, "lines": [
        line | {"before": [0, 0, 0], "after": [float(engine.split(",")[0]), 0, 0]}]})  # fmt: skip
    assert client.get(page).text.count(shown) == 2, "what was typed, and what the engine would do"


def test_decisions_that_the_answer_does_not_count_are_said(given, asked, known, read):
    _client, page, match = asked
    answer(given, match)
    assert "not counted here" not in read(known.reviewer, page)
    decided = given.decision(known.matches[1], kind="forbid")
    given.decision(match, kind="forbid")
    given.commit()
    assert "Another decision was taken or taken back since Run 1 was started" in read(known.reviewer, page)
    decided.decided_at = known.run.created_at - timedelta(hours=1)
    given.commit()
    assert "not counted here" not in read(known.reviewer, page), "the run was made with it"
    decided.undone_at = utc_now()
    given.decision(known.matches[1])
    given.commit()
    assert "Another decision was taken or taken back" in read(known.reviewer, page)
