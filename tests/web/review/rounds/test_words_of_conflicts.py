from app.texts.labels import COLUMNS, columns
from models import Match, Policy

UNSEEN = {
    "id", "version", "round_id", "plan_id", "need_id", "offer_id", "share_millionths", "score", "explanation",
    "revision", "shown_at",
}  # fmt: skip
"""What no reviewer sets."""


def test_whatever_a_reviewer_may_set_has_words():
    assert {one.key for model in (Policy, Match) for one in model.__table__.columns} - UNSEEN <= set(COLUMNS)


def test_what_has_no_words_is_left_unsaid(site):
    with site.test_request_context():
        assert columns(["time_limit_seconds", "version", "status"]) == "how long a run may search, what was decided"


def test_a_reviewer_who_was_slower_reads_in_words_what_changed(given, browse, reviewer):
    round_ = given.round()
    given.commit()
    url = f"/rounds/{round_.id}/policy"
    mine = browse(reviewer).get(url).form()
    browse(reviewer).fill_in(url, fairness_percent="50", time_limit_seconds="30")
    page = browse(reviewer).send(url, mine, weight_theme="9")
    assert page.status == 409
    assert "fairness" in page.errors()[0]
    assert "how long a run may search" in page.errors()[0]
    assert "_" not in page.errors()[0]
