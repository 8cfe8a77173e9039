"""Small rounds to match: a test names only what matters to it."""

import random
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from matching import Plan, Policy, check_plan, propose_plan
from matching.formats.columns import DECISIONS, NEEDS, OFFERS, PAIRS

REAL_ROUND = Path(__file__).parent / "data" / "real_round"

Rows = Iterable[Mapping[str, Any]]


def need(name: str = "N1", **said: Any) -> dict[str, Any]:
    """A need for 100 that any offer of money may serve."""
    plain = {"need_id": name, "country": "KEN", "region": "Africa", "kind": "financial", "theme": "water"}
    return {**plain, "amount": "100", **said}


def offer(name: str = "O1", **said: Any) -> dict[str, Any]:
    """An offer of 100 in the short horizon that serves any need for money."""
    return {"offer_id": name, "partner": f"Partner {name}", "kind": "financial", "capacity_short": "100", **said}


def frame(rows: Rows, columns: Iterable[str]) -> pd.DataFrame:
    columns = list(columns)
    table = [[row.get(column, "") for column in columns] for row in rows]
    return pd.DataFrame(table, columns=pd.Index(columns), dtype=object)


def frames(needs: Rows, offers: Rows) -> tuple[pd.DataFrame, pd.DataFrame]:
    return frame(needs, NEEDS), frame(offers, OFFERS)


def decisions(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    """(decision, need, offer, amount in the short horizon)"""
    said = [dict(zip(("decision", "need_id", "offer_id", "short"), row, strict=True)) for row in rows]
    return frame(said, DECISIONS)


def pairs(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return frame([dict(zip(PAIRS, row, strict=True)) for row in rows], PAIRS)


def plan(needs: Rows, offers: Rows, policy: Policy | None = None, **options: Any) -> Plan:
    """A plan with every eligible pair scoring 1, fairness off and everything proved, unless said otherwise; checked."""
    policy = policy or Policy(fairness=0, gap=0)
    n, o = frames(needs, offers)
    options.setdefault("flat_scores", "pairs" not in options)
    made = propose_plan(n, o, policy=policy, **options)
    known = {name: options[name] for name in ("pairs", "decisions", "only_pairs") if name in options}
    assert check_plan(n, o, made.as_frame(), **known) == []
    return made


def shuffled(table: pd.DataFrame, seed: int) -> pd.DataFrame:
    order = list(range(len(table)))
    random.Random(seed).shuffle(order)
    return table.iloc[order].reset_index(drop=True)


@pytest.fixture
def make() -> SimpleNamespace:
    """The builders above, by name."""
    builders: list[Callable[..., Any]] = [need, offer, frame, frames, decisions, pairs, plan, shuffled]
    return SimpleNamespace(real_round=REAL_ROUND, **{builder.__name__: builder for builder in builders})
