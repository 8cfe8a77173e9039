"""What became of an offer: where its capacity went, and what one more unit of it would add."""

from dataclasses import dataclass

from ..model.rules import row_unit
from ..plan import Match
from ..solve import SOLVED_WHOLE
from ..vocabulary import HORIZONS
from .account import Account


@dataclass(frozen=True)
class OfferExplanation:
    """Amounts in the smallest unit. `free` counts what is left per horizon (cumulative where it carries over).

    `value_of_capacity` is, per horizon, the impact that one more unit (of currency, or expert-day) of capacity would
    add by the relaxed model, or by the prices of a round too large for it: a guide to what is scarce, not a promise of
    the whole-number plan. None when the time was too short. `eligible` counts the needs it may serve, `waiting` those
    of them that got nothing at all.
    """

    offer: str
    capacity: tuple[int, ...]
    given: tuple[int, ...]
    free: tuple[int, ...]
    lines: tuple[Match, ...]
    partnerships_left: int | None
    eligible: int
    waiting: tuple[str, ...]
    value_of_capacity: tuple[float, ...] | None


def explain_offer(account: Account, offer: str, *, seconds: float = 20.0) -> OfferExplanation:
    record = account.offer(offer)
    case, o = account.case, account.case.pool.offer_index[offer]
    needs = [int(case.pairs.need[k]) for k in case.of_offer.get(o, ())]
    lines = account.lines_of_offer(offer)
    limit = record.max_partnerships
    return OfferExplanation(
        offer,
        record.capacity,
        tuple(sum(m.amounts[h] for m in lines) for h in range(len(HORIZONS))),
        tuple(account.ledger.free[o]),
        lines,
        None if limit is None else limit - len(lines),
        len(needs),
        tuple(sorted(case.pool.needs[n].id for n in needs if not account.ledger.received(n))),
        _value_of_capacity(account, o, seconds),
    )


def _value_of_capacity(account: Account, o: int, seconds: float) -> tuple[float, ...] | None:
    """What the capacity rows are worth, per unit; capacity that carries over serves later rows too."""
    rows = _by_prices(account, o) if len(account.case.pairs) > SOLVED_WHOLE else _by_duals(account, o, seconds)
    if rows is None:
        return None
    carries, last = bool(account.case.offers.carry_over[o]), len(HORIZONS) - 1
    return tuple(sum(rows[h : last + 1 if carries else h + 1]) for h in range(last + 1))


def _by_duals(account: Account, o: int, seconds: float) -> list[float] | None:
    duals = account.solver.duals(seconds)
    if duals is None:
        return None
    rows = range(len(HORIZONS))
    unit = _unit(account, o)
    return [unit * duals.get(f"capacity_{o}_{h}", 0.0) / row_unit(account.case, o, h) for h in rows]


def _by_prices(account: Account, o: int) -> list[float] | None:
    """A price is for the whole row: all the capacity there is by that horizon."""
    if account.prices is None:
        return None
    prices = account.prices["capacity"].get(account.case.pool.offers[o].id, [0.0] * len(HORIZONS))
    limits = account.case.offers.limits[o].tolist()
    unit = _unit(account, o)
    return [unit * price / max(limit, 1) for price, limit in zip(prices, limits, strict=True)]


def _unit(account: Account, o: int) -> int:
    """How many smallest units make one of the currency, or an expert-day."""
    return int(10 ** account.decimals[account.case.pool.offers[o].kind])
