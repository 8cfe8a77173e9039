"""Every lifecycle as a table of moves; one method consults it. `docs/lifecycles.md` is drawn from these tables."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from models.errors import IllegalMove

Moves = Mapping[StrEnum, frozenset[StrEnum]]
"""From each status, where it may go."""


class SubmissionStatus(StrEnum):
    """Of a need or an offer."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class RoundStatus(StrEnum):
    OPEN = "open"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    CLOSED = "closed"


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class MatchStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    CHANGED = "changed"


class PartnershipStatus(StrEnum):
    OFFERED = "offered"
    ACCEPTED_BY_CITY = "accepted_by_city"
    ACCEPTED_BY_PARTNER = "accepted_by_partner"
    ACCEPTED = "accepted"
    AGREED = "agreed"
    ACTIVE = "active"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class RefusalStatus(StrEnum):
    STANDING = "standing"
    LIFTED = "lifted"


S, P, M = SubmissionStatus, PartnershipStatus, MatchStatus

# A published one goes back to "submitted" when it is edited: those who agreed are asked again.
SUBMISSION_MOVES: Moves = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.RETURNED, S.PUBLISHED, S.WITHDRAWN}),
    S.RETURNED: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.PUBLISHED: frozenset({S.SUBMITTED, S.CLOSED, S.WITHDRAWN}),
    S.CLOSED: frozenset(),
    S.WITHDRAWN: frozenset(),
}

ROUND_MOVES: Moves = {
    RoundStatus.OPEN: frozenset({RoundStatus.IN_REVIEW, RoundStatus.CLOSED}),
    RoundStatus.IN_REVIEW: frozenset({RoundStatus.PUBLISHED, RoundStatus.CLOSED}),
    RoundStatus.PUBLISHED: frozenset({RoundStatus.CLOSED}),
    RoundStatus.CLOSED: frozenset(),
}

RUN_MOVES: Moves = {
    RunStatus.QUEUED: frozenset({RunStatus.RUNNING, RunStatus.FAILED, RunStatus.CANCELLED}),
    RunStatus.RUNNING: frozenset({RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED}),
    RunStatus.SUCCEEDED: frozenset(),
    RunStatus.FAILED: frozenset(),
    RunStatus.CANCELLED: frozenset(),
}

# Until publication a reviewer may think again, in every direction.
MATCH_MOVES: Moves = {
    M.PROPOSED: frozenset({M.APPROVED, M.REJECTED, M.CHANGED}),
    M.APPROVED: frozenset({M.PROPOSED, M.REJECTED, M.CHANGED}),
    M.REJECTED: frozenset({M.PROPOSED, M.APPROVED, M.CHANGED}),
    M.CHANGED: frozenset({M.PROPOSED, M.APPROVED, M.REJECTED}),
}

PARTNERSHIP_MOVES: Moves = {
    P.OFFERED: frozenset({P.ACCEPTED_BY_CITY, P.ACCEPTED_BY_PARTNER, P.DECLINED, P.WITHDRAWN}),
    P.ACCEPTED_BY_CITY: frozenset({P.ACCEPTED, P.DECLINED, P.WITHDRAWN}),
    P.ACCEPTED_BY_PARTNER: frozenset({P.ACCEPTED, P.DECLINED, P.WITHDRAWN}),
    P.ACCEPTED: frozenset({P.AGREED, P.WITHDRAWN}),
    P.AGREED: frozenset({P.ACTIVE, P.TERMINATED}),
    P.ACTIVE: frozenset({P.COMPLETED, P.TERMINATED}),
    P.COMPLETED: frozenset(),
    P.DECLINED: frozenset(),
    P.WITHDRAWN: frozenset(),
    P.TERMINATED: frozenset(),
}

REFUSAL_MOVES: Moves = {
    RefusalStatus.STANDING: frozenset({RefusalStatus.LIFTED}),
    RefusalStatus.LIFTED: frozenset(),
}

# Needs and offers.
UNSUBMITTED = frozenset({S.DRAFT, S.RETURNED})
EDITABLE = UNSUBMITTED | {S.PUBLISHED}
SUBMITTED_OR_PUBLISHED = frozenset({S.SUBMITTED, S.PUBLISHED})
ENDED = frozenset({S.CLOSED, S.WITHDRAWN})
OPEN_TO_ALL = frozenset({S.PUBLISHED, S.CLOSED})

UNFINISHED_ROUND = frozenset({RoundStatus.OPEN, RoundStatus.IN_REVIEW})
"""Runs may be started and studies asked."""

UNFINISHED_RUN = frozenset({RunStatus.QUEUED, RunStatus.RUNNING})
"""Of a run or a study: it has no result yet, and can be cancelled."""

HOLDS_RESERVED = frozenset({P.OFFERED, P.ACCEPTED_BY_CITY, P.ACCEPTED_BY_PARTNER, P.ACCEPTED})
"""Not signed yet: its amounts are in the offer's `reserved`."""

HOLDS_COMMITTED = frozenset({P.AGREED, P.ACTIVE, P.COMPLETED})
"""Signed: its amounts are in the offer's `committed`, and stay there when it is completed."""

HOLDS_CAPACITY = HOLDS_RESERVED | HOLDS_COMMITTED
"""What it gives counts for its need and is taken of its offer: everything but what ended before its time."""

UNFINISHED_PARTNERSHIP = HOLDS_CAPACITY - {P.COMPLETED}
"""Somebody still has a step to take: until then its need is not withdrawn."""

BOTH_ACCEPTED = HOLDS_COMMITTED | {P.ACCEPTED}
"""Anybody may see it."""


class Moving:
    """A thing with a status that changes only along its table of moves."""

    MOVES: ClassVar[Moves]
    status: StrEnum

    def may_move_to(self, target: StrEnum) -> bool:
        return target in self.MOVES[self.status]

    def move_to(self, target: StrEnum) -> None:
        if not self.may_move_to(target):
            raise IllegalMove(self, self.status, target)
        self.status = target
