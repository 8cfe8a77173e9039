"""What a decision costs the plan, as two numbers: what the plans say, and what their bounds allow."""

from dataclasses import dataclass, replace

from ..case import make_case
from ..clock import Clock
from ..plan import Plan
from ..pool import Decision, Pool
from ..solve import SOLVED_WHOLE, plan_for, plan_of
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
    """The cost of the decision on this pair, from two plans; None where there is no such decision. Both are made anew;
    of a round too large for that in the seconds, both are the account's plan with as little moved as may be."""
    decision = next((d for d in account.case.pool.decisions if (d.need, d.offer) == (need, offer)), None)
    if decision is None:
        return None
    pool = account.case.pool
    others = replace(pool, decisions=tuple(d for d in pool.decisions if d != decision))
    planned = _repaired if len(account.case.pairs) > SOLVED_WHOLE else _made_anew
    with_it, without = (planned(account, given, seconds / 2) for given in (pool, others))
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


def _made_anew(account: Account, pool: Pool, seconds: float) -> Plan:
    return plan_for(pool, replace(account.case.policy, time_limit=seconds))


def _repaired(account: Account, pool: Pool, seconds: float) -> Plan:
    from ..around import Around  # not above: it starts from an account, as this does

    return plan_of(Around(account).searched(make_case(pool, account.case.policy), Clock(seconds)), None)


def _received(plan: Plan) -> dict[str, int]:
    received: dict[str, int] = {}
    for match in plan.matches:
        received[match.need] = received.get(match.need, 0) + match.amount
    return received
