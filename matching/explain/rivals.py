"""A need and its rivals planned again from a finished plan, everything else as the plan has it."""

import numpy as np

from ..arrays import IntArray
from ..case import Case
from ..clock import Clock
from ..engine.block import block_case
from ..engine.blocks import solve_block
from ..engine.books import books_of
from ..engine.market import market_of
from ..pool import Need
from ..search import Search
from .account import Account

PAIRS = 150
"""Pairs planned again: those of the need, of those it waits for, of its rivals, and of theirs."""

OWN, CHOICES = 60, 8
"""Pairs that the need itself, and each other one beside its lines, may have among them: those of the best scores."""


def planned_again(account: Account, need: Need, seconds: float) -> tuple[int, float] | None:
    """What this need (of the plan, with its terms changed or not) gets in smallest units, and what the whole plan is
    then worth; None where it gets nothing. Needs outside its neighbourhood keep what they have, so that what is found
    here is true of the whole plan, as the checker confirms."""
    n = account.case.pool.need_index[need.id]
    whole = account.case.with_need(need)
    if not len(pairs_of(whole, n)):
        return None
    around = neighbourhood(account, whole, n)
    needs = np.array(sorted(around))
    case = whole.only(np.union1d(account.lines_in(whole), np.concatenate(list(around.values()))))
    amounts, market = account.amounts_in(case), market_of(case)
    pairs = np.flatnonzero(np.isin(case.pairs.need, needs))
    block = block_case(case, market, books_of(market, amounts), needs, pairs)
    found = solve_block(block, account.targets, amounts[pairs], seconds)
    if found is None or not found[case.pairs.need[pairs] == n].any():
        return None
    amounts[pairs] = found
    search = Search(case, account.targets, Clock(seconds))
    if not search.consider(amounts):
        return None
    return int(amounts[case.pairs.need == n].sum()), search.objective


def neighbourhood(account: Account, case: Case, n: int) -> dict[int, IntArray]:
    """The pairs that may change, by need: of n, of what it waits for, then of those who hold what these could have."""
    lines = by_worth(case, account.lines_in(case), account.amounts_in(case))
    chosen = {n: best_pairs(case, n, OWN)}
    queue, size = [*case.earlier.get(n, ()), *rivals(case, lines, chosen[n])], len(chosen[n])
    while queue and size < PAIRS:
        other = queue.pop(0)
        if other in chosen:
            continue
        held = lines[case.pairs.need[lines] == other]
        chosen[other] = np.union1d(held, best_pairs(case, other, CHOICES))
        size += len(chosen[other])
        queue += [*case.earlier.get(other, ()), *rivals(case, lines, chosen[other])]
    return chosen


def by_worth(case: Case, lines: IntArray, amounts: IntArray) -> IntArray:
    """The same lines, those of the least impact first."""
    impact = (case.value[lines] * amounts[lines]).sum(axis=1) / case.needs.amount[case.pairs.need[lines]]
    return lines[np.argsort(impact, kind="stable")]


def rivals(case: Case, lines: IntArray, pairs: IntArray) -> list[int]:
    """The needs that hold lines of the offers of these pairs, in the order of the lines."""
    concerned = np.isin(case.pairs.offer[lines], case.pairs.offer[pairs])
    needs: list[int] = case.pairs.need[lines[concerned]].tolist()
    return needs


def best_pairs(case: Case, n: int, most: int) -> IntArray:
    """The pairs of need n with the best scores, at most so many, in order."""
    pairs = pairs_of(case, n)
    return np.sort(pairs[np.argsort(-case.pairs.score[pairs], kind="stable")[:most]])


def pairs_of(case: Case, n: int) -> IntArray:
    return np.arange(*np.searchsorted(case.pairs.need, (n, n + 1)))
