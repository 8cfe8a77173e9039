"""What a decision costs the plan, as two numbers: what the plans say, and what their bounds allow."""

from dataclasses import dataclass, replace

from ..plan import Plan
from ..pool import Decision
from ..solve import plan_for
from .account import Account


@dataclass(frozen=True)
class DecisionExplanation:
    """`cost` is the objective without the decision less the one with it; since neither plan need be the best of its
    kind, the true cost lies between `at_least` and `at_most`. The needs are those whose amounts the decision moves."""

    need: str
    offer: str
    decision: str
    cost: float
    at_least: float
    at_most: float
    needs_that_gain: tuple[str, ...]
    needs_that_lose: tuple[str, ...]


def explain_decision(account: Account, need: str, offer: str, *, seconds: float = 20.0) -> DecisionExplanation | None:
    """The cost of the decision on this pair, from two plans made anew; None where there is no such decision."""
    decision = next((d for d in account.case.pool.decisions if (d.need, d.offer) == (need, offer)), None)
    if decision is None:
        return None
    with_it, without = _planned(account, None, seconds / 2), _planned(account, decision, seconds / 2)
    return told_by(decision, with_it, without)


def told_by(decision: Decision, with_it: Plan, without: Plan) -> DecisionExplanation:
    """What the two plans say of the decision."""
    before, after = _received(without), _received(with_it)
    moved = sorted(before.keys() | after.keys())
    return DecisionExplanation(
        decision.need,
        decision.offer,
        decision.decision,
        without.objective - with_it.objective,
        without.objective - with_it.bound,
        without.bound - with_it.objective,
        tuple(n for n in moved if after.get(n, 0) > before.get(n, 0)),
        tuple(n for n in moved if after.get(n, 0) < before.get(n, 0)),
    )


def _planned(account: Account, left_out: Decision | None, seconds: float) -> Plan:
    pool = account.case.pool
    kept = tuple(d for d in pool.decisions if d != left_out)
    return plan_for(replace(pool, decisions=kept), replace(account.case.policy, time_limit=seconds))


def _received(plan: Plan) -> dict[str, int]:
    received: dict[str, int] = {}
    for match in plan.matches:
        received[match.need] = received.get(match.need, 0) + match.amount
    return received
