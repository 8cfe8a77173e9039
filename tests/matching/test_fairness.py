"""Floors for groups: what each could get, what all can get at once, and what is kept of it."""

import pytest

from matching import Policy


def rival_regions(make):
    """Two regions want the same 100; a third cannot be served."""
    needs = [
        make.need("A", region="Africa", weight="3"),
        make.need("B", region="Asia", weight="1"),
        make.need("C", region="Oceania", kind="technical", weight="2"),
    ]
    return needs, [make.offer()]


def groups(plan):
    return {g.group: g for g in plan.fairness.groups}


def test_without_floors_the_heavier_region_takes_all(make):
    plan = make.plan(*rival_regions(make), Policy(fairness=0, gap=0))
    assert {m.need for m in plan.matches} == {"A"}
    assert plan.fairness.t is None
    assert plan.price_of_fairness == 0


def test_every_region_keeps_its_part_of_what_all_can_get_at_once(make):
    plan = make.plan(*rival_regions(make), Policy(fairness=0.8, gap=0))
    africa, asia, oceania = (groups(plan)[name] for name in ("Africa", "Asia", "Oceania"))
    assert (africa.best, asia.best) == (pytest.approx(1), pytest.approx(1))
    assert plan.fairness.t == pytest.approx(0.5), "each can have all alone, half beside the other"
    assert asia.floor == pytest.approx(0.4)
    assert asia.coverage >= asia.floor
    assert asia.shortfall == 0
    assert (oceania.best, oceania.floor, oceania.coverage) == (0, 0, 0), "who can get nothing stands aside"
    assert plan.amount("A", "O1") == 60_00
    assert plan.price_of_fairness == pytest.approx(0.4 * 1.5 - 0.4 * 0.5, abs=1e-6)


def test_a_floor_that_whole_partnerships_cannot_keep_is_reported_as_shortfall(make):
    needs = [make.need("A", region="Africa", min_share="1"), make.need("B", region="Asia", min_share="1")]
    plan = make.plan(needs, [make.offer()], Policy(fairness=1, gap=0))
    assert plan.partnerships == 1
    assert sorted(g.shortfall for g in plan.fairness.groups) == [0, pytest.approx(0.5)]
    assert plan.objective == pytest.approx(1 - 0.01), "the objective is the impact alone"
    assert plan.bound >= plan.objective
    assert plan.status == "optimal"


def test_groups_can_be_named_freely(make):
    needs = [make.need("A", group="small cities"), make.need("B", group="large cities")]
    plan = make.plan(needs, [make.offer()], Policy(gap=0))
    assert set(groups(plan)) == {"small cities", "large cities"}


def test_a_floor_is_worth_more_than_any_impact(make):
    """Serving the poor region's one large need means giving up three times the impact elsewhere."""
    needs = [make.need(f"A{i}", region="Africa", weight="1") for i in range(3)]
    needs.append(make.need("B", region="Asia", amount="300", min_share="1"))
    plan = make.plan(needs, [make.offer(capacity_short="300")], Policy(fairness=1, gap=0))
    assert groups(plan)["Asia"].best == pytest.approx(1)
    short = sum(g.shortfall for g in plan.fairness.groups)
    assert short == pytest.approx(0.5)
