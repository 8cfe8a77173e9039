"""What the partnerships of an offer or a need hold, which no change of it may contradict."""

from enum import StrEnum
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.orm.attributes import History
from sqlalchemy.orm.state import InstanceState

from app.database import AuditedSession
from models import Need, Offer, Partnership
from models.errors import BelowUsed, HeldByPartnerships
from models.lifecycle import HOLDS_CAPACITY
from models.vocabulary import Horizon


def refuse_less(session: AuditedSession, offer: Offer) -> None:
    """Raises BelowUsed with every figure. The offer is changed but not yet flushed.

    A limit that was not touched stands, whatever the rounding of an exchange made of it.
    """
    count, smallest, largest = _held(session, offer)
    least = {f"capacity_{horizon}": amount for horizon, amount in offer.below_used().items()}
    most = {}
    if _touched(offer, "max_amount") and offer.max_amount is not None and offer.max_amount < largest:
        least["max_amount"] = largest
    if _touched(offer, "max_partnerships") and offer.max_partnerships is not None and offer.max_partnerships < count:
        least["max_partnerships"] = count
    if _touched(offer, "min_amount") and count and offer.min_amount > smallest:
        most["min_amount"] = smallest
    if least or most:
        raise BelowUsed(least, most)


def refuse_less_asked(session: AuditedSession, need: Need) -> None:
    """Raises BelowUsed with every figure, in the need's unit; HeldByPartnerships where its theme or its time would be
    another than theirs. The need is changed but not yet flushed.

    What was not touched stands, as for an offer.
    """
    count, covered, horizons = _covered(session, need)
    if held := _left_out(need, horizons):
        raise HeldByPartnerships(held)
    least = {}
    if (
        count
        and any(_touched(need, field) for field in ("amount", "own_contribution", "secured"))
        and need.gap < covered
    ):
        least["amount"] = covered + need.own_contribution + need.secured
    if _touched(need, "max_partners") and need.max_partners is not None and need.max_partners < count:
        least["max_partners"] = count
    if least:
        raise BelowUsed(least, {})


def _left_out(need: Need, horizons: list[Horizon]) -> dict[str, StrEnum]:
    """What a change would leave out of that for which partnerships were made; they give something in the horizons."""
    if not horizons:
        return {}
    held: dict[str, StrEnum] = {}
    order = list(Horizon)
    if theme := _before(need, "theme"):
        held["theme"] = theme
    if _touched(need, "first_horizon") and order.index(need.first_horizon) > order.index(horizons[0]):
        held["first_horizon"] = horizons[0]
    if _touched(need, "last_horizon") and order.index(need.last_horizon) < order.index(horizons[-1]):
        held["last_horizon"] = horizons[-1]
    return held


def _covered(session: AuditedSession, need: Need) -> tuple[int, int, list[Horizon]]:
    """How many partnerships hold something, what they cover in the need's unit, and when they give, the first first."""
    given = [func.sum(getattr(Partnership, horizon)) for horizon in Horizon]
    holding = (Partnership.need_id == need.id, Partnership.status.in_(HOLDS_CAPACITY))
    with session.no_autoflush:
        count, covered, *sums = session.execute(
            select(func.count(), func.sum(Partnership.covers), *given).where(*holding)
        ).one()
    return count, int(covered or 0), [horizon for horizon, amount in zip(Horizon, sums, strict=True) if amount]


def _held(session: AuditedSession, offer: Offer) -> tuple[int, int, int]:
    """How many partnerships hold something, the smallest and the largest of them, in the offer's unit."""
    amount = Partnership.short + Partnership.medium + Partnership.long
    holding = (Partnership.offer_id == offer.id, Partnership.status.in_(HOLDS_CAPACITY))
    with session.no_autoflush:
        count, smallest, largest = session.execute(
            select(func.count(), func.min(amount), func.max(amount)).where(*holding)
        ).one()
    return count, smallest or 0, largest or 0


def _touched(thing: Need | Offer, field: str) -> bool:
    return _history(thing, field).has_changes()


def _before(thing: Need | Offer, field: str) -> Any:
    """What it was, where it is something else now."""
    history = _history(thing, field)
    return history.deleted[0] if history.has_changes() and history.deleted else None


def _history(thing: Need | Offer, field: str) -> History:
    state: InstanceState[Any] = inspect(thing)
    return state.attrs[field].history
