"""A finished plan laid out beside its input, ready to be asked why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..amounts import Decimals
from ..arrays import IntArray
from ..case import Case, make_case
from ..clock import Clock
from ..errors import InvalidInput, Problem
from ..expectations import expected
from ..fairness import Targets, fix_fraction
from ..files import read_frame
from ..fit import Fit, fit_of_need
from ..folder import load_figures, load_prices, load_request
from ..inputs import read_pool
from ..inputs.plan import read_matches
from ..ledger import Ledger
from ..model import build_model
from ..plan import Fairness, Match, Plan, amount_by_kind
from ..policy import Policy
from ..pool import Need, Offer
from ..solve import stated_targets, with_fairness
from ..solver import Solver


@dataclass(frozen=True)
class Account:
    """The case, the lines of its plan, what these lines leave free, and what else the solve left behind."""

    case: Case
    matches: tuple[Match, ...]
    fairness: Fairness | None = None
    """as the plan states it; computed again where it is not given"""
    prices: Mapping[str, Any] | None = None
    """as the plan has them: what a search around it begins with"""

    @cached_property
    def ledger(self) -> Ledger:
        ledger, amounts = Ledger(self.case), self.amounts_in(self.case)
        for k in self.lines_in(self.case).tolist():
            for h, amount in enumerate(amounts[k].tolist()):
                ledger.give(k, h, amount)
        return ledger

    def fit(self, need: str) -> Fit:
        """The tests of one need against every offer."""
        return fit_of_need(self.case.pool, self.case.tables, need)

    @cached_property
    def targets(self) -> Targets:
        """The fairness of the round: as the plan states it, or computed again."""
        if self.fairness is not None:
            return stated_targets(self.case, self.fairness)
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

    @property
    def decimals(self) -> Decimals:
        """With which amounts of each kind are written."""
        return self.case.policy.decimals

    def pair(self, need: str, offer: str) -> int | None:
        """The position of a usable pair."""
        pool = self.case.pool
        return self.case.pairs.find(pool.need_index[need], pool.offer_index[offer])

    def lines_in(self, case: Case) -> IntArray:
        """The positions of the plan's lines among the pairs of a case of the same needs and offers."""
        found = self._positions_in(case)
        return np.sort(found[found >= 0])

    def amounts_in(self, case: Case) -> IntArray:
        """[pair, horizon]: the lines of the plan that the case has pairs for."""
        amounts, found = np.zeros(case.pairs.open.shape, dtype=np.int64), self._positions_in(case)
        amounts[found[found >= 0]] = self._amounts[found >= 0]
        return amounts

    def _positions_in(self, case: Case) -> IntArray:
        known = case.pool.need_index, case.pool.offer_index
        rows = [(known[0].get(m.need, -1), known[1].get(m.offer, -1)) for m in self.matches]
        need, offer = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        return np.where((need >= 0) & (offer >= 0), case.pairs.find_all(need, offer), -1)

    @cached_property
    def _amounts(self) -> IntArray:
        """[match, horizon]"""
        return np.array([match.amounts for match in self.matches], dtype=np.int64).reshape(-1, 3)

    def need(self, name: str) -> Need:
        return self.case.pool.needs[_found(self.case.pool.need_index, name, "need")]

    def offer(self, name: str) -> Offer:
        return self.case.pool.offers[_found(self.case.pool.offer_index, name, "offer")]

    def lines_of_need(self, name: str) -> tuple[Match, ...]:
        return self._by_need.get(name, ())

    def lines_of_offer(self, name: str) -> tuple[Match, ...]:
        return self._by_offer.get(name, ())

    def line(self, need: str, offer: str) -> Match | None:
        return next((match for match in self.lines_of_need(need) if match.offer == offer), None)

    @cached_property
    def _by_need(self) -> dict[str, tuple[Match, ...]]:
        return _grouped(self.matches, "need")

    @cached_property
    def _by_offer(self) -> dict[str, tuple[Match, ...]]:
        return _grouped(self.matches, "offer")


def _grouped(matches: Sequence[Match], by: str) -> dict[str, tuple[Match, ...]]:
    named = attrgetter(by)
    return {name: tuple(lines) for name, lines in groupby(sorted(matches, key=named), named)}


def _found(index: dict[str, int], name: str, kind: str) -> int:
    if name not in index:
        raise InvalidInput([Problem(f"{kind}s", None, f"{kind}_id", name, expected(f"{kind}_of_plan"))])
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
    fairness: Fairness | None = None,
    prices: Mapping[str, Any] | None = None,
) -> Account:
    """The account of a plan given as frames: the input as for `propose_plan`, the lines as in plan.csv, and the
    plan's own fairness and prices."""
    policy = policy or Policy()
    pool = read_pool(
        needs, offers, pairs, decisions, only_pairs=only_pairs, flat_scores=flat_scores, decimals=policy.decimals
    )
    matches = tuple(read_matches(plan, "plan", pool, policy.decimals))
    return Account(make_case(pool, policy), matches, fairness, prices)


def open_account(folder: Path) -> Account:
    """The account of a plan directory."""
    request, policy = load_request(folder)
    pool = request.read(policy.decimals)
    matches = read_matches(read_frame(folder / "plan.csv"), str(folder / "plan.csv"), pool, policy.decimals)
    return Account(make_case(pool, policy), tuple(matches), load_figures(folder).fairness, load_prices(folder))


def load_plan(folder: Path, account: Account) -> Plan:
    """The plan of a plan directory; its account is open already."""
    figures = load_figures(folder)
    return Plan(
        status=figures.status,
        objective=figures.objective,
        bound=figures.bound,
        gap=figures.gap,
        fairness=figures.fairness,
        price_of_fairness=figures.price_of_fairness,
        needs=figures.needs,
        offers=figures.offers,
        eligible_pairs=figures.eligible_pairs,
        rounds=figures.rounds,
        needs_taken_up=figures.needs_taken_up,
        amount_by_kind=amount_by_kind(account.case.pool, account.matches),
        fingerprint=figures.fingerprint,
        matches=account.matches,
        seconds=figures.seconds,
        prices=account.prices,
        kinds=account.case.pool.kinds,
        decimals=account.case.policy.decimals,
    )
