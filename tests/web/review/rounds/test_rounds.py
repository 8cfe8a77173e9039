from models import Policy, Role, Round, Run
from models.lifecycle import RoundStatus, RunStatus


def post(client, url, **values):
    return client.post(url, data=values)


def test_a_reviewer_opens_a_round_and_is_led_to_it(given, sign_in, reviewer, stored):
    given.rate()
    given.commit()
    client = sign_in(reviewer)
    answer = post(client, "/rounds/new", title="Round 2027", currency="USD", start_year="2027")
    [made] = stored(Round)
    assert answer.location == f"/rounds/{made.id}"
    assert (made.title, made.start_year, made.status, made.policy.fairness_percent) == (
        "Round 2027", 2027, RoundStatus.OPEN, 80,
    )  # fmt: skip
    assert "The round is open" in client.get(answer.location).text


def test_what_was_typed_is_still_there_when_the_name_is_taken(given, sign_in, reviewer):
    given.rate()
    given.round(title="Round 2027")
    given.commit()
    answer = post(sign_in(reviewer), "/rounds/new", title="round 2027", currency="USD", start_year="2031")
    assert answer.status_code == 422
    assert "Another round has this name already" in answer.text
    assert 'value="round 2027"' in answer.text
    assert 'value="2031"' in answer.text


def test_the_list_names_every_round(given, read, reviewer):
    given.round(title="One <b>round</b>")
    given.commit()
    page = read(reviewer, "/rounds/")
    assert "One &lt;b&gt;round&lt;/b&gt;" in page
    assert "<b>round" not in page


def test_only_staff_see_rounds(given, sign_in, review):
    for role in (Role.CITY_OFFICER, Role.PARTNER_OFFICER, Role.NATIONAL_OFFICER, Role.COMMUNITY_REPRESENTATIVE):
        client = sign_in(given.user(role))
        given.commit()
        for url in (
            f"/rounds/{review.round.id}",
            f"/runs/{review.run.id}",
            review.page,
            f"/matches/{review.matches[0].id}",
        ):
            assert client.get(url).status_code == 404


def test_a_round_shows_its_runs_side_by_side(read, review):
    page = read(review.reviewer, f"/rounds/{review.round.id}")
    for words in ("Run 1", "12.35", "1.3%", "2 of 3", "USD\u00a0300", "3 seconds", "Review the newest plan"):
        assert words in page


def test_an_administrator_reads_but_starts_nothing(given, read, sign_in, review):
    administrator = given.user(Role.ADMINISTRATOR)
    given.commit()
    page = read(administrator, f"/rounds/{review.round.id}")
    assert "Start a run" not in page
    assert sign_in(administrator).post(f"/rounds/{review.round.id}/runs").status_code == 403


def test_a_run_is_queued_with_the_round_as_it_stands(given, sign_in, reviewer, queue, stored):
    round_ = given.round(status=RoundStatus.OPEN)
    need = given.need()
    given.offer()
    given.commit()
    answer = post(sign_in(reviewer), f"/rounds/{round_.id}/runs", label="")
    [run] = stored(Run)
    assert answer.location == f"/runs/{run.id}"
    assert (run.label, run.status, run.started_by_id) == ("Run 1", RunStatus.QUEUED, reviewer.id)
    assert queue.queued == [run.id]
    assert str(need.id) in run.snapshot["needs.csv"]
    assert run.round.status == RoundStatus.IN_REVIEW


def test_a_run_with_an_empty_pool_says_what_is_missing(given, sign_in, reviewer, queue, stored):
    round_ = given.round()
    given.commit()
    answer = post(sign_in(reviewer), f"/rounds/{round_.id}/runs", label="First try")
    assert answer.status_code == 409
    assert "There is no published need with anything left to match" in answer.text
    assert 'value="First try"' in answer.text
    assert (stored(Run), queue.queued) == ([], [])


def test_two_runs_of_a_round_never_share_a_name(given, sign_in, reviewer, queue, stored):
    round_ = given.round()
    given.need()
    given.offer()
    given.run(round_, label="Run 2")
    given.commit()
    client = sign_in(reviewer)
    assert post(client, f"/rounds/{round_.id}/runs", label="Run 2").status_code == 422
    assert post(client, f"/rounds/{round_.id}/runs", label="").status_code == 302
    assert sorted(run.label for run in stored(Run)) == ["Run 2", "Run 3"]


def test_no_run_starts_once_the_round_is_over(given, sign_in, reviewer, queue):
    round_ = given.round(status=RoundStatus.PUBLISHED)
    given.commit()
    answer = post(sign_in(reviewer), f"/rounds/{round_.id}/runs", label="")
    assert answer.status_code == 409
    assert "The round is over" in answer.text


KNOBS = {
    "fairness_percent": "60", "fairness_group": "city_size", "preference_short_percent": "100",
    "preference_medium_percent": "95", "preference_long_percent": "90", "partnership_cost_permille": "10",
    "integration_bonus_permille": "50", "weight_theme": "3", "weight_place": "2", "weight_instrument": "1",
    "weight_readiness": "2", "weight_continuity": "1", "gap_permille": "1", "time_limit_seconds": "30",
    "window_days": "0",
}  # fmt: skip


def test_every_knob_of_the_policy_is_on_the_page_and_explained(read, review):
    from app.pages.review.rounds.forms import PolicyForm
    from app.pages.review.rounds.knobs import GROUPS

    explained = {knob.field for group in GROUPS for knob in group.knobs}
    fields = {name for name in vars(PolicyForm) if name.endswith(("percent", "permille", "seconds", "group"))}
    assert explained >= fields
    assert explained <= set(Policy.__table__.columns.keys())
    page = read(review.reviewer, f"/rounds/{review.round.id}/policy")
    assert page.count("Higher:") == len(explained) - 1
    assert all(f'name="{name}"' in page for name in explained)


def test_the_policy_is_set(given, sign_in, review, stored):
    answer = post(sign_in(review.reviewer), f"/rounds/{review.round.id}/policy", version="1", **KNOBS)
    assert answer.status_code == 302
    [policy] = stored(Policy)
    assert (policy.fairness_percent, policy.fairness_group, policy.time_limit_seconds) == (60, "city_size", 30)


def test_a_knob_out_of_range_is_named_and_nothing_is_lost(given, sign_in, review, stored):
    url = f"/rounds/{review.round.id}/policy"
    answer = post(
        sign_in(review.reviewer), url, version="1", **KNOBS | {"fairness_percent": "140", "gap_permille": "7"}
    )
    assert answer.status_code == 422
    assert "Enter a whole number from 0 to 100." in answer.text
    assert 'value="7"' in answer.text
    assert stored(Policy)[0].fairness_percent == 80


def test_a_score_must_be_made_of_something(sign_in, review):
    nothing = {name: "0" for name in KNOBS if name.startswith("weight_")}
    answer = post(sign_in(review.reviewer), f"/rounds/{review.round.id}/policy", version="1", **KNOBS | nothing)
    assert answer.status_code == 422
    assert "Let at least one of the five parts" in answer.text


def test_the_second_of_two_who_set_the_policy_learns_of_the_first(given, sign_in, review, stored):
    client, url = sign_in(review.reviewer), f"/rounds/{review.round.id}/policy"
    assert post(client, url, version="1", **KNOBS).status_code == 302
    answer = post(client, url, version="1", **KNOBS | {"fairness_percent": "10"})
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text
    assert 'value="10"' in answer.text
    assert stored(Policy)[0].fairness_percent == 60


def test_the_pool_counts_and_explains(given, read, reviewer):
    round_ = given.round()
    given.offer()
    given.need()
    given.need(title="Housing <i>now</i>", theme="housing")
    given.offer(title="Old offer", verified_on=None, status="withdrawn")
    given.commit()
    page = read(reviewer, f"/rounds/{round_.id}/pool")
    assert "Offers would fit, but for other themes." in page
    assert "Housing &lt;i&gt;now&lt;/i&gt;" in page
    assert "Every published need and offer takes part." in read(reviewer, f"/rounds/{round_.id}/pool/set-aside")


def test_what_is_set_aside_is_listed_in_words(given, read, reviewer):
    from datetime import date

    round_ = given.round()
    given.offer(title="Gone by", open_until=date(2020, 1, 1))
    given.commit()
    page = read(reviewer, f"/rounds/{round_.id}/pool/set-aside")
    assert "Gone by" in page
    assert "open until a day that has passed" in page


def test_every_code_of_the_pool_has_words():
    import inspect
    import re

    from app.pages.review.rounds import wording
    from app.services.engine import pool

    source = "".join(inspect.getsource(one) for one in (pool._closed, pool._used_up, pool._need_obstacle))
    source += inspect.getsource(pool._leave_out_those_waiting)
    codes = set(re.findall(r'"([a-z_]+)"', source))
    assert codes == set(wording.SET_ASIDE)


def test_a_published_round_is_closed_and_its_partnerships_go_on(site, given, sign_in):
    from sqlalchemy import select

    from models import Partnership

    partnership = given.partnership()
    round_ = partnership.match.plan.run.round
    round_.status = RoundStatus.PUBLISHED
    reviewer = given.user(Role.REVIEWER)
    given.commit()
    site.config["WTF_CSRF_ENABLED"] = False
    answer = sign_in(reviewer).post(f"/rounds/{round_.id}/close")
    assert answer.status_code == 302
    given.session.expire_all()
    assert round_.status == RoundStatus.CLOSED
    assert given.session.scalars(select(Partnership.status)).all() == ["offered"]
