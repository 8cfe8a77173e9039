"""Plans small enough to be worked out on paper. Impact of a need met in full in the short horizon: its weight."""

import pytest

from matching import Policy

EXACT = {"fairness": 0, "gap": 0}


def test_one_need_one_offer(make):
    plan = make.plan([make.need()], [make.offer()])
    assert plan.amount("N1", "O1") == 100_00
    assert plan.objective == pytest.approx(1 - 0.01)
    assert plan.status == "optimal"


def test_scarce_capacity_goes_where_it_weighs_most(make):
    plan = make.plan([make.need("N1", weight="1"), make.need("N2", weight="3")], [make.offer()])
    assert plan.amount("N2", "O1") == 100_00
    assert plan.amount("N1", "O1") == 0
    assert plan.objective == pytest.approx(1.5 - 0.01)


def test_capacity_goes_to_the_need_where_a_unit_means_the_larger_share(make):
    plan = make.plan([make.need("N1", amount="50"), make.need("N2", amount="100")], [make.offer()])
    assert (plan.amount("N1", "O1"), plan.amount("N2", "O1")) == (50_00, 50_00)
    assert plan.objective == pytest.approx(1 + 0.5 - 0.02)


def test_a_need_below_its_smallest_useful_share_gets_nothing(make):
    plan = make.plan([make.need(min_share="0.8")], [make.offer(capacity_short="79.99")])
    assert plan.matches == ()
    assert plan.status == "empty"


def test_a_need_exactly_at_its_smallest_useful_share_is_taken_up(make):
    plan = make.plan([make.need(min_share="0.8")], [make.offer(capacity_short="80")])
    assert plan.amount("N1", "O1") == 80_00


def test_sooner_is_better(make):
    plan = make.plan([make.need()], [make.offer(capacity_short="40", capacity_medium="40", capacity_long="40")])
    assert plan.matches[0].amounts == (40_00, 40_00, 20_00)
    assert plan.objective == pytest.approx(0.4 + 0.4 * 0.95 + 0.2 * 0.9 - 0.01)


def test_unused_capacity_carries_over_only_where_the_offer_says_so(make):
    late = make.need(first_horizon="medium")
    assert make.plan([late], [make.offer(carry_over="true")]).matches[0].amounts == (0, 100_00, 0)
    assert make.plan([late], [make.offer(carry_over="false")]).matches == ()


def test_a_partnership_too_small_to_be_worth_its_cost_is_not_made(make):
    plan = make.plan([make.need()], [make.offer(capacity_short="0.99")])
    assert plan.matches == ()


def test_fewer_partners_when_the_need_wants_no_more(make):
    offers = [make.offer(f"O{i}", capacity_short="40") for i in range(3)]
    assert make.plan([make.need()], offers).partnerships == 3
    assert make.plan([make.need(max_partners="2")], offers).partnerships == 2


def test_the_smallest_partnership_decides_who_is_served(make):
    needs = [make.need("N1", amount="60"), make.need("N2", amount="40")]
    plan = make.plan(needs, [make.offer(min_amount="50", capacity_short="100")])
    assert (plan.amount("N1", "O1"), plan.amount("N2", "O1")) == (60_00, 0)


def test_no_country_takes_more_than_its_share_of_an_offer(make):
    needs = [make.need("N1"), make.need("N2", country="UGA")]
    plan = make.plan(needs, [make.offer(max_country_share="0.6")])
    assert max(plan.amount("N1", "O1"), plan.amount("N2", "O1")) == 60_00
    assert plan.amount("N1", "O1") + plan.amount("N2", "O1") == 100_00


def test_preparation_comes_first_even_if_it_is_worth_less(make):
    needs = [
        make.need("prepare", kind="technical", amount="10", weight="0.1"),
        make.need("build", requires="prepare", weight="1.9"),
    ]
    experts = make.offer("O2", kind="technical", capacity_medium="10", capacity_short="")
    plan = make.plan(needs, [make.offer(capacity_medium="60", capacity_short="100"), experts])
    assert plan.amount("prepare", "O2") == 10_00
    assert plan.matches[0].need == "build"
    assert plan.matches[0].amounts == (0, 60_00, 0), (
        "nothing by the short horizon: the preparation is met in the medium"
    )


def test_without_its_preparation_a_need_gets_nothing(make):
    needs = [make.need("prepare", kind="technical"), make.need("build", requires="prepare")]
    assert make.plan(needs, [make.offer()]).matches == ()


def test_a_programme_taken_up_whole_earns_the_bonus(make):
    needs = [
        make.need("N1", programme_id="P"),
        make.need("N2", programme_id="P", min_share="0.5"),
        make.need("N3", weight="1.2"),
    ]
    offers = [make.offer(capacity_short="200", max_partnerships="2")]
    alone = make.plan(needs, offers, Policy(**EXACT))
    together = make.plan(needs, offers, Policy(integration_bonus=0.5, **EXACT))
    assert {m.need for m in alone.matches} >= {"N3"}
    assert {m.need for m in together.matches} == {"N1", "N2"}
    weight = 3 / 3.2
    assert together.objective == pytest.approx(2 * weight + 0.5 * weight - 0.02)


def test_a_forbidden_pair_stays_out_and_a_pinned_one_has_exactly_its_amounts(make):
    needs, offers = [make.need("N1"), make.need("N2")], [make.offer("O1"), make.offer("O2")]
    said = make.decisions(("pin", "N1", "O1", "12.34"), ("forbid", "N2", "O2", ""))
    plan = make.plan(needs, offers, decisions=said)
    assert plan.amount("N1", "O1") == 12_34
    assert plan.amount("N2", "O2") == 0


def test_given_scores_replace_built_in_ones(make):
    needs, offers = [make.need()], [make.offer("O1"), make.offer("O2")]
    plan = make.plan(needs, offers, pairs=make.pairs(("N1", "O2", "0.9")))
    assert plan.amount("N1", "O2") == 100_00
    assert plan.objective == pytest.approx(0.9 - 0.01)


def test_only_listed_pairs_are_eligible_when_asked(make):
    needs, offers = [make.need()], [make.offer("O1"), make.offer("O2")]
    plan = make.plan(needs, offers, pairs=make.pairs(("N1", "O2", "0.1")), only_pairs=True)
    assert plan.eligible_pairs == 1
    assert plan.amount("N1", "O2") == 100_00


@pytest.mark.parametrize(("needs", "offers"), [(0, 0), (1, 0), (0, 1)])
def test_an_empty_pool_gives_an_empty_plan(make, needs, offers):
    plan = make.plan([make.need()][:needs], [make.offer()][:offers], Policy())
    assert plan.status == "empty"
    assert (plan.objective, plan.gap, plan.matches) == (0, 0, ())


def test_an_offer_without_capacity_serves_nobody(make):
    plan = make.plan([make.need()], [make.offer(capacity_short="0")])
    assert (plan.status, plan.eligible_pairs) == ("empty", 0)


def test_large_amounts_are_exact_to_the_hundredth(make):
    needs = [make.need("N1", amount="4999999999999.99", min_share="1"), make.need("N2", amount="0.01", min_share="1")]
    plan = make.plan(needs, [make.offer(capacity_short="5000000000000")])
    assert plan.amount("N1", "O1") == 4_999_999_999_999_99
    assert plan.amount("N2", "O1") == 1
