"""Ways to a plan for the same needs, offers and policy. Each is handed frames and gives back lines and a bound; seconds
count from there, so reading, eligibility and building are part of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import highspy
import numpy as np
import pandas as pd
import pulp

from matching import Policy, propose_plan
from matching.case import Case, make_case
from matching.check import Lines
from matching.clock import Clock, Progress
from matching.greedy import greedy_plan
from matching.inputs import read_pool
from matching.model import build_model
from matching.rounding import whole_amounts
from matching.search import lines_of

from .highs import highs_of
from .matrix import compile_model

Tell = Callable[[str], None]

FIRST = 0.075
"""The gap of a first plan that is worth looking at."""

FLOOR = 0.8
"""The fairness of the platform's default policy."""

INTERRUPT = highspy.cb.HighsCallbackType.kCallbackMipInterrupt


@dataclass(frozen=True)
class Answer:
    """What an approach came back with. `first` are the seconds after which it first had a plan within FIRST of its
    bound, None if never."""

    lines: Lines
    bound: float = inf
    first: float | None = None
    note: str = ""


def ours(needs: pd.DataFrame, offers: pd.DataFrame, policy: Policy, tell: Tell) -> Answer:
    """The engine as everybody calls it."""
    plan = propose_plan(needs, offers, policy=policy, progress=lambda at: tell(str(at)))
    lines = {(match.need, match.offer): match.amounts for match in plan.matches}
    return Answer(lines, plan.bound, note=f"{plan.status}, {plan.rounds} rounds")


def ours_first(needs: pd.DataFrame, offers: pd.DataFrame, policy: Policy, tell: Tell) -> Answer:
    """The engine, stopped as soon as its plan is within FIRST of its bound."""
    return ours(needs, offers, replace(policy, gap=FIRST), tell)


def ours_fair(needs: pd.DataFrame, offers: pd.DataFrame, policy: Policy, tell: Tell) -> Answer:
    """The engine with the fairness floors of the platform, which the others go without."""
    return ours(needs, offers, replace(policy, fairness=FLOOR), tell)


def plain_pulp(needs: pd.DataFrame, offers: pd.DataFrame, policy: Policy, tell: Tell) -> Answer:
    """The readable model of the whole round, solved by HiGHS through PuLP."""
    clock, case = _start(needs, offers, policy)
    model = build_model(case)
    tell(f"phase=built seconds={clock.elapsed():.1f}")
    watch = Watch(clock, tell)
    solver = pulp.HiGHS(
        msg=False,
        timeLimit=max(clock.left(), 0.1),
        gapRel=policy.gap,
        callbackTuple=(watch.on_event, None),
        callbacksToActivate=[INTERRUPT],
    )
    stats = model.problem.solve(solver)
    if not stats.has_solution:
        return Answer({}, _bound(model.problem.solverModel), note=f"no plan: {stats.status}")
    shares = np.zeros(case.pairs.open.shape)
    for (k, h), x in model.x.items():
        shares[k, h] = x.varValue
    chosen = np.array([y.varValue for y in model.y])
    return Answer(_whole(case, shares, chosen), _bound(model.problem.solverModel), watch.first, str(stats.status))


def raw_highs(needs: pd.DataFrame, offers: pd.DataFrame, policy: Policy, tell: Tell) -> Answer:
    """The same model handed to HiGHS as arrays."""
    clock, case = _start(needs, offers, policy)
    matrix = compile_model(case)
    highs, columns = highs_of(matrix), matrix.columns
    tell(f"phase=built seconds={clock.elapsed():.1f}")
    watch = Watch(clock, tell)
    highs.setCallback(watch.on_event, None)
    highs.startCallback(INTERRUPT)
    highs.setOptionValue("mip_rel_gap", policy.gap)
    highs.setOptionValue("time_limit", max(clock.left(), 0.1))
    highs.run()
    said = highs.modelStatusToString(highs.getModelStatus())
    if not np.isfinite(highs.getInfo().mip_gap):
        return Answer({}, _bound(highs), note=f"no plan: {said}")
    values = np.array(highs.getSolution().col_value)
    shares = np.zeros(case.pairs.open.shape)
    shares[columns.pair, columns.horizon] = values[columns.x]
    return Answer(_whole(case, shares, values[columns.y]), _bound(highs), watch.first, said)


def greedy(needs: pd.DataFrame, offers: pd.DataFrame, policy: Policy, tell: Tell) -> Answer:
    """Pairs taken by score, best first, as far as every rule allows; no bound comes with it."""
    _, case = _start(needs, offers, policy)
    return Answer(lines_of(case, greedy_plan(case, case.pairs.score)))


APPROACHES = {
    "ours": ours,
    "ours, first plan": ours_first,
    "ours, fair": ours_fair,
    "PuLP + HiGHS": plain_pulp,
    "raw HiGHS": raw_highs,
    "greedy": greedy,
}


@dataclass
class Watch:
    """Notes when HiGHS first holds a plan within FIRST of its bound, by its own figures, and tells them."""

    clock: Clock
    tell: Tell
    first: float | None = None
    told: float = 0.0

    def on_event(self, _event: object, _message: str, out: Any, _to_solver: Any, _user: object) -> None:
        now, plan, bound = self.clock.elapsed(), float(out.mip_primal_bound), float(out.mip_dual_bound)
        has_plan = np.isfinite(plan) and plan > 0 and np.isfinite(bound)
        if has_plan and self.first is None and bound - plan <= FIRST * plan:
            self.first = now
        if now - self.told >= 1:
            self.told = now
            self.tell(str(Progress("solve", now, plan if has_plan else None, bound if np.isfinite(bound) else None)))


def _start(needs: pd.DataFrame, offers: pd.DataFrame, policy: Policy) -> tuple[Clock, Case]:
    clock = Clock(policy.time_limit)
    return clock, make_case(read_pool(needs, offers), policy)


def _whole(case: Case, shares: np.ndarray, chosen: np.ndarray) -> Lines:
    """A solver's values as whole hundredths."""
    return lines_of(case, whole_amounts(case, shares, chosen))


def _bound(highs: Any) -> float:
    bound = float(highs.getInfo().mip_dual_bound)
    return bound if abs(bound) < highspy.kHighsInf else inf
