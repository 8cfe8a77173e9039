"""A finished plan laid out beside its input, ready to be asked why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from ..amounts import IntArray
from ..case import Case, make_case
from ..clock import Clock
from ..errors import InvalidInput, Problem
from ..fairness import Targets, fix_fraction
from ..files import read_frame
from ..fit import Fit, fit_of
from ..folder import load_request
from ..inputs import read_pool
from ..inputs.plan import read_matches
from ..ledger import Ledger
from ..model import build_model
from ..plan import Match
from ..policy import Policy
from ..pool import Need, Offer, Pool
from ..solve import with_fairness
from ..solver import Solver


@dataclass(frozen=True)
class Account:
    """The case, the lines of its plan, and what these lines leave free."""

    case: Case
    matches: tuple[Match, ...]

    @cached_property
    def ledger(self) -> Ledger:
        ledger = Ledger(self.case)
        for match in self.matches:
            k = self.pair(match.need, match.offer)
            for h, amount in enumerate(match.amounts):
                if k is not None:
                    ledger.give(k, h, amount)
        return ledger

    @cached_property
    def fit(self) -> Fit:
        return fit_of(self.case.pool)

    @cached_property
    def targets(self) -> Targets:
        """The fairness of the round, computed again."""
        return self._fairness[0]

    @cached_property
    def solver(self) -> Solver:
        """A solver of the round's model with its floors set."""
        return self._fairness[1]

    @cached_property
    def _fairness(self) -> tuple[Targets, Solver]:
        targets, solver, _ = with_fairness(
            self.case, Solver(build_model(self.case)), Clock(self.case.policy.time_limit)
        )
        return targets, solver

    def solver_of(self, case: Case) -> Solver:
        """A solver of a case a little changed, with the floors of this round."""
        if self.targets.t is None:
            return Solver(build_model(case))
        solver = Solver(build_model(case, self.targets.best, self.targets.price))
        fix_fraction(solver, self.targets.kept)
        return solver

    def pair(self, need: str, offer: str) -> int | None:
        """The position of a usable pair."""
        pool = self.case.pool
        return self.case.pairs.find(pool.need_index[need], pool.offer_index[offer])

    def need(self, name: str) -> Need:
        return self.case.pool.needs[_found(self.case.pool.need_index, name, "need")]

    def offer(self, name: str) -> Offer:
        return self.case.pool.offers[_found(self.case.pool.offer_index, name, "offer")]

    def lines(self, need: str | None = None, offer: str | None = None) -> tuple[Match, ...]:
        return tuple(m for m in self.matches if need in (None, m.need) and offer in (None, m.offer))


def _found(index: dict[str, int], name: str, kind: str) -> int:
    if name not in index:
        raise InvalidInput([Problem(f"{kind}s", None, f"{kind}_id", name, f"the id of a {kind} of this plan")])
    return index[name]


def account_of(
    needs: pd.DataFrame,
    offers: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    pairs: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    policy: Policy | None = None,
    only_pairs: bool = False,
    flat_scores: bool = False,
) -> Account:
    """The account of a plan given as frames: the input as for `propose_plan`, the lines as in plan.csv."""
    pool = read_pool(needs, offers, pairs, decisions, only_pairs=only_pairs, flat_scores=flat_scores)
    return account(pool, policy or Policy(), read_matches(plan, "plan", pool))


def open_account(folder: Path) -> Account:
    """The account of a plan directory."""
    request, policy = load_request(folder)
    pool = request.read()
    return account(pool, policy, read_matches(read_frame(folder / "plan.csv"), str(folder / "plan.csv"), pool))


def amounts_of(case: Case, matches: Sequence[Match]) -> IntArray:
    """The lines of a plan as amounts [pair, horizon] of a case that holds all its pairs."""
    amounts = np.zeros(case.pairs.open.shape, dtype=np.int64)
    for match in matches:
        k = case.pairs.find(case.pool.need_index[match.need], case.pool.offer_index[match.offer])
        if k is None:
            raise InvalidInput(
                [Problem("plan", None, "offer_id", match.offer, f"an offer that may serve {match.need}")]
            )
        amounts[k] = match.amounts
    return amounts


def account(pool: Pool, policy: Policy, matches: Sequence[Match]) -> Account:
    return Account(make_case(pool, policy), tuple(matches))
