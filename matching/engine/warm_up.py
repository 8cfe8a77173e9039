"""Compiles all kernels, so that no plan has to wait for it: `python -m matching.engine.warm_up`."""

import shutil
import time

import numpy as np

from ..case import Case, make_case
from ..clock import Clock
from ..fairness import Targets
from ..generate import generate_round
from ..inputs import read_pool
from ..policy import Policy
from ..search import Search
from .compiled import SOURCES, digest
from .repair import repaired
from .saved import save_prices
from .search import Engine

DAY = 86_400
"""Seconds for which code compiled of other sources is kept: a process that runs now may still need it."""


def compile_kernels(case: Case) -> None:
    """A plan, one made from another, and prices saved and loaded: between them they call every kernel."""
    search = Search(case, Targets(0.0), Clock(600))
    engine = Engine(search)
    engine.run(1)
    engine.filled(1)
    engine.bound.improve(engine.best_worth)
    saved = save_prices(case, engine.market, engine.bound.prices)
    before = search.amounts.copy()
    before[np.flatnonzero(before.any(axis=1))[:1]] = 0
    repaired(case, before, Targets(0.0), Clock(600), saved)


def remove_old_code() -> None:
    """What was compiled of sources that are no more."""
    for folder in (SOURCES / "__pycache__").glob("compiled-*"):
        if folder.name != f"compiled-{digest()}" and folder.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    remove_old_code()
    compile_kernels(make_case(read_pool(*generate_round(60, 20, 1)), Policy(fairness=0, gap=0)))
