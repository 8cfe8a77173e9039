"""Tiny worlds solved by trying every plan there is: bound >= best plan >= objective, and the checker agrees."""

from itertools import product
from math import fsum

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching import Policy
from matching.check import check_rules
from matching.inputs import read_pool

SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WINDOWS = st.sampled_from([("short", "short"), ("short", "medium"), ("medium", "long"), ("", "")])


@st.composite
def needs(draw, count, most):
    rows = []
    for i in range(count):
        first, last = draw(WINDOWS)
        rows.append(
            {
                "need_id": f"N{i}",
                "programme_id": draw(st.sampled_from(["P", f"P{i}"])),
                "country": draw(st.sampled_from(["KEN", "UGA"])),
                "region": draw(st.sampled_from(["East", "West"])),
                "kind": "financial",
                "theme": draw(st.sampled_from(["water", "housing"])),
                "amount": draw(st.integers(1, most)),
                "min_share": draw(st.sampled_from(["", "0.5", "1"])),
                "max_partners": draw(st.sampled_from(["", "1"])),
                "first_horizon": first,
                "last_horizon": last,
                "weight": draw(st.sampled_from(["", "2"])),
                "requires": "N0" if i and draw(st.booleans()) else "",
            }
        )
    return rows


@st.composite
def offers(draw, count, most):
    amounts = st.integers(0, most)
    return [
        {
            "offer_id": f"O{j}",
            "partner": "",
            "kind": "financial",
            "themes": draw(st.sampled_from(["", "water"])),
            "capacity_short": draw(amounts),
            "capacity_medium": draw(amounts),
            "capacity_long": 0,
            "carry_over": draw(st.booleans()),
            "min_amount": draw(st.sampled_from(["", 1, 2])),
            "max_amount": draw(st.sampled_from(["", 2])),
            "max_partnerships": draw(st.sampled_from(["", "1"])),
            "max_share": draw(st.sampled_from(["", "0.5"])),
            "max_country_share": draw(st.sampled_from(["", "0.5"])),
        }
        for j in range(count)
    ]


@st.composite
def worlds(draw):
    """Two needs and two offers, or three needs and one offer, with amounts of a few units."""
    shape = draw(st.sampled_from([(2, 2, 2), (2, 1, 4), (3, 1, 2)]))
    return draw(needs(shape[0], shape[2])), draw(offers(shape[1], shape[2]))


def scaled(rows, unit):
    """The same rows with one unit worth so much."""
    fields = ("amount", "capacity_short", "capacity_medium", "capacity_long", "min_amount", "max_amount")
    return [{k: f"{v * unit:.2f}" if k in fields and v != "" else v for k, v in row.items()} for row in rows]


def every_plan(pool, unit):
    """All plans in steps of `unit` hundredths that keep every rule, as lines."""
    options = [list(_ways(need, pool.offers, unit)) for need in pool.needs]
    for chosen in product(*options):
        lines = {key: amounts for part in chosen for key, amounts in part.items()}
        if not check_rules(pool, lines):
            yield lines


def _ways(need, offers, unit):
    """All ways to split up to the need's amount over offers and the first two horizons."""
    cells = [(o.id, h) for o in offers for h in (0, 1) if need.first_horizon <= h <= need.last_horizon]
    for split in product(range(need.amount // unit + 1), repeat=len(cells)):
        if sum(split) * unit <= need.amount:
            amounts = {}
            for (o, h), steps in zip(cells, split, strict=True):
                amounts.setdefault(o, [0, 0, 0])[h] = steps * unit
            yield {(need.id, o): tuple(a) for o, a in amounts.items() if any(a)}


def impact(pool, policy, lines):
    """The objective of design, written out once more; every pair scores 1."""
    mean = fsum(n.weight for n in pool.needs) / len(pool.needs)
    weight = {n.id: n.weight / mean for n in pool.needs}
    amount = {n.id: n.amount for n in pool.needs}
    gained = fsum(
        weight[n] * gamma * a / amount[n]
        for (n, _), amounts in lines.items()
        for gamma, a in zip(policy.horizon_preference, amounts, strict=True)
    )
    taken, programmes = {n for n, _ in lines}, {}
    for n in pool.needs:
        programmes.setdefault(n.programme, []).append(n.id)
    whole = [members for members in programmes.values() if len(members) > 1 and taken.issuperset(members)]
    bonus = fsum(policy.integration_bonus * fsum(weight[n] for n in m) / len(m) for m in whole)
    return gained + bonus - policy.partnership_cost * len(lines)


@SETTINGS
@given(world=worlds(), bonus=st.sampled_from([0.0, 0.3]))
def test_the_plan_is_as_good_as_the_best_plan_in_whole_units(make, world, bonus):
    policy = Policy(fairness=0, gap=0, integration_bonus=bonus)
    n, o = scaled(world[0], 100), scaled(world[1], 100)
    plan = make.plan(n, o, policy)
    pool = read_pool(*make.frames(n, o), flat_scores=True)
    best = max(impact(pool, policy, lines) for lines in every_plan(pool, 100_00))
    assert plan.bound >= best - 1e-9
    assert plan.objective >= best - 1e-4, "a plan in single hundredths is no worse, but for rounding"
    assert plan.bound >= plan.objective


@SETTINGS
@given(world=worlds())
def test_no_plan_in_hundredths_beats_the_bound(make, world):
    policy = Policy(fairness=0, gap=0)
    n, o = scaled(world[0], 0.01), scaled(world[1], 0.01)
    plan = make.plan(n, o, policy)
    pool = read_pool(*make.frames(n, o), flat_scores=True)
    best = max(impact(pool, policy, lines) for lines in every_plan(pool, 1))
    assert plan.bound >= best - 1e-9
    assert best >= plan.objective - 1e-9


@SETTINGS
@given(world=worlds())
def test_with_floors_no_plan_as_fair_beats_the_bound(make, world):
    policy = Policy(fairness=0.8, gap=0)
    n, o = scaled(world[0], 100), scaled(world[1], 100)
    plan = make.plan(n, o, policy)
    pool = read_pool(*make.frames(n, o), flat_scores=True)
    floors = {g.group: g.floor for g in plan.fairness.groups}
    short = weighted_shortfall(pool, floors, {(m.need, m.offer): m.amounts for m in plan.matches})
    for lines in every_plan(pool, 100_00):
        if weighted_shortfall(pool, floors, lines) <= short + 1e-12:
            assert impact(pool, policy, lines) <= plan.bound + 1e-9


def weighted_shortfall(pool, floors, lines):
    mean = fsum(n.weight for n in pool.needs) / len(pool.needs)
    short = 0.0
    for group, floor in floors.items():
        members = {n.id: n for n in pool.needs if n.group == group}
        got = fsum(members[n].weight / mean * sum(a) / members[n].amount for (n, _), a in lines.items() if n in members)
        short += max(floor * fsum(n.weight / mean for n in members.values()) - got, 0.0)
    return short
