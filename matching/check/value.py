"""What a plan is worth, computed from its exact amounts alone: impact, coverage of groups, shortfalls.

Each term is exact but for one rounding, and `fsum` adds without another: the order of lines makes no difference.
"""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from math import fsum

from ..policy import Policy
from ..pool import Pool
from .rules import Lines


def impact_of(pool: Pool, policy: Policy, lines: Lines, scores: Mapping[tuple[str, str], float]) -> float:
    """Σ w·s·γ·x/d − partnership_cost · lines + bonus for every programme all of whose needs are taken up."""
    weight = scaled_weights(pool)
    need = {n.id: n for n in pool.needs}
    terms = [-policy.partnership_cost] * len(lines)
    for (n, o), amounts in lines.items():
        terms += [
            weight[n] * scores[n, o] * gamma * (amount / need[n].amount)
            for gamma, amount in zip(policy.horizon_preference, amounts, strict=True)
        ]
    return fsum([*terms, *_bonuses(pool, policy, lines, weight)])


def scaled_weights(pool: Pool) -> dict[str, float]:
    """Weights with mean 1 over the needs."""
    total = sum(need.weight for need in pool.needs)
    return {need.id: float(Fraction(need.weight * len(pool.needs), total)) for need in pool.needs}


def _bonuses(pool: Pool, policy: Policy, lines: Lines, weight: Mapping[str, float]) -> list[float]:
    programmes: dict[str, list[str]] = defaultdict(list)
    for need in pool.needs:
        programmes[need.programme].append(need.id)
    taken_up = {n for n, _ in lines}
    return [
        policy.integration_bonus * fsum(weight[n] for n in members) / len(members)
        for members in programmes.values()
        if len(members) > 1 and taken_up.issuperset(members)
    ]


def coverage_of(pool: Pool, lines: Lines) -> dict[str, float]:
    """C[g] = Σ w · share / Σ w for every group g, where share = Σ x / d."""
    weight = scaled_weights(pool)
    received: dict[str, int] = defaultdict(int)
    for (n, _), amounts in lines.items():
        received[n] += sum(amounts)
    groups: dict[str, list[str]] = defaultdict(list)
    amount = {}
    for need in pool.needs:
        groups[need.group].append(need.id)
        amount[need.id] = need.amount
    return {
        group: fsum(weight[n] * (received[n] / amount[n]) for n in members) / fsum(weight[n] for n in members)
        for group, members in sorted(groups.items())
    }
