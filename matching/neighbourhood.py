"""Rounds of improvement for models too large to be solved whole: a few needs are planned again, the rest stays."""

from collections.abc import Iterator

import numpy as np

from .amounts import IntArray
from .case import Case
from .search import Search
from .solver import Solver

BLOCK_PAIRS = 400
"""Pairs set free in one round: enough to exchange partners, few enough to be solved almost at once."""

NODES = 200
SECONDS = 5.0
PATIENCE = 3
"""Times that every need may have been a centre without any gain before the rounds end."""


def improve(search: Search, solver: Solver, rounds: int | None, part: float) -> None:
    """Plans block after block again, until `rounds` are done, this part of the time is up or nothing more is gained."""
    idle = 0
    for block in _blocks(search.case):
        if search.is_proved or not search.clock.left(part) or search.rounds == rounds:
            return
        if rounds is None and idle > PATIENCE * len(search.case.of_need):
            return
        idle = 0 if plan_again(search, solver, block, part) else idle + len(block)
        search.rounds += 1
        search.tell()


def _blocks(case: Case) -> Iterator[list[int]]:
    """Endless blocks of needs that compete for the same offers, around each need in turn."""
    random = np.random.default_rng(case.policy.seed)
    served = np.array(sorted(case.of_need))
    while len(served):
        for centre in random.permutation(served):
            yield around(case, int(centre), random)


def around(case: Case, centre: int, random: np.random.Generator, pairs: int = BLOCK_PAIRS) -> list[int]:
    """The centre, then needs reached from it through shared offers, with all they wait for."""
    block: dict[int, None] = {}
    queue, size = [centre], 0
    while queue and size < pairs:
        n = queue.pop(0)
        if n in block:
            continue
        block[n] = None
        size += len(case.of_need.get(n, ()))
        queue = [*case.earlier.get(n, ()), *queue]
        offers = [int(case.pairs.offer[k]) for k in case.of_need.get(n, ())]
        rivals = {int(case.pairs.need[k]) for o in offers for k in case.of_offer[o]}
        queue += random.permutation(sorted(rivals - block.keys())).tolist()
    return list(block)


def plan_again(search: Search, solver: Solver, block: list[int], part: float) -> bool:
    """Whether solving with all but this block fixed brought a better plan."""
    start = search.start_values(solver)
    fixed = _columns_outside(solver, set(block))
    solver.bound_columns(fixed, start[fixed], start[fixed])
    gap = max(1e-4 * abs(search.objective), 1e-6)
    found = solver.search(min(SECONDS, search.clock.left(part)), gap, start, nodes=NODES)
    solver.free()
    return search.accept(solver, found.values)


def _columns_outside(solver: Solver, block: set[int]) -> IntArray:
    """The columns of every variable that belongs to a need outside the block."""
    model, need = solver.model, solver.model.case.pairs.need.tolist()
    outside = [x for (k, _), x in model.x.items() if need[k] not in block]
    outside += [y for k, y in enumerate(model.y) if need[k] not in block]
    outside += [z for n, z in enumerate(model.z) if n not in block]
    outside += [a for (n, _), a in model.a.items() if n not in block]
    columns = solver.columns(outside)
    return np.asarray(columns[columns >= 0])
