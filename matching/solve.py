"""From needs and offers to a plan: read, find who may serve whom, model, search, check."""

from dataclasses import replace
from math import isfinite

import pandas as pd

from .canonical import fingerprint
from .case import Case, make_case
from .check import coverage_of
from .clock import Clock, Listener
from .conflicts import refuse_conflicts
from .errors import NoPlanInTime, TooLarge
from .fairness import PART_OF_TIME, Targets, ideal_of, price_of_shortfall
from .inputs import read_pool
from .model import build_model
from .plan import Fairness, GroupFairness, Match, Plan, amount_by_kind
from .policy import Policy
from .pool import Pool
from .search import SAFETY, Search, bound_without_solving, first_plans, lines_of, whole_model
from .solver import Solver

OPTIMAL = 1e-5
"""A gap no larger than this is called optimal: it is what the tolerances of a bound amount to."""

SOLVED_WHOLE = 1000
"""Usable pairs up to which branch and bound on the whole model finds good plans by itself."""

NODES_A_ROUND = 1000
"""Of branch and bound on the whole model, when rounds are counted."""

BASE_MB, BYTES_A_PAIR = 150, 50_000
"""Measured: the libraries alone, and what model, solver and search tree hold for one usable pair; rounded up."""

ENGINE_MB, ENGINE_BYTES_A_PAIR = 350, 700
"""The same for the engine, which holds no model but of blocks and of the partnerships of its plan."""


def propose_plan(
    needs: pd.DataFrame,
    offers: pd.DataFrame,
    *,
    pairs: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    policy: Policy | None = None,
    only_pairs: bool = False,
    flat_scores: bool = False,
    rounds: int | None = None,
    progress: Listener | None = None,
) -> Plan:
    """A checked plan for these frames (columns: docs/matching.md) under the policy.

    Raises InvalidInput, ConflictingDecisions, TooLarge or NoPlanInTime; never returns a plan that breaks a rule.
    """
    policy = policy or Policy()
    clock = Clock(policy.time_limit, progress)
    with clock.timed("read"):
        pool = read_pool(
            needs,
            offers,
            pairs,
            decisions,
            only_pairs=only_pairs,
            flat_scores=flat_scores,
            decimals=policy.decimals,
        )
    return plan_for(pool, policy, rounds=rounds, clock=clock)


def plan_for(pool: Pool, policy: Policy, *, rounds: int | None = None, clock: Clock | None = None) -> Plan:
    """A checked plan for a pool that was read already."""
    clock = clock or Clock(policy.time_limit)
    with clock.timed("eligibility"):
        case = solvable_case(pool, policy, clock)
    search, price = (solved_by_prices if len(case.pairs) > SOLVED_WHOLE else solved_whole)(case, clock, rounds)
    if not search.has_plan:
        raise NoPlanInTime(clock.elapsed())
    with clock.timed("check"):
        plan = plan_of(search, price)
    return replace(plan, seconds={**clock.seconds, "total": clock.elapsed()})


def solvable_case(pool: Pool, policy: Policy, clock: Clock) -> Case:
    """The case, unless it is too large or its decisions conflict: raises TooLarge or ConflictingDecisions."""
    case = make_case(pool, policy)
    refuse_too_large(case)
    refuse_conflicts(case, clock)
    return case


def solved_whole(case: Case, clock: Clock, rounds: int | None) -> tuple[Search, float | None]:
    """A search of the whole model, and the price of fairness."""
    with clock.timed("build"):
        solver = Solver(build_model(case))
    with clock.timed("solve"):
        targets, fair, price = with_fairness(case, solver, clock)
        search = Search(case, targets, clock)
        branch_and_bound(search, fair, rounds)
    return search, price


def branch_and_bound(search: Search, solver: Solver, rounds: int | None) -> None:
    """First plans, then branch and bound on the whole model; a round is a number of its nodes."""
    first_plans(search, solver)
    if rounds != 0:
        search.rounds = rounds or 1
        whole_model(search, solver, NODES_A_ROUND * rounds if rounds else None)


def solved_by_prices(case: Case, clock: Clock, rounds: int | None) -> tuple[Search, float | None]:
    """Rounds of the engine (docs/matching.md, "The engine"): prices and a plan without floors, then the floors, then a
    plan that keeps them; and the price of fairness."""
    with clock.timed("build"):
        from .engine.saved import save_prices
        from .engine.search import Engine
        from .engine.targets import priced_targets
    with clock.timed("solve"):
        search = Search(case, Targets(case.policy.fairness), clock)
        engine = Engine(search)
        engine.settle(rounds, PART_OF_TIME)
        targets, price = Targets(case.policy.fairness), None if case.policy.fairness else 0.0
        if engine.bound.is_settled:
            targets = priced_targets(case, clock, engine.bound.prices)
        if targets.t is not None:
            free = engine.bound
            search = with_floors(search, targets, free.value)
            engine = Engine(search)
            engine.bound.start(free.prices)
        engine.run(rounds)
        if targets.t is not None and isfinite(engine.bound.value):
            price = max(free.value - engine.bound.value, 0.0)
        search.prices = save_prices(case, engine.market, engine.bound.prices)
    return search, price


def with_floors(search: Search, targets: Targets, cap: float) -> Search:
    """A search that knows the floors and goes on from the plan of one that did not; `cap` bounds the impact."""
    fair = Search(search.case, targets, search.clock, rounds=search.rounds)
    fair.cap = cap * (1.0 + SAFETY)
    if search.has_plan:
        fair.consider(search.amounts)
    return fair


def refuse_too_large(case: Case) -> None:
    """Raises TooLarge before anything large is built."""
    pairs = len(case.pairs)
    whole = pairs <= SOLVED_WHOLE
    needed = BASE_MB + pairs * BYTES_A_PAIR // 2**20 if whole else ENGINE_MB + pairs * ENGINE_BYTES_A_PAIR // 2**20
    if needed > case.policy.memory_mb:
        raise TooLarge(len(case.pairs), needed, case.policy.memory_mb)


def with_fairness(case: Case, solver: Solver, clock: Clock) -> tuple[Targets, Solver, float | None]:
    """The fairness targets, the solver of the model that keeps them, and the price of fairness."""
    level = case.policy.fairness
    if level == 0 or not len(case.pairs):
        return Targets(level), solver, 0.0
    ideal = ideal_of(case, solver, clock)
    if ideal is None:
        return Targets(level), solver, None
    targets, price = ideal.at(level, clock)
    return targets, ideal.solver, price


def stated_targets(case: Case, fairness: Fairness) -> Targets:
    """The floors that a plan stated, for a case of the same groups, at the level of the case's own policy."""
    level = case.policy.fairness
    if level == 0 or fairness.t is None:
        return Targets(level)
    code = {name: g for g, name in enumerate(case.needs.groups)}
    best = {code[group.group]: group.best for group in fairness.groups if group.best > 0 and group.group in code}
    if len(case.pairs) <= SOLVED_WHOLE:
        return Targets(level, fairness.t, best, price_of_shortfall(bound_without_solving(case)))
    from .engine.targets import PRICE_OF_SHORTFALL

    return Targets(level, fairness.t, best, PRICE_OF_SHORTFALL)


def plan_of(search: Search, price: float | None) -> Plan:
    """The plan that the search holds, with its figures."""
    case, pool = search.case, search.case.pool
    lines = lines_of(case, search.amounts)
    amount = {need.id: need.amount for need in pool.needs}
    matches = tuple(
        Match(n, o, amounts, round(sum(amounts) / amount[n], 6), case.scores[n, o])
        for (n, o), amounts in sorted(lines.items())
    )
    objective = search.objective
    bound = max(search.impact_bound, objective)
    gap = _gap(objective, bound)
    return Plan(
        status=_status(case, matches, gap),
        objective=objective,
        bound=bound,
        gap=gap,
        fairness=_fairness(search),
        price_of_fairness=price,
        needs=len(pool.needs),
        offers=len(pool.offers),
        eligible_pairs=case.eligible,
        rounds=search.rounds,
        needs_taken_up=len({match.need for match in matches}),
        amount_by_kind=amount_by_kind(pool, matches),
        fingerprint=fingerprint(pool, case.policy),
        matches=matches,
        prices=search.prices,
        kinds=pool.kinds,
        decimals=case.policy.decimals,
    )


def _gap(objective: float, bound: float) -> float | None:
    if objective > 0:
        return (bound - objective) / objective
    return 0.0 if bound <= SAFETY else None


def _status(case: Case, matches: tuple[Match, ...], gap: float | None) -> str:
    if not matches and gap == 0:
        return "empty"
    if gap is not None and gap <= OPTIMAL:
        return "optimal"
    return "within_gap" if gap is not None and gap <= case.policy.gap else "time_limit"


def _fairness(search: Search) -> Fairness:
    case, targets = search.case, search.targets
    coverage = coverage_of(case.pool, lines_of(case, search.amounts))
    groups = []
    for g, name in enumerate(case.needs.groups):
        best = targets.best.get(g, 0.0)
        floor = targets.kept * best
        groups.append(GroupFairness(name, best, coverage[name], floor, max(floor - coverage[name], 0.0)))
    return Fairness(targets.level, targets.t, tuple(groups))
