import html

from app.pages.review.rounds import problem_words
from matching.conflicts import LIMIT_RULES
from matching.errors import Conflict, TooLarge
from matching.model import RULES as ENGINE_RULES
from models import Run
from models.lifecycle import RunStatus


def under_way(given, reviewer, status=RunStatus.RUNNING, **values):
    run = given.run(status=status, started_by=reviewer, **values)
    given.commit()
    return run


PROGRESS = {"phase": "solve", "seconds": 7.3, "objective": 41.237, "bound": 44.0, "gap": 0.067}


def test_progress_is_on_the_page_and_renews_itself_with_and_without_scripts(given, read, reviewer):
    run = under_way(given, reviewer, progress=PROGRESS)
    page = read(reviewer, f"/runs/{run.id}")
    for words in ("Searching for the best plan", "7 seconds so far", "41.24", "6.7%"):
        assert words in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert f'hx-get="/runs/{run.id}/progress" hx-trigger="every 2s"' in page


def test_the_time_that_a_run_may_take_is_that_of_the_policy_it_was_started_with(given, read, reviewer):
    run = under_way(given, reviewer, progress=PROGRESS, snapshot={"policy.toml": "time_limit = 25\n"})
    for page in (read(reviewer, f"/runs/{run.id}"), read(reviewer, f"/runs/{run.id}/progress", whole=False)):
        assert "of at most 25 for the search" in page


def test_how_far_a_run_is_survives_a_reload(given, read, reviewer):
    run = under_way(given, reviewer, progress=PROGRESS)
    first, again = (read(reviewer, f"/runs/{run.id}").split('id="progress"')[1] for _visit in range(2))
    assert "41.24" in first
    assert first == again


def test_the_part_that_renews_itself_asks_for_the_whole_page_at_the_end(given, sign_in, reviewer):
    run = under_way(given, reviewer, progress=PROGRESS)
    client = sign_in(reviewer)
    assert "HX-Refresh" not in client.get(f"/runs/{run.id}/progress").headers
    run.status = RunStatus.SUCCEEDED
    given.commit()
    answer = client.get(f"/runs/{run.id}/progress")
    assert answer.headers["HX-Refresh"] == "true"
    assert "hx-get" not in answer.text


def test_a_run_that_waits_says_so(given, read, reviewer):
    run = under_way(given, reviewer, RunStatus.QUEUED)
    assert "It waits for its turn." in read(reviewer, f"/runs/{run.id}")
    assert "It waits for its turn." in read(reviewer, f"/runs/{run.id}/progress", whole=False)


def test_a_failed_run_says_why_and_escapes_it(given, read, reviewer):
    run = under_way(given, reviewer, RunStatus.FAILED, problem="These decisions cannot stand:\npin <script>x</script>")
    page = read(reviewer, f"/runs/{run.id}")
    assert "What went wrong" in page
    assert "pin &lt;script&gt;x&lt;/script&gt;" in page
    assert "http-equiv" not in page
    assert "Start another run" in page


def test_why_a_run_failed_is_put_in_words_when_it_is_read(given, read, reviewer, monkeypatch):
    """The row keeps a code, so that each reader has the words in their own language."""
    run = under_way(given, reviewer, RunStatus.FAILED, problem="conflict\npin <b>: breaks capacity")
    page = read(reviewer, f"/runs/{run.id}")
    assert "These decisions cannot stand together" in page
    assert "pin &lt;b&gt;: breaks capacity" in page
    monkeypatch.setitem(problem_words.PROBLEMS, "conflict", "Ces décisions se contredisent :")
    assert "Ces décisions se contredisent" in read(reviewer, f"/runs/{run.id}")
    assert "Ces décisions se contredisent" in read(reviewer, f"/rounds/{run.round_id}")


def test_decisions_that_cannot_stand_are_told_in_words(given, read, reviewer):
    said = "pin “Wells “old” town” “Water fund”: breaks need_amount, eligibility:theme, eligibility:place"
    run = under_way(given, reviewer, RunStatus.FAILED, problem=f"conflict\n{said}")
    page = html.unescape(read(reviewer, f"/runs/{run.id}"))
    told = "what the need asks for; the offer does not fit the need"
    assert f"Pinned: “Wells “old” town” with “Water fund”. Broken: {told}." in page


def test_a_round_that_is_too_large_is_told_with_its_numbers(given, read, reviewer):
    said = "600208 pairs need about 5000 MB; the memory budget is 4096 MB"
    run = under_way(given, reviewer, RunStatus.FAILED, problem=f"too_large\n{said}")
    assert "600,208 pairs of a need and an offer would need about 5,000 MB" in read(reviewer, f"/runs/{run.id}")


def test_every_rule_of_the_engine_and_its_lines_have_words():
    rules = {*ENGINE_RULES, *(rule.partition(":")[0] for rule in LIMIT_RULES)}
    assert rules - {"taken_up"} <= {*problem_words.RULES}
    for decision in ("pin", "forbid"):
        assert problem_words.CONFLICT.fullmatch(str(Conflict("n", "o", decision, ("capacity:short", "window"))))
    assert problem_words.TOO_LARGE.fullmatch(str(TooLarge(3, 4, 5)))


def test_a_cancelled_run_kept_nothing(given, read, reviewer, sign_in):
    run = under_way(given, reviewer, RunStatus.CANCELLED)
    assert "was cancelled and kept nothing" in read(reviewer, f"/runs/{run.id}")
    answer = sign_in(reviewer).get(f"/runs/{run.id}/plan")
    assert answer.location == f"/runs/{run.id}"


def test_a_reviewer_cancels_a_run(given, sign_in, reviewer, queue, stored):
    run = under_way(given, reviewer)
    answer = sign_in(reviewer).post(f"/runs/{run.id}/cancel")
    assert answer.location == f"/runs/{run.id}"
    assert stored(Run)[0].status == RunStatus.CANCELLED


def test_cancelling_what_has_ended_changes_nothing(given, sign_in, reviewer, queue, stored):
    run = under_way(given, reviewer, RunStatus.SUCCEEDED)
    assert sign_in(reviewer).post(f"/runs/{run.id}/cancel").status_code == 302
    assert stored(Run)[0].status == RunStatus.SUCCEEDED


def test_a_succeeded_run_leads_to_its_plan(read, review):
    page = read(review.reviewer, f"/runs/{review.run.id}")
    assert f'href="{review.page}"' in page
    assert "1.3% more good" in page
    assert "f1n9er" in page
