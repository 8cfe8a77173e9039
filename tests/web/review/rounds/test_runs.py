import html
from string import Formatter

import pytest

from app.pages.review.rounds import input_words, problem_words
from app.services.engine import problems
from app.services.engine.problems import BadInput, Expected, TooLarge, Unusable, UnusableFile
from matching.conflicts import LIMIT_RULES
from matching.expectations import EXPECTATIONS
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


def test_a_run_says_at_which_rates_of_which_day_it_counts_and_whose_they_are(given, read, reviewer):
    frozen = "currency,per_usd,date,source\nKES,129.35,2026-06-30,A <b>bank</b>\n"
    run = under_way(given, reviewer, snapshot={"rates.csv": frozen})
    page = read(reviewer, f"/runs/{run.id}")
    for words in ("Exchange rates of this run", "KES – Kenyan Shilling", "129.35", "30 June 2026", "&lt;b&gt;bank"):
        assert words in page
    older = under_way(given, reviewer)
    assert "Exchange rates" not in read(reviewer, f"/runs/{older.id}")


def test_a_pool_says_at_which_rates_a_run_started_now_would_count(given, read, reviewer):
    given.rate("KES", 129_350_000, source="A bank")
    given.need(currency="KES")
    round_ = given.round()
    given.commit()
    page = read(reviewer, f"/rounds/{round_.id}/pool")
    for words in ("Exchange rates that a run started now would use", "KES – Kenyan Shilling", "129.35", "A bank"):
        assert words in page


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


def test_what_older_rows_have_below_their_code_is_shown_as_it_was_written(given, read, reviewer):
    said = "pin “Wells “old” town” “Water fund”: breaks need_amount, eligibility:theme"
    run = under_way(given, reviewer, RunStatus.FAILED, problem=f"conflict\n{said}")
    page = html.unescape(read(reviewer, f"/runs/{run.id}"))
    assert "These decisions cannot stand together" in page
    assert said in page
    old = under_way(given, reviewer, RunStatus.FAILED, problem="killed")
    assert "The solver was ended from outside" in html.unescape(read(reviewer, f"/runs/{old.id}"))


def failed_of(given, read, reviewer, problem):
    run = under_way(given, reviewer, RunStatus.FAILED, problem=problems.text(problem))
    return html.unescape(read(reviewer, f"/runs/{run.id}"))


def test_a_round_that_is_too_large_is_told_with_its_numbers(given, read, reviewer):
    page = failed_of(given, read, reviewer, TooLarge(600_208, 5000, 4096))
    assert "600,208 pairs of a need and an offer would need about 5,000 MB" in page


def test_a_file_that_the_system_refuses_is_told_with_its_reason(given, read, reviewer):
    page = failed_of(given, read, reviewer, UnusableFile("plan", "No space left on device"))
    assert "could not read or write a file" in page
    assert "plan: No space left on device" in page


def test_what_the_engine_cannot_use_is_told_by_title_column_and_what_it_expected(given, read, reviewer):
    need = given.need(title="Wells <old>")
    amount = Expected("positive_amount", {"decimals": 2, "most": 10**13})
    theme = Expected("choice", {"choices": ("water", "housing")})
    wrong = (
        Unusable("needs.csv", 2, "amount", "-5", amount, (str(need.id),)),
        Unusable("needs.csv", 9, "theme", "roads", theme),
        Unusable("needs.csv", 3, "requires", str(need.id), Expected("no_circle", {"need": str(need.id)})),
        Unusable("policy", None, "fairness", "2", Expected("number", {"least": 0, "most": 1})),
        Unusable("offers.csv", None, "colour", "(unknown)", Expected("of tomorrow")),
    )
    page = failed_of(given, read, reviewer, BadInput(wrong, {str(need.id): need.title}, 3))
    for line in (
        "“Wells <old>”, what it asks for: “-5” is not an amount above 0, up to 10,000,000,000,000, with at most 2",
        "The needs of the round, row 9, the theme: “roads” is none of these: Water, Housing.",
        "“Wells <old>” would have to be met before itself.",
        "The policy of the round, fairness: “2” is not a number from 0 to 1.",
        "The offers of the round, colour: “(unknown)” cannot be used here.",
        "and 3 more problems.",
    ):
        assert line in page
    assert str(need.id) not in page.split("What went wrong")[1].split("About this run")[0]


NEVER_FROM_A_RUN = {"place", "known_settlement", "settlement_of_ballot", "few_ballots", "partner", "levels", "file",
                    "file_or_input", "with_pairs", "not_beside", "column_header", "below_header", "row_with_cells",
                    "value", "formula_value"}  # fmt: skip
"""What is expected of ballots, workbooks and options, beside the codes that speak of workbooks and sheets by name."""


def test_every_rule_of_the_engine_and_whatever_it_expects_has_words(site):
    rules = {*ENGINE_RULES, *(rule.partition(":")[0] for rule in LIMIT_RULES)}
    assert rules - {"taken_up"} <= {*problem_words.RULES}
    of_workbooks = {code for code in EXPECTATIONS if code.startswith(("workbook", "sheet"))}
    assert EXPECTATIONS.keys() - input_words.SENTENCES.keys() == NEVER_FROM_A_RUN | of_workbooks


@pytest.mark.parametrize("code", input_words.SENTENCES)
def test_the_words_use_no_figure_that_the_engine_does_not_give(site, code):
    figures = dict.fromkeys(string_fields(EXPECTATIONS[code]), "x")
    with site.test_request_context():
        [line] = input_words.lines(BadInput((Unusable("needs.csv", 2, "amount", "x", Expected(code, figures)),)))
    assert "%(" not in line


def string_fields(english):
    return [name for _text, name, _spec, _conversion in Formatter().parse(english) if name]


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
    assert "at most 1.3% more" in page
    assert "f1n9er" in page
