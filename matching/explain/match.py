"""Why two were matched: the parts of the score, what limited the amount, and who came next."""

from dataclasses import dataclass

from ..arrays import NO_LIMIT
from ..vocabulary import HORIZONS
from .account import Account


@dataclass(frozen=True)
class ScorePart:
    """`weight` is the part's share of the whole: the weights of all parts add up to 1."""

    name: str
    value: float
    weight: float


@dataclass(frozen=True)
class RunnerUp:
    """The best other offer for the need. `room` is what it could still give to it now, in the smallest unit."""

    offer: str
    score: float
    in_plan: bool
    room: int


@dataclass(frozen=True)
class MatchExplanation:
    """Amounts in the smallest unit. `limits` are codes: see LIMITS; `runner_up` is None where no other offer fits."""

    need: str
    offer: str
    amounts: tuple[int, int, int]
    share: float
    score: float
    parts: tuple[ScorePart, ...]
    limits: tuple[str, ...]
    decision: str | None
    runner_up: RunnerUp | None


LIMITS = (
    "pinned",
    "need_is_met",
    "largest_partnership",
    "capacity",
    "country_share",
    "weighed",
)
"""Why a match holds no more: staff fixed it; the need has all it asks; this partnership is as large as it may be;
the offer has nothing left in the horizons that suit; the country has its share of the offer; or more was possible
but worth less than what the plan does instead (or than a floor of fairness asks)."""


def explain_match(account: Account, need: str, offer: str) -> MatchExplanation | None:
    """The explanation of a line of the plan; None where the plan has no such line."""
    account.need(need), account.offer(offer)
    match, k = account.line(need, offer), account.pair(need, offer)
    if match is None or k is None:
        return None
    decided = account.case.decided.get(k)
    return MatchExplanation(
        need,
        offer,
        match.amounts,
        match.share,
        match.score,
        score_parts(account, k),
        limits(account, k),
        decided[0] if decided else None,
        _runner_up(account, k),
    )


def score_parts(account: Account, k: int) -> tuple[ScorePart, ...]:
    weights = account.case.policy.score_weights
    total = sum(weights.values())
    parts = account.case.pairs.parts
    return tuple(ScorePart(name, float(part[k]), weights.get(name, 0.0) / total) for name, part in parts.items())


def limits(account: Account, k: int) -> tuple[str, ...]:
    """The codes of all that keeps the pair from holding a smallest unit more."""
    case, ledger = account.case, account.ledger
    n, o = int(case.pairs.need[k]), int(case.pairs.offer[k])
    country, limit = int(case.needs.country[n]), int(case.offers.country_limit[o])
    free = [
        min(ledger.free[o][h:]) if case.offers.carry_over[o] else ledger.free[o][h]
        for h in range(len(HORIZONS))
        if case.pairs.open[k, h]
    ]
    from_country = sum(ledger.total(j) for j in case.of_offer[o] if case.needs.country[case.pairs.need[j]] == country)
    holds = {
        "pinned": case.decided.get(k, ("", ()))[0] == "pin",
        "need_is_met": ledger.received(n) >= case.needs.amount[n],
        "largest_partnership": ledger.total(k) >= case.pairs.most[k],
        "capacity": max(free, default=0) <= 0,
        "country_share": limit != NO_LIMIT and from_country >= limit,
    }
    return tuple(code for code, true in holds.items() if true) or ("weighed",)


def _runner_up(account: Account, k: int) -> RunnerUp | None:
    case, ledger = account.case, account.ledger
    others = [j for j in case.of_need[int(case.pairs.need[k])] if j != k]
    if not others:
        return None
    best = max(others, key=lambda j: (case.pairs.score[j], -j))
    room = max(ledger.room(best, h) for h in range(len(HORIZONS)))
    offer = case.pool.offers[int(case.pairs.offer[best])].id
    return RunnerUp(offer, float(case.pairs.score[best]), ledger.total(best) > 0, room)
