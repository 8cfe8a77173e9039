"""What messages tell, one class for each kind: the facts as they were then, in no language."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, get_args

from app.services.record.stored import reader
from models import Message, Role
from models.messages import MessageKind
from models.settlements import Verdict
from models.windows import ReplyKind


class Audience(StrEnum):
    """Whom a thing concerns: whose it is, or those who speak for its country or its residents."""

    OWNER = "owner"
    NATION = "nation"
    RESIDENTS = "residents"


class SubmissionChange(StrEnum):
    """What became of a need or an offer."""

    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class PartnershipStep(StrEnum):
    ACCEPTED = "accepted"
    ACCEPTED_BY_BOTH = "accepted_by_both"
    AGREED = "agreed"
    STARTED = "started"
    COMPLETED = "completed"


@dataclass(frozen=True)
class OfferedPartnership:
    """A partnership as the other side reads of it; the amount is in the smallest unit of the currency, or hundredths of
    a day, and None for those who are not to know it."""

    id: uuid.UUID
    need: str
    other: str
    amount: int | None
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
class TurnedDown:
    """A match that its partner was shown in the window, and that was not approved."""

    match: uuid.UUID
    need: str


@dataclass(frozen=True)
class RoundPublished:
    message_kind: ClassVar = MessageKind.ROUND_PUBLISHED
    round: str
    partnerships: tuple[OfferedPartnership, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    turned_down: tuple[TurnedDown, ...] = ()
    audience: Audience = Audience.OWNER


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
class WindowClosed:
    """Before its last day."""

    message_kind: ClassVar = MessageKind.WINDOW_CLOSED
    round: str


@dataclass(frozen=True)
class Written:
    """What somebody wrote about a need or an offer, in their own words: a reviewer, unless it names an organisation.
    `remark` is where it is answered."""

    message_kind: ClassVar = MessageKind.WRITTEN
    title: str
    text: str
    need: uuid.UUID | None = None
    offer: uuid.UUID | None = None
    remark: uuid.UUID | None = None
    organisation: str = ""


@dataclass(frozen=True)
class SubmissionChanged:
    """A need or an offer of `organisation`, with the reviewer's comment where it was returned. `waits`: published, but
    set aside, since it waits for another."""

    message_kind: ClassVar = MessageKind.SUBMISSION_CHANGED
    change: SubmissionChange
    title: str
    organisation: str
    need: uuid.UUID | None = None
    offer: uuid.UUID | None = None
    text: str = ""
    remark: uuid.UUID | None = None
    waits: bool = False
    audience: Audience = Audience.OWNER


@dataclass(frozen=True)
class NationAnswered:
    """A nation has no objection to a need or, with its reason, objects."""

    message_kind: ClassVar = MessageKind.NATION_ANSWERED
    need: uuid.UUID
    title: str
    nation: str
    given: bool
    reason: str = ""


@dataclass(frozen=True)
class ResidentsStated:
    """What a residents' organisation said of a settlement, in its own words."""

    message_kind: ClassVar = MessageKind.RESIDENTS_STATED
    settlement: uuid.UUID
    name: str
    organisation: str
    verdict: Verdict
    text: str = ""


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


@dataclass(frozen=True)
class PartnershipMoved:
    """A step of the partnership; of the one side where that took it."""

    message_kind: ClassVar = MessageKind.PARTNERSHIP_MOVED
    step: PartnershipStep
    partnership: uuid.UUID
    need: str
    city: str
    partner: str
    organisation: str = ""


@dataclass(frozen=True)
class MemberChanged:
    """Somebody acts for the organisation from now on, or no longer."""

    message_kind: ClassVar = MessageKind.MEMBER_CHANGED
    person: str
    role: Role
    joined: bool


Facts = (
    RoundPublished
    | WindowOpened
    | WindowClosed
    | PartnerReplied
    | Written
    | SubmissionChanged
    | NationAnswered
    | ResidentsStated
    | PartnershipMoved
    | PartnershipEnded
    | RefusalLifted
    | MemberChanged
)

READERS: dict[MessageKind, Callable[[Mapping[str, object]], Facts]] = {
    facts.message_kind: reader(facts) for facts in get_args(Facts)
}


def facts_of(message: Message) -> Facts:
    return READERS[message.kind](message.data)
