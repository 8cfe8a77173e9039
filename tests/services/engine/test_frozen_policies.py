"""What a run was started with can be read back, on both databases, in the columns of a policy."""

from app.services.engine import frozen_policies
from models import Policy
from models.vocabulary import Horizon

KNOBS = {
    "fairness_percent": 57, **{f"preference_{horizon}_percent": 90 - n for n, horizon in enumerate(Horizon)},
    "partnership_cost_permille": 13, "integration_bonus_permille": 290, "gap_permille": 7, "time_limit_seconds": 45,
    "weight_theme": 1, "weight_place": 2, "weight_instrument": 3, "weight_readiness": 4, "weight_continuity": 5,
}  # fmt: skip


def test_every_knob_that_the_engine_reads_comes_back_as_it_was():
    assert frozen_policies.read(frozen_policies.text_of(Policy(**KNOBS), "USD")).columns == KNOBS


def test_the_policies_of_a_round_are_read_without_the_rest_of_the_snapshots(make, session):
    round_ = make.round()
    frozen = make.run(
        round_, snapshot={"policy.toml": frozen_policies.text_of(Policy(**KNOBS), "JPY"), "needs.csv": "x"}
    )
    make.run(round_, snapshot={})
    make.run(snapshot={"policy.toml": "gap = 0.5\n"})
    found = frozen_policies.Frozen(KNOBS, {"financial": 0, "technical": 2})
    assert frozen_policies.of_runs(session, round_) == {frozen.id: found}
