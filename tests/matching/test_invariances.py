"""What must not change a plan: the order of rows, the names of ids, the unit of weights."""

import pytest

from matching import Policy, eligibility_tests, propose_plan
from matching.generate import generate_round


@pytest.fixture(scope="module")
def world():
    return generate_round(60, 20, seed=3)


@pytest.fixture(scope="module")
def policy():
    return Policy(gap=0.001, integration_bonus=0.05)


@pytest.fixture(scope="module")
def plan(world, policy):
    return propose_plan(*world, policy=policy)


def test_the_plan_is_worth_comparing(plan):
    assert plan.partnerships > 5
    assert plan.status in ("optimal", "within_gap")


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_changes_nothing(make, world, policy, plan, seed):
    needs, offers = (make.shuffled(table, seed) for table in world)
    again = propose_plan(needs, offers, policy=policy)
    assert again.as_frame().equals(plan.as_frame())
    assert again.fingerprint == plan.fingerprint
    assert (again.objective, again.bound) == (plan.objective, plan.bound)


def test_other_ids_give_the_same_plan_by_other_names(world, policy, plan):
    needs, offers = (table.copy() for table in world)
    names = {old: f"need {hash_like(old)}" for old in needs["need_id"]}
    others = {old: f"offer {hash_like(old)}" for old in offers["offer_id"]}
    needs["need_id"] = needs["need_id"].map(names)
    needs["requires"] = needs["requires"].map(lambda cell: names.get(cell, ""))
    needs["programme_id"] = needs["programme_id"].map(lambda p: p[::-1])
    offers["offer_id"] = offers["offer_id"].map(others)
    again = propose_plan(needs, offers, policy=policy)
    assert {(m.need, m.offer, m.amounts) for m in again.matches} == {
        (names[m.need], others[m.offer], m.amounts) for m in plan.matches
    }
    assert again.fingerprint == plan.fingerprint


def hash_like(name):
    """A name whose order has nothing to do with the old one's."""
    return f"{int(name[1:]) * 7919 % 100_003:06d}"


@pytest.mark.parametrize("factor", [2, 3])
def test_weights_count_only_in_proportion(world, policy, plan, factor):
    needs = world[0].copy()
    needs["weight"] = [f"{float(cell) * factor:.2f}" for cell in needs["weight"]]
    again = propose_plan(needs, world[1], policy=policy)
    assert again.as_frame().equals(plan.as_frame())
    assert again.objective == plan.objective


def test_what_goes_in_is_not_changed(world, policy):
    before = [table.copy() for table in world]
    propose_plan(*world, policy=policy)
    assert all(now.equals(then) for now, then in zip(world, before, strict=True))


def test_changed_input_or_policy_has_another_fingerprint(world, policy, plan):
    needs = world[0].copy()
    needs.loc[0, "amount"] = "12345"
    assert propose_plan(needs, world[1], policy=policy).fingerprint != plan.fingerprint
    assert propose_plan(*world, policy=Policy(gap=0.002)).fingerprint != plan.fingerprint


def test_fit_is_told_in_the_order_of_the_frames(make, world):
    needs, offers = make.shuffled(world[0], 9), world[1]
    straight, shuffled = eligibility_tests(*world), eligibility_tests(needs, offers)
    assert shuffled.need_ids == tuple(needs["need_id"])
    for name in needs["need_id"]:
        assert shuffled.funnel(name) == straight.funnel(name)
