"""A finished plan against its input: the rules, and every figure that the plan states about itself."""

from collections.abc import Iterator, Mapping, Sequence
from math import isclose
from typing import Any

import pandas as pd

from ..amounts import USUAL_DECIMALS, Decimals
from ..canonical import fingerprint
from ..errors import Violation
from ..inputs import read_pool
from ..inputs.plan import read_matches
from ..plan import Match, amount_by_kind
from ..policy import Policy
from ..pool import Pool
from .rules import check_rules
from .value import coverage_of, impact_of

Scores = Mapping[tuple[str, str], float]


def check_plan(
    needs: pd.DataFrame,
    offers: pd.DataFrame,
    plan: pd.DataFrame,
    *,
    pairs: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    only_pairs: bool = False,
    decimals: Decimals = USUAL_DECIMALS,
) -> list[Violation]:
    """Every rule that the lines of a plan (columns of plan.csv) break; empty when it holds. Raises InvalidInput."""
    pool = read_pool(needs, offers, pairs, decisions, only_pairs=only_pairs, decimals=decimals)
    matches = read_matches(plan, "plan", pool, decimals, strangers=True)
    return check_rules(pool, {(m.need, m.offer): m.amounts for m in matches})


def check_matches(pool: Pool, matches: Sequence[Match], scores: Scores) -> list[Violation]:
    """The rules, and what each line says of its own share and score."""
    broken = check_rules(pool, {(m.need, m.offer): m.amounts for m in matches})
    if broken:
        return broken
    amount = {need.id: need.amount for need in pool.needs}
    for m in matches:
        if m.share != round(m.amount / amount[m.need], 6):
            broken.append(Violation("stated_share", m.need, m.offer, str(m.share), str(m.amount / amount[m.need])))
        if m.score != scores.get((m.need, m.offer)):
            broken.append(Violation("stated_score", m.need, m.offer, str(m.score), str(scores.get((m.need, m.offer)))))
    return broken


def check_figures(
    pool: Pool, policy: Policy, matches: Sequence[Match], scores: Scores, said: Mapping[str, Any]
) -> list[Violation]:
    """The figures of plan.json, each computed again from the lines."""
    facts = _facts(pool, policy, matches, scores)
    wrong = [
        Violation(f"stated_{name}", found=str(said.get(name)), limit=str(fact))
        for name, fact in facts.items()
        if not _same(said.get(name), fact)
    ]
    return [*wrong, *_wrong_proof(said, facts["objective"], policy), *_wrong_groups(pool, matches, said)]


def _facts(pool: Pool, policy: Policy, matches: Sequence[Match], scores: Scores) -> dict[str, Any]:
    lines = {(m.need, m.offer): m.amounts for m in matches}
    return {
        "objective": impact_of(pool, policy, lines, scores),
        "needs": len(pool.needs),
        "offers": len(pool.offers),
        "needs_taken_up": len({m.need for m in matches}),
        "partnerships": len(matches),
        "amount_by_kind": {
            kind: amount / 10 ** policy.decimals[kind] for kind, amount in amount_by_kind(pool, tuple(matches)).items()
        },
        "fingerprint": fingerprint(pool, policy),
    }


def _same(said: Any, fact: Any) -> bool:
    if isinstance(fact, float):
        return isinstance(said, int | float) and isclose(said, fact, rel_tol=1e-12, abs_tol=1e-12)
    return bool(said == fact)


def _wrong_proof(said: Mapping[str, Any], objective: float, policy: Policy) -> Iterator[Violation]:
    """The bound is no less than the objective, and the gap and the status follow from the two."""
    bound, gap, status = said.get("bound"), said.get("gap"), said.get("status")
    if not isinstance(bound, int | float) or bound < objective:
        yield Violation("stated_bound", found=str(bound), limit=f"at least {objective}")
        return
    if objective > 0 and not _same(gap, (bound - objective) / objective):
        yield Violation("stated_gap", found=str(gap), limit=str((bound - objective) / objective))
    elif status == "within_gap" and not (isinstance(gap, int | float) and gap <= policy.gap):
        yield Violation("stated_status", found=str(status), limit=f"a gap of {gap} is above {policy.gap}")


def _wrong_groups(pool: Pool, matches: Sequence[Match], said: Mapping[str, Any]) -> Iterator[Violation]:
    coverage = coverage_of(pool, {(m.need, m.offer): m.amounts for m in matches})
    groups = {g.get("group"): g.get("coverage") for g in said.get("fairness", {}).get("groups", [])}
    for group, fact in coverage.items():
        if not _same(groups.get(group), fact):
            yield Violation("stated_coverage", found=f"{group}: {groups.get(group)}", limit=str(fact))
