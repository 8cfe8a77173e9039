"""The ledger of an offer. One conditional update takes what is free or nothing, whatever runs beside it.

Adding up first and inserting afterwards would over-commit an offer as soon as two people press the button together.
"""

from sqlalchemy import TextClause, Uuid, bindparam, text

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.audit_watch import wrote
from models import Offer
from models.amounts import NOTHING, HorizonAmounts
from models.errors import CapacityExceeded
from models.offers import HORIZONS, within_capacity

LEDGER = [f"{column}_{h}" for column in ("reserved", "committed") for h in HORIZONS]

RESERVE = text(
    f"UPDATE offers SET {', '.join(f'reserved_{h} = reserved_{h} + :{h}' for h in HORIZONS)}"  # noqa: S608
    f" WHERE id = :id AND ({within_capacity('(reserved_{h} + committed_{h} + :{h})')})"
).bindparams(bindparam("id", type_=Uuid))
MOVE = "UPDATE offers SET {changes} WHERE id = :id AND {enough}"


def reserve(session: AuditedSession, offer: Offer, amounts: HorizonAmounts, by: Actor) -> None:
    """Raises CapacityExceeded, with what remains, where it does not all fit."""
    if not _execute(session, RESERVE, offer, amounts):
        session.refresh(offer)
        raise CapacityExceeded(offer.id, offer.title, tuple(offer.remaining()))  # type: ignore[arg-type]
    _record(session, by, "offer.reserve", offer, {"reserved": amounts})


def commit(session: AuditedSession, offer: Offer, amounts: HorizonAmounts, by: Actor) -> None:
    """What was reserved is now committed."""
    _take(session, offer, amounts, "reserved", "committed")
    _record(session, by, "offer.commit", offer, {"reserved": NOTHING - amounts, "committed": amounts})


def release(session: AuditedSession, offer: Offer, amounts: HorizonAmounts, column: str, by: Actor) -> None:
    """Give back what was `reserved` or `committed`."""
    _take(session, offer, amounts, column, None)
    _record(session, by, "offer.release", offer, {column: NOTHING - amounts})


def _take(session: AuditedSession, offer: Offer, amounts: HorizonAmounts, source: str, target: str | None) -> None:
    changes = [f"{source}_{h} = {source}_{h} - :{h}" for h in HORIZONS]
    if target:
        changes += [f"{target}_{h} = {target}_{h} + :{h}" for h in HORIZONS]
    enough = " AND ".join(f"{source}_{h} >= :{h}" for h in HORIZONS)
    statement = text(MOVE.format(changes=", ".join(changes), enough=enough)).bindparams(bindparam("id", type_=Uuid))
    if not _execute(session, statement, offer, amounts):
        raise AssertionError(f"the ledger of offer {offer.id} does not hold what its partnerships say")


def _execute(session: AuditedSession, statement: TextClause, offer: Offer, amounts: HorizonAmounts) -> bool:
    """Whether it found what it asks for."""
    session.flush()
    result = session.execute(statement, {"id": offer.id, **dict(zip(HORIZONS, amounts, strict=True))})
    session.refresh(offer, LEDGER)
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]


def _record(session: AuditedSession, by: Actor, action: str, offer: Offer, moved: dict[str, HorizonAmounts]) -> None:
    """The event on the offer: each column of the ledger that moved, before and after."""
    wrote(session, [offer])
    told = {}
    for column, by_horizon in moved.items():
        for horizon, amount in zip(HORIZONS, by_horizon, strict=True):
            after = getattr(offer, f"{column}_{horizon}")
            if amount:
                told[f"{column}_{horizon}"] = [after - amount, after]
    record(session, by, action, offer, **told)
