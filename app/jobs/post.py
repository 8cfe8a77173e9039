"""The postman: takes what is due from the outbox and hands it over, whatever was interrupted before.

What is to be sent is a row, kept in the transaction that it tells of, so that this work needs no job of its own:
whoever runs next goes on. A letter is claimed, then handed over, then marked. One that was claimed by a process
that died before it marked it may have gone out; it is not sent again.
"""

import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import Engine

from app.database import reading, sessions
from app.mail import NotSent
from app.services.people import letters
from models import Letter, Message, User
from models.base import utc_now

SECONDS_BETWEEN_LOOKS = 5


@dataclass(frozen=True)
class Parcel:
    """Everything that goes to one person at once; `key` is the same however often it is looked at."""

    key: str
    reader: User
    messages: Sequence[Message]
    letters: Sequence[uuid.UUID]


Deliver = Callable[[Parcel], None]
"""Writes and hands over one parcel. Raises NotSent where it surely was not."""

log = logging.getLogger(__name__)


def watch(engine: Engine, deliver: Deliver) -> NoReturn:
    while True:
        try:
            send_due(engine, deliver)
        except Exception:
            log.exception("the outbox could not be emptied; it is tried again")
        time.sleep(SECONDS_BETWEEN_LOOKS)


def send_due(engine: Engine, deliver: Deliver) -> int:
    """Send all that is due; how many parcels went out."""
    with sessions(reading(engine))() as session:
        people = letters.addressees(session, utc_now())
    return sum(_send(engine, user_id, deliver) for user_id in people)


def _send(engine: Engine, user_id: uuid.UUID, deliver: Deliver) -> bool:
    parcel = _take(engine, user_id)
    if parcel is None:
        return False
    try:
        deliver(parcel)
    except NotSent as refusal:
        log.warning("%s was not taken: %s", parcel.key, refusal)
        with sessions(engine).begin() as session:
            letters.try_later(session, parcel.letters, utc_now())
        return False
    except Exception:
        log.exception("%s may have been sent, and is not sent again", parcel.key)
        return False
    with sessions(engine).begin() as session:
        letters.mark_sent(session, parcel.letters, utc_now())
    return True


def _take(engine: Engine, user_id: uuid.UUID) -> Parcel | None:
    with sessions(engine)(expire_on_commit=False) as session:
        taken: Sequence[Letter] = letters.claim(session, user_id, utc_now())
        session.commit()
        if not taken:
            return None
        ids = [one.id for one in taken]
        return Parcel(f"letter-{ids[0]}", taken[0].user, [one.message for one in taken], ids)
