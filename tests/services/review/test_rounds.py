from dataclasses import fields, replace
from datetime import date

import pytest

from app.services.record.actor import PLATFORM
from app.services.review import rounds, runs
from app.services.review.rounds import PolicyTerms, RoundTerms
from models import Policy
from models.errors import BrokenRules, NotReady
from models.lifecycle import RoundStatus, RunStatus


def test_closing_a_round_cancels_what_is_still_under_way(make, session):
    round_ = make.round()
    mine = {status: make.run(round_, status=status) for status in RunStatus}
    elsewhere = make.run(status=RunStatus.RUNNING)
    rounds.close(session, round_, PLATFORM)
    for status, run in mine.items():
        ended = RunStatus.CANCELLED if status in (RunStatus.QUEUED, RunStatus.RUNNING) else status
        assert run.status == ended
        assert (run.ended_at is not None) == (run.status != status)
    assert elsewhere.status == RunStatus.RUNNING


def test_no_run_starts_in_a_round_that_was_closed_meanwhile(make, session):
    make.need(), make.offer()
    round_ = make.round()
    make.commit()
    seen = round_.status
    rounds.close(session, round_, PLATFORM)
    make.commit()
    round_.__dict__["status"] = seen  # what a page loaded before the other's commit still believes
    with pytest.raises(NotReady):
        runs.queue(session, round_, "", date(2026, 1, 1), PLATFORM)
    assert round_.status == RoundStatus.CLOSED


@pytest.mark.parametrize(
    ("terms", "field", "code"),
    [
        (RoundTerms("", 2026), "title", "round_title_missing"),
        (RoundTerms("planning 2026", 2026), "title", "round_title_taken"),
        (RoundTerms("Another", 1999), "start_year", "out_of_range"),
        (RoundTerms("Another", 2026, "XXX"), "currency", "no_rate"),
    ],
)
def test_a_round_is_opened_by_its_rules_alone(make, session, terms, field, code):
    make.rate()
    make.round(title="Planning 2026")
    make.commit()
    with pytest.raises(BrokenRules) as broken:
        rounds.open_round(session, terms, PLATFORM)
    assert [(rule.field, rule.code) for rule in broken.value.broken] == [(field, code)]


def test_a_policy_keeps_to_its_ranges_whoever_sets_it(make, session):
    round_ = make.round()
    make.commit()
    terms = PolicyTerms.of(round_.policy)
    weightless = {field.name: 0 for field in fields(terms) if field.name.startswith("weight_")}
    wrong = [
        ({"preference_long_percent": 0}, "preference_long_percent", "out_of_range"),
        ({"gap_permille": 1001}, "gap_permille", "out_of_range"),
        (weightless, "weight_theme", "no_weight"),
    ]
    for change, field, code in wrong:
        with pytest.raises(BrokenRules) as broken:
            rounds.set_policy(session, round_, replace(terms, **change), round_.policy.version, PLATFORM)
        assert [(rule.field, rule.code) for rule in broken.value.broken] == [(field, code)]
    assert PolicyTerms.of(round_.policy) == terms


def test_the_terms_of_a_policy_are_its_knobs_and_nothing_else():
    own = {"id", "version", "round_id"}
    assert {field.name for field in fields(PolicyTerms)} == set(Policy.__table__.columns.keys()) - own


def test_terms_cannot_carry_a_status():
    with pytest.raises(TypeError):
        RoundTerms(title="Ours", start_year=2026, status=RoundStatus.PUBLISHED)
