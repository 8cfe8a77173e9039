"""Parts of the engine measured by themselves: building, growth with the pairs, solving again, explaining."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from matching import Policy, explain_need
from matching.case import Case, make_case
from matching.clock import Clock
from matching.engine.bound import Bound
from matching.engine.choice import new_items
from matching.engine.market import market_of
from matching.engine.prices import terms_of
from matching.engine.repair import repaired
from matching.engine.replan import Draft
from matching.engine.ruin import Cooling, ruin_and_recreate
from matching.engine.saved import save_prices
from matching.engine.search import MILD, SIZE, Engine
from matching.engine.warm_up import compile_kernels
from matching.explain import Account
from matching.fairness import Targets
from matching.inputs import read_pool
from matching.model import build_model
from matching.plan import Match
from matching.pool import Decision
from matching.search import Search, lines_of

from .matrix import compile_model
from .worlds import World

Figures = dict[str, Any]

SWEEPS = 100
"""In a measurement of growth."""

FORBIDS = 5
"""Decisions tried, each on the plan as it was."""

ASKED = 6
"""Needs explained, half of them left out by the plan."""

MOVES = 20_000
"""Of ruin and recreate, in a measurement of growth."""


def policy_of(limit: float) -> Policy:
    return Policy(fairness=0, gap=0, time_limit=limit, memory_mb=10**6)


def case_of(world: World, limit: float) -> Case:
    return make_case(read_pool(*world.frames()), policy_of(limit))


def timed(work: Callable[[], object], times: int = 1) -> float:
    """The least seconds of so many runs."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def build_market(world: World, limit: float) -> Figures:
    return _building(world, limit, market_of, times=3)


def build_matrix(world: World, limit: float) -> Figures:
    return _building(world, limit, compile_model, times=3)


def build_pulp(world: World, limit: float) -> Figures:
    return _building(world, limit, build_model, times=1)


def _building(world: World, limit: float, build: Callable[[Case], object], times: int) -> Figures:
    case = case_of(world, limit)
    return {"pairs": len(case.pairs), "seconds": timed(lambda: build(case), times)}


def growth(world: World, limit: float) -> Figures:
    """Seconds of the same number of sweeps of the bound, and of moves upon one constructed plan, at this size. The
    kernels are loaded on a small round before."""
    _grown(case_of(World("40x25"), limit), limit)
    return _grown(case_of(world, limit), limit)


def _grown(case: Case, limit: float) -> Figures:
    bound = Bound(market_of(case), len(case.group_weight))
    sweeps = timed(lambda: [bound.improve(0.5 * bound.value if bound.sweeps else 0.0) for _ in range(SWEEPS)])
    engine = Engine(Search(case, Targets(0.0), Clock(limit)), bound=bound)
    construct = timed(lambda: engine.filled(0))
    moves = timed(lambda: _moves(engine))
    return {"pairs": len(case.pairs), "sweeps": sweeps, "construct": construct, "moves": moves}


def _moves(engine: Engine) -> None:
    market = engine.market
    items = new_items(int(np.diff(market.first).max(initial=0)))
    draft = Draft(market, engine.books, engine.tally, terms_of(market, engine.bound.prices), engine.floors, items)
    ruin_and_recreate(draft, engine.frozen, Cooling(MOVES, SIZE, MILD, MILD / 10), 0)


def chain(world: World, limit: float) -> Figures:
    """Seconds of reading and ordering needs that are alike, each waiting for the one before."""
    needs, offers = world.frames()
    alike = needs.iloc[[0] * len(needs)].reset_index(drop=True)
    alike["need_id"], alike["programme_id"] = needs["need_id"], ""
    alike["requires"] = needs["need_id"].shift(fill_value="")
    return {"pairs": len(alike), "seconds": timed(lambda: read_pool(alike, offers), 3)}


def resolve(world: World, limit: float) -> Figures:
    """Solves for `limit` seconds, then forbids used pairs, one at a time, and repairs the plan each time."""
    case = case_of(world, limit)
    search, targets = Search(case, Targets(0.0), Clock(limit)), Targets(0.0)
    engine = Engine(search)
    engine.run(None)
    saved = save_prices(case, engine.market, engine.bound.prices)
    held = np.flatnonzero(search.amounts.any(axis=1))
    tries = []
    for k in held[np.linspace(0, len(held) - 1, FORBIDS).astype(int)].tolist():
        start = time.perf_counter()
        changed = make_case(_forbidding(case, k), case.policy)
        ready = time.perf_counter()
        again = repaired(changed, search.amounts, targets, Clock(limit), saved)
        done = time.perf_counter()
        tries.append({"eligibility": ready - start, "repair": done - ready, **_after(search, again)})
    return {"pairs": len(case.pairs), "objective": search.objective, "bound": search.impact_bound, "tries": tries}


def _forbidding(case: Case, k: int) -> Any:
    pool, pairs = case.pool, case.pairs
    said = Decision(pool.needs[pairs.need[k]].id, pool.offers[pairs.offer[k]].id, "forbid", (0, 0, 0))
    return replace(pool, decisions=(said,))


def _after(before: Search, after: Search) -> Figures:
    changed = int((before.amounts != after.amounts).any(axis=1).sum())
    return {"held": after.has_plan, "objective": after.objective, "bound": after.impact_bound, "changed": changed}


def explain(world: World, limit: float) -> Figures:
    """Explains some needs of a plan of one round, without asking what would bring them in."""
    case = case_of(world, limit)
    search = Search(case, Targets(0.0), Clock(limit))
    Engine(search).run(1)
    account = Account(case, tuple(_matches(search)))
    served = {match.need for match in account.matches}
    names = [case.pool.needs[n].id for n in case.of_need]
    inside, outside = ([n for n in names if (n in served) is wanted] for wanted in (True, False))
    asked = [*inside[: ASKED // 2], *outside[: ASKED // 2]]
    seconds = [timed(partial(explain_need, account, name, seconds=0)) for name in asked]
    return {"pairs": len(case.pairs), "first": seconds[0], "next": max(seconds[1:])}


def _matches(search: Search) -> list[Match]:
    amount = {need.id: need.amount for need in search.case.pool.needs}
    scores = search.case.scores
    return [
        Match(n, o, amounts, round(sum(amounts) / amount[n], 6), scores[n, o])
        for (n, o), amounts in sorted(lines_of(search.case, search.amounts).items())
    ]


def warm_up(world: World, limit: float) -> Figures:
    """Every compiled kernel once: on a new machine this is the time that compiling takes."""
    case = case_of(world, limit)
    start = time.perf_counter()
    compile_kernels(case)
    return {"pairs": len(case.pairs), "seconds": time.perf_counter() - start}


MEASURES: dict[str, Callable[[World, float], Figures]] = {
    "warm up": warm_up,
    "build market": build_market,
    "build matrix": build_matrix,
    "build PuLP": build_pulp,
    "growth": growth,
    "chain": chain,
    "resolve": resolve,
    "explain": explain,
}
