"""What messages tell, one class for each kind: the facts as they were then, in no language."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.services.record.stored import reader
from models import Message
from models.messages import MessageKind
from models.windows import ReplyKind


@dataclass(frozen=True)
class OfferedPartnership:
    """A partnership as the other side reads of it; the amount is in the smallest unit of the currency, or hundredths of
    a day."""

    id: uuid.UUID
    need: str
    other: str
    amount: int
    currency: str | None


@dataclass(frozen=True)
class HelpfulChange:
    """A field of the need and the value that would bring it in; blank where only that it would help is told."""

    field: str
    value: str


@dataclass(frozen=True)
class LeftOut:
    """A need that got nothing: a code for the reason, the test at which most offers fell, what would help."""

    need: uuid.UUID
    title: str
    reason: str
    test: str | None = None
    changes: tuple[HelpfulChange, ...] = ()


@dataclass(frozen=True)
class RoundPublished:
    message_kind: ClassVar = MessageKind.ROUND_PUBLISHED
    round: str
    partnerships: tuple[OfferedPartnership, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class WindowOpened:
    message_kind: ClassVar = MessageKind.WINDOW_OPENED
    round: str
    closes_on: date
    matches: int


@dataclass(frozen=True)
class PartnerReplied:
    message_kind: ClassVar = MessageKind.PARTNER_REPLIED
    partner: str
    need: str
    kind: ReplyKind
    match: uuid.UUID


@dataclass(frozen=True)
class Written:
    """What a reviewer wrote about a need, in the reviewer's own words."""

    message_kind: ClassVar = MessageKind.WRITTEN
    need: uuid.UUID
    title: str
    text: str


@dataclass(frozen=True)
class PartnershipChange:
    """What one side did to the two, and why."""

    partnership: uuid.UUID
    need: str
    city: str
    partner: str
    organisation: str
    """who did it"""
    reason: str


@dataclass(frozen=True)
class PartnershipEnded(PartnershipChange):
    message_kind: ClassVar = MessageKind.PARTNERSHIP_ENDED


@dataclass(frozen=True)
class RefusalLifted(PartnershipChange):
    message_kind: ClassVar = MessageKind.REFUSAL_LIFTED


Facts = RoundPublished | WindowOpened | PartnerReplied | Written | PartnershipEnded | RefusalLifted

READERS: dict[MessageKind, Callable[[Mapping[str, object]], Facts]] = {
    facts.message_kind: reader(facts)
    for facts in (RoundPublished, WindowOpened, PartnerReplied, Written, PartnershipEnded, RefusalLifted)
}


def facts_of(message: Message) -> Facts:
    return READERS[message.kind](message.data)
