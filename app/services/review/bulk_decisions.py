"""Decisions on many matches of a plan at once: what one would do, and doing it.

A match that something speaks against is left out, unless whoever decides takes it in on purpose.
"""

import uuid
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.database import AuditedSession
from app.services.record.actor import Actor
from app.services.review import approvals, cautions, decisions, plan_lines
from app.services.review.cautions import Caution
from models import Match, Plan
from models.lifecycle import MatchStatus
from models.pairs import Pair, pair
from models.rounds import DecisionKind


class Verdict(StrEnum):
    """What may be done to many: the kinds of decision, and two steps more."""

    APPROVE = "approve"
    PIN = "pin"
    REJECT = "reject"
    FORBID = "forbid"
    SECOND = "second"
    TAKE_BACK = "take_back"


@dataclass(frozen=True)
class Tally:
    """Amounts in the smallest unit of the round's currency, and in hundredths of an expert-day."""

    matches: int
    money: int
    days: int
    second_approvals: int
    """how many of them a second person would have to approve as well"""


@dataclass(frozen=True)
class Outlook:
    """What a decision would do: the matches that it changes, and what speaks against some of them, by pair."""

    plan: Plan
    verdict: Verdict
    matches: Sequence[Match]
    cautions: Mapping[Pair, Caution]
    large: Set[uuid.UUID]
    """the matches of the plan that two people must approve"""

    @property
    def clear(self) -> list[Match]:
        return [match for match in self.matches if pair(match) not in self.cautions]

    @property
    def spoken_against(self) -> list[Match]:
        return [match for match in self.matches if pair(match) in self.cautions]

    @property
    def objections(self) -> int:
        """Matches that their partner objects to."""
        return sum(bool(one.objections) for one in self.cautions.values())

    @property
    def refusals(self) -> int:
        """Matches that one of their sides said no to."""
        return sum(bool(one.refusals) for one in self.cautions.values())

    def tally(self, matches: Sequence[Match]) -> Tally:
        approving = self.verdict in (Verdict.APPROVE, Verdict.PIN)
        return Tally(
            len(matches),
            sum(match.amounts.total for match in matches if match.need.currency is not None),
            sum(match.amounts.total for match in matches if match.need.currency is None),
            sum(approving and match.id in self.large for match in matches),
        )


def outlook(
    session: AuditedSession, plan: Plan, matches: Sequence[Match], verdict: Verdict, today: date, by: Actor
) -> Outlook:
    """For these matches of the plan. Changes nothing; raises where those that nothing speaks against may not be decided
    so by this person."""
    concerned = _concerned(session, plan, matches, verdict)
    against, large = cautions.of_matches(session, plan, concerned), approvals.large(session, plan)
    found = Outlook(plan, verdict, concerned, against, large)
    if verdict not in (Verdict.SECOND, Verdict.TAKE_BACK):
        decisions.refuse(session, found.clear, DecisionKind(verdict), today, by)
    return found


def carry_out(
    session: AuditedSession, matches: Sequence[Match], verdict: Verdict, reason: str, today: date, by: Actor
) -> int:
    """How many matches it changed. Raises as the decision does on one match."""
    match verdict:
        case Verdict.SECOND:
            return decisions.second(session, matches, reason, by)
        case Verdict.TAKE_BACK:
            return decisions.take_back(session, matches, by)
    return decisions.decide(session, matches, DecisionKind(verdict), reason, today, by)


def _concerned(session: AuditedSession, plan: Plan, matches: Sequence[Match], verdict: Verdict) -> list[Match]:
    match verdict:
        case Verdict.SECOND:
            waiting = plan_lines.awaiting_second(session, plan)
            return [match for match in matches if match.id in waiting]
        case Verdict.TAKE_BACK:
            return [match for match in matches if match.status != MatchStatus.PROPOSED]
    return decisions.undecided(session, matches, DecisionKind(verdict))
