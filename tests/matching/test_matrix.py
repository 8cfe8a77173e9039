"""The model as arrays is the model as PuLP writes it; and PuLP, HiGHS and the readable model agree on the optimum."""

import numpy as np
import pulp
import pytest

from benchmarks import matrix
from benchmarks.batch import problem_of
from benchmarks.highs import highs_of
from benchmarks.matrix import compile_model
from matching import Policy
from matching.case import make_case
from matching.engine.block import block_case
from matching.engine.books import books_of
from matching.engine.market import market_of
from matching.formats import columns
from matching.generate import generate_round
from matching.greedy import greedy_plan
from matching.inputs import read_pool
from matching.model import RULES, build_model
from matching.solver import Solver

WORLDS = [(40, 15, 1), (60, 40, 2), (150, 50, 3), (300, 60, 4)]
BONUS = Policy(integration_bonus=0.05)


def case_of(make, size, policy=BONUS, decided=6):
    """A generated case with a pin and a forbid among its first pairs."""
    needs, offers = generate_round(*size)
    free = make_case(read_pool(needs, offers), policy)
    rows = []
    for i, k in enumerate(np.linspace(0, len(free.pairs) - 1, decided).astype(int).tolist()):
        ids = {"need_id": free.pool.needs[free.pairs.need[k]].id, "offer_id": free.pool.offers[free.pairs.offer[k]].id}
        horizon = ("short", "medium", "long")[int(np.flatnonzero(free.pairs.open[k])[-1])]
        rows.append({**ids, "decision": "forbid"} if i % 2 else {**ids, "decision": "pin", horizon: "100.5"})
    said = make.frame(rows, columns.DECISIONS)
    return make_case(read_pool(needs, offers, None, said), policy)


def block_of(case):
    """Half of the needs of a case, around a plan for all of them."""
    market, needs = market_of(case), np.arange(0, len(case.needs.amount), 2)
    books = books_of(market, greedy_plan(case, case.value.max(axis=1)))
    return block_case(case, market, books, needs, np.flatnonzero(case.pairs.need % 2 == 0))


def same_matrix(case, best=None, price=0.0):
    """Whether arrays and PuLP's export agree: to the last bit but for 1e-12."""
    ours, theirs = compile_model(case, best, price), Solver(build_model(case, best, price))._highs.getLp()
    assert ours.integer.tolist() == [str(kind).endswith("kInteger") for kind in theirs.integrality_]
    for mine, other in (
        (ours.cost, theirs.col_cost_),
        (ours.lower, theirs.col_lower_),
        (ours.upper, theirs.col_upper_),
        (ours.row_lower, theirs.row_lower_),
        (ours.row_upper, theirs.row_upper_),
    ):
        np.testing.assert_allclose(mine, other, rtol=1e-12, atol=1e-12)
    mine, other = entries(ours), entries_of(theirs)
    np.testing.assert_array_equal(mine[:2], other[:2])
    np.testing.assert_allclose(mine[2], other[2], rtol=1e-12, atol=1e-12)


def entries(ours):
    column = np.repeat(np.arange(len(ours.cost)), np.diff(ours.start))
    return in_order(ours.row, column, ours.value)


def entries_of(lp):
    matrix = lp.a_matrix_
    by_column = str(matrix.format_).endswith("kColwise")
    start, index = np.array(matrix.start_), np.array(matrix.index_)
    major = np.repeat(np.arange(len(start) - 1), np.diff(start))
    return in_order(*((index, major) if by_column else (major, index)), np.array(matrix.value_))


def in_order(row, column, value):
    order = np.lexsort((column, row))
    return np.stack([row[order], column[order], value[order]])


def test_there_is_a_function_for_every_rule():
    assert list(matrix.RULES) == list(RULES)
    assert [rule.__name__ for rule in matrix.RULES.values()] == [rule.__name__ for rule in RULES.values()]


@pytest.mark.parametrize("size", WORLDS)
def test_it_is_the_same_matrix_with_decisions_sequence_bonus_and_floors(make, size):
    case = case_of(make, size)
    best = {g: 0.9 / (1 + g) for g in case.groups if any(case.of_need.get(n) for n in case.groups[g])}
    same_matrix(case, best, 1234.5)
    assert case.awaited
    assert case.programmes


def test_every_rule_has_rows_in_these_worlds(make):
    case = case_of(make, WORLDS[-1])
    columns = compile_model(case).columns
    rows = {name: len(rule(case, columns).lower) for name, rule in matrix.RULES.items()}
    assert all(rows.values()), rows


def test_it_is_the_same_matrix_without_bonus_and_floors(make):
    same_matrix(case_of(make, (150, 50, 3), Policy(fairness=0), decided=0))


@pytest.mark.parametrize("size", WORLDS)
def test_it_is_the_same_matrix_for_a_part_of_a_plan(make, size):
    block = block_of(case_of(make, size, decided=0))
    assert block.rest.drawn.any()
    same_matrix(block, {0: 0.4}, 100.0)


def test_an_empty_round_has_an_empty_matrix(make):
    case = make_case(read_pool(*make.frames([], [])), BONUS)
    assert len(compile_model(case).cost) == 0


def test_three_ways_to_solve_it_find_the_same_optimum(make):
    case = case_of(make, (60, 40, 2), decided=0)
    arrays = compile_model(case)
    readable = Solver(build_model(case)).search(60, gap=0.0)
    batch, highs = problem_of(arrays), highs_of(arrays)
    stats = batch.solve(silent(gap=0.0))
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.run()
    assert readable.bound > 1
    assert stats.objective == pytest.approx(readable.bound, rel=1e-6)
    assert highs.getObjectiveValue() == pytest.approx(readable.bound, rel=1e-6)


def test_the_batch_interface_gives_pulp_the_same_matrix(make):
    arrays = compile_model(case_of(make, (60, 40, 2)), {0: 0.5}, 10.0)
    batch = problem_of(arrays)
    batch.solve(silent(gap=1.0))
    theirs = batch.solverModel.getLp()
    np.testing.assert_array_equal(arrays.cost, theirs.col_cost_)
    np.testing.assert_array_equal(arrays.upper, theirs.col_upper_)
    np.testing.assert_array_equal(arrays.row_upper, theirs.row_upper_)
    np.testing.assert_array_equal(entries(arrays), entries_of(theirs))


def silent(gap):
    return pulp.HiGHS(msg=False, gapRel=gap, threads=1)
