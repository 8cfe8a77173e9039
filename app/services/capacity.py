"""The ledger of an offer. One conditional update takes what is free or nothing, whatever runs beside it.

Adding up first and inserting afterwards would over-commit an offer as soon as two people press the button together.
"""

from sqlalchemy import TextClause, Uuid, bindparam, text

from app.database import AuditedSession
from models import Offer
from models.amounts import HorizonAmounts
from models.errors import CapacityExceeded
from models.offers import HORIZONS, within_capacity

LEDGER = [f"{column}_{h}" for column in ("reserved", "committed") for h in HORIZONS]

RESERVE = text(
    f"UPDATE offers SET {', '.join(f'reserved_{h} = reserved_{h} + :{h}' for h in HORIZONS)}"  # noqa: S608
    f" WHERE id = :id AND ({within_capacity('(reserved_{h} + committed_{h} + :{h})')})"
).bindparams(bindparam("id", type_=Uuid))
MOVE = "UPDATE offers SET {changes} WHERE id = :id AND {enough}"


def reserve(session: AuditedSession, offer: Offer, amounts: HorizonAmounts) -> None:
    """Raises CapacityExceeded, with what remains, where it does not all fit."""
    if not _execute(session, RESERVE, offer, amounts):
        session.refresh(offer)
        raise CapacityExceeded(offer.id, offer.title, tuple(offer.remaining()))  # type: ignore[arg-type]


def commit(session: AuditedSession, offer: Offer, amounts: HorizonAmounts) -> None:
    """What was reserved is now committed."""
    _take(session, offer, amounts, "reserved", "committed")


def release(session: AuditedSession, offer: Offer, amounts: HorizonAmounts, column: str) -> None:
    """Give back what was `reserved` or `committed`."""
    _take(session, offer, amounts, column, None)


def _take(session: AuditedSession, offer: Offer, amounts: HorizonAmounts, source: str, target: str | None) -> None:
    changes = [f"{source}_{h} = {source}_{h} - :{h}" for h in HORIZONS]
    if target:
        changes += [f"{target}_{h} = {target}_{h} + :{h}" for h in HORIZONS]
    enough = " AND ".join(f"{source}_{h} >= :{h}" for h in HORIZONS)
    statement = text(MOVE.format(changes=", ".join(changes), enough=enough)).bindparams(bindparam("id", type_=Uuid))
    if not _execute(session, statement, offer, amounts):
        raise AssertionError(f"the ledger of offer {offer.id} does not hold what its partnerships say")


def _execute(session: AuditedSession, statement: TextClause, offer: Offer, amounts: HorizonAmounts) -> bool:
    session.flush()
    result = session.execute(statement, {"id": offer.id, **dict(zip(HORIZONS, amounts, strict=True))})
    session.expire(offer, LEDGER)
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]
