"""Every rule is needed: a model without it makes a plan that the checker refuses by the rule's name."""

import pytest

from matching import Policy
from matching.case import make_case
from matching.check import check_rules
from matching.inputs import read_pool
from matching.model import RULES, build_model
from matching.search import lines_of, shares_and_choices
from matching.solver import Solver

POLICY = Policy(fairness=0, gap=0)


def worlds(make):
    """For each rule a small round in which a plan that ignores it is worth more."""
    need, offer = make.need, make.offer
    small = {"amount": "100", "capacity_short": "40"}
    return {
        "need_amount": ([need()], [offer("O1", capacity_short="80"), offer("O2", capacity_short="80")]),
        "smallest_share": ([need(min_share="0.5")], [offer(capacity_short=small["capacity_short"])]),
        "capacity": ([need("N1"), need("N2")], [offer(capacity_short="100")]),
        "partnership_size": ([need(amount="100")], [offer(max_amount="60")]),
        "most_partnerships": ([need("N1", amount="40"), need("N2", amount="40")], [offer(max_partnerships="1")]),
        "most_partners": (
            [need(max_partners="1")],
            [offer("O1", capacity_short="50"), offer("O2", capacity_short="50")],
        ),
        "country_share": ([need("N1", amount="40"), need("N2", amount="40")], [offer(max_country_share="0.5")]),
        "sequence": ([need("N1", theme="housing"), need("N2", requires="N1")], [offer(themes="water")]),
        "forbid": ([need()], [offer()], make.decisions(("forbid", "N1", "O1", ""))),
        "pin": ([need()], [offer()], make.decisions(("pin", "N1", "O1", "50"))),
    }


def violations(make, world, without):
    needs, offers = make.frames(*world[:2])
    pool = read_pool(needs, offers, decisions=world[2] if len(world) > 2 else None, flat_scores=True)
    case = make_case(pool, POLICY)
    solver = Solver(build_model(case, without=without))
    shares, _ = shares_and_choices(solver, solver.search(10, 0).values)
    demand = case.needs.amount[case.pairs.need][:, None]
    amounts = (shares * demand).round().astype("int64")
    return {violation.rule.split(":")[0] for violation in check_rules(pool, lines_of(case, amounts))}


CHECKED = [rule for rule in RULES if rule not in ("taken_up", "programme")]


@pytest.mark.parametrize("rule", CHECKED)
def test_without_the_rule_the_checker_refuses_the_plan(make, rule):
    assert rule in violations(make, worlds(make)[rule], {rule})


@pytest.mark.parametrize("rule", CHECKED)
def test_with_every_rule_the_checker_accepts_it(make, rule):
    assert violations(make, worlds(make)[rule], set()) == set()


@pytest.mark.parametrize("rule", ["taken_up", "programme"])
def test_a_bonus_is_only_earned_by_needs_that_are_served(make, rule):
    """Without these two rules the model counts a bonus for a programme whose second need nobody can serve."""
    needs = [make.need("N1", programme_id="P"), make.need("N2", programme_id="P", theme="housing")]
    pool = read_pool(*make.frames(needs, [make.offer(themes="water")]), flat_scores=True)
    case = make_case(pool, Policy(fairness=0, gap=0, integration_bonus=1.0))
    honest, deceived = (Solver(build_model(case, without=without)).search(10, 0).bound for without in ((), (rule,)))
    assert honest == pytest.approx(1 - 0.01)
    assert deceived == pytest.approx(1 - 0.01 + 1)


@pytest.mark.parametrize(
    ("test", "need", "offer"),
    [
        ("kind", {"kind": "technical"}, {}),
        ("theme", {}, {"themes": "housing"}),
        ("instrument", {"instruments": "grant"}, {"instruments": "loan"}),
        ("place", {}, {"countries": "UGA"}),
        ("place", {}, {"regions": "Asia"}),
        ("place", {}, {"countries": "KEN", "income_groups": "Low income"}),
        ("flags", {}, {"required_flags": "land_secured"}),
        ("horizon", {"first_horizon": "medium"}, {}),
        ("size", {}, {"min_amount": "60", "max_share": "0.5"}),
    ],
)
def test_an_ineligible_pair_is_not_matched_and_the_checker_would_refuse_it(make, test, need, offer):
    needs, offers = [make.need(**need)], [make.offer(**offer)]
    assert make.plan(needs, offers).eligible_pairs == 0
    pool = read_pool(*make.frames(needs, offers))
    assert f"eligibility:{test}" in {v.rule for v in check_rules(pool, {("N1", "O1"): (100_00, 0, 0)})}


@pytest.mark.parametrize(
    ("rule", "amounts"),
    [("positive_amount", (0, 0, 0)), ("positive_amount", (-1, 2, 0)), ("need_amount", (100_01, 0, 0)),
     ("capacity:short", (100_01, 0, 0)), ("window", (0, 0, 1)), ("partnership_size", (100_01, 0, 0)),
     ("partnership_size", (9_99, 0, 0)), ("smallest_share", (49_99, 0, 0))],
)  # fmt: skip
def test_the_checker_is_exact_to_the_hundredth(make, rule, amounts):
    needs = [make.need(min_share="0.5", last_horizon="medium")]
    pool = read_pool(*make.frames(needs, [make.offer(min_amount="10")]))
    assert check_rules(pool, {("N1", "O1"): (50_00, 0, 0)}) == []
    assert rule in {v.rule for v in check_rules(pool, {("N1", "O1"): amounts})}


def test_a_plan_that_names_strangers_is_refused(make):
    pool = read_pool(*make.frames([make.need()], [make.offer()]))
    assert [v.rule for v in check_rules(pool, {("N1", "O9"): (1, 0, 0)})] == ["unknown"]
