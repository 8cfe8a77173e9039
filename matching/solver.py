"""HiGHS kept alive on one exported model: costs and bounds change, and it solves again without a new export."""

import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import pulp

from .arrays import FloatArray, IntArray
from .clock import stop_event
from .model import Model

EVENTS = highspy.cb.HighsCallbackType


@dataclass(frozen=True)
class Watch:
    """Who is told while a search runs."""

    bound: Callable[[float], None]
    """every new bound"""
    values: Callable[[FloatArray], object]
    """the values of every better solution"""


FEASIBILITY = 1e-8
FEASIBLE = 2
"""What HiGHS calls a primal solution that keeps every row."""


@dataclass(frozen=True)
class Found:
    """What came back: values by column (None if none), and a bound no solution can exceed (inf if none)."""

    values: FloatArray | None
    bound: float
    finished: bool


class Solver:
    """A live solver for the model. Maximises; single-threaded, so the same model gives the same answer."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._watch: Watch | None = None
        self._deadline, self._stop = 0.0, stop_event()
        self._is_fresh = False
        exporter = pulp.HiGHS(
            msg=False,
            threads=1,
            callbackTuple=(_told_weakly(self._on_event), None),
            callbacksToActivate=[EVENTS.kCallbackMipInterrupt, EVENTS.kCallbackMipImprovingSolution],
            parallel="off",
            random_seed=model.case.policy.seed,
            primal_feasibility_tolerance=FEASIBILITY,
            mip_feasibility_tolerance=FEASIBILITY,
            mip_rel_gap=0.0,
        )
        exporter.createAndConfigureSolver(model.problem)
        exporter.buildSolverModel(model.problem)
        self._highs: Any = model.problem.solverModel
        exported = model.problem.exported_variables()
        self.column = {variable.id: j for j, variable in enumerate(exported)}
        self.lower = np.array([variable.lowBound for variable in exported], dtype=np.float64)
        self.upper = np.array([variable.upBound for variable in exported], dtype=np.float64)
        self.choices = np.array([j for j, v in enumerate(exported) if v.cat == "Integer"], dtype=np.int64)
        self.costs = self.costs_of(dict(_terms(model.problem.objective)))

    @property
    def size(self) -> int:
        return len(self.lower)

    def columns(self, variables: Sequence[pulp.LpVariable]) -> IntArray:
        """The columns of these variables, -1 for one that no rule and no objective mentions."""
        return np.array([self.column.get(variable.id, -1) for variable in variables], dtype=np.int64)

    def costs_of(self, costs: Mapping[int, float]) -> FloatArray:
        """A cost for every column, from costs by variable id."""
        vector = np.zeros(self.size)
        for variable, cost in costs.items():
            vector[self.column[variable]] = cost
        return vector

    def bound_columns(self, columns: IntArray, lower: FloatArray, upper: FloatArray) -> None:
        self._is_fresh = False
        index = columns.astype(np.int32)
        self._highs.changeColsBounds(len(index), index, np.asarray(lower, float), np.asarray(upper, float))

    def free(self) -> None:
        """Gives every column back the bounds it was declared with."""
        self.bound_columns(np.arange(self.size), self.lower, self.upper)

    def relax(self, seconds: float, costs: FloatArray | None = None) -> Found:
        """The linear relaxation, with other costs if given. Once anything has changed it starts afresh: presolve and
        dual simplex are quicker here than going on from the last basis."""
        if not self._is_fresh or costs is not None:
            self._highs.clearSolver()
        self._set_costs(self.costs if costs is None else costs)
        self._highs.setOptionValue("solve_relaxation", True)
        finished = self._run(seconds)
        self._is_fresh = finished and costs is None
        if not finished:
            return Found(None, np.inf, False)
        return Found(self._values(), float(self._highs.getObjectiveValue()), True)

    def duals(self, seconds: float) -> dict[str, float] | None:
        """What one more unit on the right-hand side of each row adds to the relaxation, by the row's name."""
        if not self.relax(seconds).finished:
            return None
        rows = self.model.problem.constraints()
        return dict(zip((row.name for row in rows), self._highs.getSolution().row_dual, strict=True))

    def feasible(self, seconds: float) -> Found:
        """Any solution at all, whatever it is worth."""
        costs, self.costs = self.costs, np.zeros(self.size)
        found = self.search(seconds, gap=1.0)
        self.costs = costs
        return found

    def search(
        self,
        seconds: float,
        gap: float,
        start: FloatArray | None = None,
        nodes: int | None = None,
        watch: Watch | None = None,
    ) -> Found:
        """Branch and bound until the absolute gap, the node limit or the time is reached."""
        self._set_costs(self.costs)
        self._highs.setOptionValue("solve_relaxation", False)
        self._highs.setOptionValue("mip_abs_gap", gap)
        self._highs.setOptionValue("mip_max_nodes", 2**31 - 1 if nodes is None else nodes)
        end = time.monotonic() + seconds
        for presolve in ("choose", "off"):
            found = self._search_once(end - time.monotonic(), start, watch, presolve)
            if self._is_believable(found, start):
                return found
        return Found(None, np.inf, False)

    def _search_once(self, seconds: float, start: FloatArray | None, watch: Watch | None, presolve: str) -> Found:
        if seconds <= 0:
            return Found(None, np.inf, False)
        self._is_fresh = False
        self._highs.setOptionValue("presolve", presolve)
        self._highs.clearSolver()
        if start is not None:
            self._highs.setSolution(self.size, np.arange(self.size, dtype=np.int32), start)
        self._watch = watch
        finished = self._run(seconds)
        self._watch = None
        self._highs.setOptionValue("presolve", "choose")
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return Found(None, -np.inf, True)
        info = self._highs.getInfo()
        values = self._values() if info.primal_solution_status == FEASIBLE else None
        return Found(values, float(info.mip_dual_bound), finished)

    def _is_believable(self, found: Found, start: FloatArray | None) -> bool:
        """Whether the bound is a number no smaller than what a known solution is worth.

        HiGHS 1.15 has called feasible models infeasible, and returned NaN as the bound of others, after presolve.
        """
        known = [v for v in (start, found.values) if v is not None]
        worth = max((float(self.costs @ v) for v in known), default=-np.inf)
        return found.bound >= worth - 1e-6 * max(1.0, abs(worth)) or found.bound == worth == -np.inf

    def _set_costs(self, costs: FloatArray) -> None:
        self._highs.changeColsCost(self.size, np.arange(self.size, dtype=np.int32), costs)

    def _run(self, seconds: float) -> bool:
        """Whether the solver came to its own end; its clock counts on from earlier runs."""
        if seconds <= 0:
            return False
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        self._deadline = time.monotonic() + seconds
        self._highs.run()
        return bool(self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _values(self) -> FloatArray:
        return np.array(self._highs.getSolution().col_value, dtype=np.float64)

    def _on_event(self, event: object, _message: str, out: Any, to_solver: Any, _user: object) -> None:
        to_solver.user_interrupt = time.monotonic() > self._deadline or self._stop.is_set()
        if self._watch is None:
            return
        if event == EVENTS.kCallbackMipImprovingSolution:
            self._watch.values(np.array(out.mip_solution, dtype=np.float64))
        elif np.isfinite(out.mip_dual_bound):
            self._watch.bound(float(out.mip_dual_bound))


def _told_weakly(told: Callable[..., None]) -> Callable[..., None]:
    """A callback that does not keep its solver alive: HiGHS holds it where no garbage collector looks."""
    method = weakref.WeakMethod(told)

    def callback(*event: Any) -> None:
        alive = method()
        if alive is not None:
            alive(*event)

    return callback


def _terms(expression: pulp.LpAffineExpression | None) -> list[tuple[int, float]]:
    return [(variable.id, cost) for variable, cost in expression.items()] if expression is not None else []
