"""Which offers fit which needs, test by test: what a city sees while it writes, and why a need found nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .amounts import USUAL_DECIMALS, Decimals
from .arrays import BoolArray
from .eligibility import TESTS, run_tests
from .inputs import read_pool
from .pool import Pool
from .tables import Tables, tabulate


@dataclass(frozen=True)
class Step:
    """One test of a funnel, counted over the offers of the need's kind."""

    test: str
    left: int
    """offers that pass this test and all before it"""
    fell: int
    """offers that fail this test, whatever else they fail"""
    fell_here_alone: int
    """offers that fail this test and no other: they would fit if only this changed"""


@dataclass(frozen=True)
class Funnel:
    """How the offers of one need's kind fall away, test after test."""

    need: str
    offers: int
    """of the same kind"""
    fits: int
    steps: tuple[Step, ...]

    @property
    def shuts_out_most(self) -> str | None:
        """The single test whose change would let in most offers; None where no single one would let in any."""
        best = max(self.steps, key=lambda step: step.fell_here_alone)
        return best.test if best.fell_here_alone else None


@dataclass(frozen=True)
class Fit:
    """The result of every test for every need (rows) and offer (columns), in the order of the ids given here."""

    need_ids: tuple[str, ...]
    offer_ids: tuple[str, ...]
    passed: Mapping[str, BoolArray]

    @property
    def eligible(self) -> BoolArray:
        return np.asarray(np.logical_and.reduce([self.passed[test] for test in TESTS]))

    def failed(self, need: str, offer: str) -> tuple[str, ...]:
        """The tests that this pair fails."""
        n, o = self.need_ids.index(need), self.offer_ids.index(offer)
        return tuple(test for test in TESTS if not self.passed[test][n, o])

    def funnel(self, need: str) -> Funnel:
        return self.funnels([need])[0]

    def funnels(self, needs: Sequence[str]) -> list[Funnel]:
        """One for each of these needs, all counted at once."""
        rows = _places(self.need_ids, needs)
        kin = self.passed["kind"][rows]
        failed = {test: kin & ~self.passed[test][rows] for test in TESTS if test != "kind"}
        failures = sum(fallen.astype(np.int64) for fallen in failed.values())
        left, counts = kin, []
        for fallen in failed.values():
            left = left & ~fallen
            counts.append([one.sum(axis=1).tolist() for one in (left, fallen, fallen & (failures == 1))])
        kept, fits = kin.sum(axis=1).tolist(), left.sum(axis=1).tolist()
        steps = [
            tuple(Step(test, *(count[n] for count in told)) for test, told in zip(failed, counts, strict=True))
            for n in range(len(needs))
        ]
        return [Funnel(*one) for one in zip(needs, kept, fits, steps, strict=True)]


def eligibility_tests(needs: pd.DataFrame, offers: pd.DataFrame, *, decimals: Decimals = USUAL_DECIMALS) -> Fit:
    """Every test of every pair, rows and columns in the order of the frames. Raises InvalidInput."""
    fit = fit_of(read_pool(needs, offers, decimals=decimals))
    need_ids = tuple(str(i).strip() for i in needs["need_id"])
    offer_ids = tuple(str(i).strip() for i in offers["offer_id"])
    n, o = _places(fit.need_ids, need_ids), _places(fit.offer_ids, offer_ids)
    return Fit(need_ids, offer_ids, {test: passed[np.ix_(n, o)] for test, passed in fit.passed.items()})


def fit_of(pool: Pool) -> Fit:
    """The tests for a pool that was read already, in its canonical order."""
    tests = run_tests(tabulate(pool))
    return Fit(tuple(n.id for n in pool.needs), tuple(o.id for o in pool.offers), tests.passed)


def fit_of_need(pool: Pool, tables: Tables, need: str) -> Fit:
    """The tests for one need of a pool."""
    tests = run_tests(tables, np.array([pool.need_index[need]]))
    return Fit((need,), tuple(o.id for o in pool.offers), tests.passed)


def _places(have: Sequence[str], want: Sequence[str]) -> list[int]:
    place = {name: i for i, name in enumerate(have)}
    return [place[name] for name in want]
