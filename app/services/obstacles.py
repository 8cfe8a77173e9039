"""What stands between a reviewed plan and its publication, each with a code and the title of the thing."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from app.database import AuditedSession
from app.services import approvals, shares, staleness
from app.services.own_units import given_to_need
from app.services.pool import Covered, covered_needs, held_of_offers, taken_offers
from models import Decision, Match, Need, Offer, Plan
from models.lifecycle import MatchStatus, SubmissionStatus


def standing_in_the_way(session: AuditedSession, plan: Plan, matches: Sequence[Match], today: date) -> list[str]:
    """Codes of what a reviewer must settle first: undecided matches, approvals that are missing, and approved matches
    that can no longer be kept."""
    approved = [match for match in matches if match.status == MatchStatus.APPROVED]
    found = [
        *(["undecided"] if any(match.status == MatchStatus.PROPOSED for match in matches) else []),
        *([] if approved else ["none_approved"]),
        *sorted({f"changed:{match.need.title}" for match in matches if match.status == MatchStatus.CHANGED}),
    ]
    found += _window(plan, today)
    decisions = approvals.standing(session, plan.run.round_id)
    found += sorted({*approvals.missing(session, approved, decisions)})
    parties = {*_left(approved, today), *_decided_otherwise(decisions, approved), *_stale(plan, approved, today)}
    if parties or not approved:
        return found + sorted(parties)
    over_shares = shares.passed(held_of_offers(session), approved)
    return found + sorted({*_over_covered(session, approved), *_over_taken(session, approved), *over_shares})


def _window(plan: Plan, today: date) -> list[str]:
    """Partners are heard out, and where the policy wants so, they are heard."""
    if plan.window is None:
        return ["window_missing"] if plan.run.round.policy.window_days else []
    return ["window_open"] if plan.window.is_open(today) else []


def _left(approved: Sequence[Match], today: date) -> Iterator[str]:
    """Parties that left the pool, wait to be published again after a change, or now speak of another kind or currency
    than the run was made with."""
    for match in approved:
        if not (match.offer.in_pool(today) and match.offer.organisation.active and _keeps_unit(match, match.offer)):
            waits = match.offer.status == SubmissionStatus.SUBMITTED
            yield f"offer_waits:{match.offer.title}" if waits else f"offer_left:{match.offer.title}"
        published = match.need.status == SubmissionStatus.PUBLISHED
        if not (published and match.need.organisation.active and _keeps_unit(match, match.need)):
            waits = match.need.status == SubmissionStatus.SUBMITTED
            yield f"need_waits:{match.need.title}" if waits else f"need_left:{match.need.title}"


def _stale(plan: Plan, approved: Sequence[Match], today: date) -> Iterator[str]:
    """Offers still in the pool that are no longer what the run was made with, or cannot give what a match says."""
    here = [match for match in approved if match.offer.in_pool(today) and _keeps_unit(match, match.offer)]
    yield from staleness.shrunk(plan, here)
    yield from staleness.changed(plan, here)
    yield from staleness.too_small(plan, here)


def _keeps_unit(match: Match, party: Need | Offer) -> bool:
    known = party.currency is None or party.currency in match.plan.run.rates
    return known and match.need.kind == match.offer.kind


def _decided_otherwise(decisions: Mapping[approvals.Pair, Decision], approved: Sequence[Match]) -> Iterator[str]:
    """Pairs on which a later decision of the round, made on another plan, says something else."""
    for match in approved:
        decision = decisions.get(approvals.pair(match))
        if decision is not None and not approvals.lets_through(match, decision):
            yield f"decided_otherwise:{match.need.title}"


def _over_covered(session: AuditedSession, approved: Sequence[Match]) -> Iterator[str]:
    """Needs that would get more than they ask, or more partners than they want, with what they have already."""
    covered = covered_needs(session)
    for lines in _grouped(approved, lambda match: match.need_id):
        need, known = lines[0].need, covered.get(lines[0].need_id, Covered())
        amount = known.amount + sum(given_to_need(match) for match in lines)
        partners = known.partners + len(lines)
        if amount > need.gap or (need.max_partners is not None and partners > need.max_partners):
            yield f"need_covered:{need.title}"


def _over_taken(session: AuditedSession, approved: Sequence[Match]) -> Iterator[str]:
    """Offers that would enter more partnerships than they want."""
    taken = taken_offers(session)
    for lines in _grouped(approved, lambda match: match.offer_id):
        offer = lines[0].offer
        if offer.max_partnerships is not None and taken.get(offer.id, 0) + len(lines) > offer.max_partnerships:
            yield f"offer_full:{offer.title}"


def _grouped(matches: Sequence[Match], key: Callable[[Match], uuid.UUID]) -> list[list[Match]]:
    groups: dict[uuid.UUID, list[Match]] = {}
    for match in matches:
        groups.setdefault(key(match), []).append(match)
    return list(groups.values())
