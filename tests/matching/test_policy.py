"""The knobs of a round: impossible ones are refused by name, a file reads back as it was written."""

from dataclasses import replace

import pytest

from matching import InvalidInput, Policy, read_policy


@pytest.mark.parametrize(
    ("knob", "value"),
    [("fairness", 1.1), ("fairness", float("nan")), ("fairness", "0.8"), ("fairness", True), ("gap", -0.1),
     ("time_limit", 0), ("time_limit", float("inf")), ("partnership_cost", -1), ("integration_bonus", None),
     ("horizon_preference", (1, 1)), ("horizon_preference", (1, 0.5, 0)), ("score_weights", {"beauty": 1}),
     ("score_weights", {"theme": 0}), ("score_weights", {"theme": -1}), ("seed", 1.5), ("memory_mb", 1)],
)  # fmt: skip
def test_an_impossible_knob_is_refused(knob, value):
    with pytest.raises(InvalidInput) as refused:
        Policy(**{knob: value})
    assert [p.column for p in refused.value.problems] == [knob]


def test_a_policy_reads_back_as_it_was_written(tmp_path):
    policy = Policy(fairness=1, horizon_preference=(1, 0.9, 0.8), score_weights={"theme": 2, "place": 1}, gap=1e-5)
    (tmp_path / "policy.toml").write_text(policy.as_toml())
    assert read_policy(tmp_path / "policy.toml") == policy
    assert replace(policy, seed=1) != policy


@pytest.mark.parametrize(
    "text", ["fairnes = 1", "fairness = ", "horizon_preference = 1", "score_weights = 1", "fairness = '1'"]
)
def test_a_policy_file_with_a_mistake_is_refused(tmp_path, text):
    (tmp_path / "policy.toml").write_text(text)
    with pytest.raises(InvalidInput):
        read_policy(tmp_path / "policy.toml")


def test_only_proportions_of_score_weights_matter(make):
    policies = [Policy(gap=0, score_weights={"theme": w, "place": w}) for w in (1, 3)]
    plans = [make.plan([make.need()], [make.offer()], policy, flat_scores=False) for policy in policies]
    assert plans[0].matches == plans[1].matches
    assert plans[0].matches[0].score == pytest.approx((0.5 + 0.25) / 2)
