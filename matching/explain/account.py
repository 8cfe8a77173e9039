"""A finished plan laid out beside its input, ready to be asked why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from ..case import Case, make_case
from ..errors import InvalidInput, Problem
from ..files import read_frame
from ..fit import Fit, fit_of
from ..folder import load_request
from ..inputs import read_pool
from ..inputs.plan import read_matches
from ..ledger import Ledger
from ..plan import Match
from ..policy import Policy
from ..pool import Need, Offer, Pool


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

    def pair(self, need: str, offer: str) -> int | None:
        """The position of a usable pair."""
        pool = self.case.pool
        return self.case.pairs.position.get((pool.need_index[need], pool.offer_index[offer]))

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
    return account(pool, policy or Policy(), read_matches(plan, "plan"))


def open_account(folder: Path) -> Account:
    """The account of a plan directory."""
    request, policy = load_request(folder)
    return account(request.read(), policy, read_matches(read_frame(folder / "plan.csv"), str(folder / "plan.csv")))


def account(pool: Pool, policy: Policy, matches: Sequence[Match]) -> Account:
    return Account(make_case(pool, policy), tuple(matches))
