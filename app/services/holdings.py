"""What an offer's live partnerships hold, which no change of the offer may contradict."""

from sqlalchemy import func, inspect, select

from app.database import AuditedSession
from models import Offer, Partnership
from models.errors import BelowUsed
from models.lifecycle import LIVE


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


def _held(session: AuditedSession, offer: Offer) -> tuple[int, int, int]:
    """How many live partnerships, the smallest and the largest of them, in the offer's unit."""
    amount = Partnership.short + Partnership.medium + Partnership.long
    live = (Partnership.offer_id == offer.id, Partnership.status.in_(LIVE))
    with session.no_autoflush:
        count, smallest, largest = session.execute(
            select(func.count(), func.min(amount), func.max(amount)).where(*live)
        ).one()
    return count, smallest or 0, largest or 0


def _touched(offer: Offer, field: str) -> bool:
    return bool(inspect(offer).attrs[field].history.has_changes())
