"""What stands between a reviewed plan and its publication, as blockers."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from datetime import date

from sqlalchemy import select

from app.database import AuditedSession
from app.services.engine.pool import Covered, covered_needs, held_of_offers, taken_offers
from app.services.partnerships import refusals
from app.services.review import approvals, share_limits, stale_offers
from app.services.review.approved_lines import ApprovedLine
from models import Match, Need, Offer, Plan
from models.errors import Blocker
from models.lifecycle import MatchStatus, SubmissionStatus


def publication_blockers(
    session: AuditedSession, plan: Plan, approved: Sequence[ApprovedLine], today: date
) -> list[Blocker]:
    """What a reviewer must settle first: undecided matches, approvals that are missing, and approved matches
    that can no longer be kept. The number of queries does not grow with the plan."""
    found = [
        *([Blocker("undecided")] if _titles(session, plan, MatchStatus.PROPOSED, at_most=1) else []),
        *([] if approved else [Blocker("none_approved")]),
        *sorted(Blocker("changed", title) for title in _titles(session, plan, MatchStatus.CHANGED)),
        *_window(plan, today),
        *sorted(approvals.missing(session, plan)),
        *_refused(session, plan, approved),
    ]
    parties = {
        *_left(approved, _offers_of(approved, lambda offer: offer.in_pool(today) and offer.organisation.active)),
        *approvals.decided_otherwise(session, plan),
        *_stale(plan, approved, _offers_of(approved, lambda offer: offer.in_pool(today))),
    }
    if parties or not approved:
        return found + sorted(parties)
    over_shares = share_limits.passed(held_of_offers(session), approved)
    return found + sorted({*_over_covered(session, approved), *_over_taken(session, approved), *over_shares})


def _titles(session: AuditedSession, plan: Plan, status: MatchStatus, at_most: int | None = None) -> set[str]:
    """Of the needs whose match has the status."""
    wanted = select(Need.title).join(Match, Match.need_id == Need.id)
    return set(session.scalars(wanted.where(Match.plan_id == plan.id, Match.status == status).limit(at_most)))


def _window(plan: Plan, today: date) -> list[Blocker]:
    """Partners are heard out, and where the policy wants so, they are heard."""
    if plan.window is None:
        return [Blocker("window_missing")] if plan.run.round.policy.window_days else []
    return [Blocker("window_open")] if plan.window.is_open(today) else []


def _refused(session: AuditedSession, plan: Plan, approved: Sequence[ApprovedLine]) -> list[Blocker]:
    """Approved matches to which a side said no since the run was made, or before."""
    pairs = {(line.need.id, line.offer.id) for line in approved}
    return refusals.blockers(
        one for one in refusals.of_plan(session, plan) if one.holds and refusals.pair(one) in pairs
    )


def _offers_of(approved: Sequence[ApprovedLine], holds: Callable[[Offer], bool]) -> set[Offer]:
    return {offer for offer in {line.offer for line in approved} if holds(offer)}


def _left(approved: Sequence[ApprovedLine], in_pool: Set[Offer]) -> Iterator[Blocker]:
    """Parties that left the pool, wait to be published again after a change, or now speak of another kind or currency
    than the run was made with."""
    for line in approved:
        need, offer = line.need, line.offer
        if offer not in in_pool or not line.keeps_offers_unit:
            waits = offer.status == SubmissionStatus.SUBMITTED
            yield Blocker("offer_waits", offer.title) if waits else Blocker("offer_left", offer.title)
        if not (need.status == SubmissionStatus.PUBLISHED and need.active and line.keeps_needs_unit):
            waits = need.status == SubmissionStatus.SUBMITTED
            yield Blocker("need_waits", need.title) if waits else Blocker("need_left", need.title)


def _stale(plan: Plan, approved: Sequence[ApprovedLine], in_pool: Set[Offer]) -> Iterator[Blocker]:
    """Offers still in the pool that are no longer what the run was made with, or cannot give what a match says."""
    here = [line for line in approved if line.offer in in_pool and line.keeps_offers_unit]
    yield from stale_offers.shrunk(here)
    yield from stale_offers.changed(plan, here)
    yield from stale_offers.too_small(here)


def _over_covered(session: AuditedSession, approved: Sequence[ApprovedLine]) -> Iterator[Blocker]:
    """Needs that would get more than they ask, or more partners than they want, with what they have already."""
    covered = covered_needs(session)
    needs = {line.need.id: line.need for line in approved}
    partners = Counter(line.need.id for line in approved)
    given: Counter[uuid.UUID] = Counter()
    for line in approved:
        given[line.need.id] += line.given
    for need_id, need in needs.items():
        known = covered.get(need_id, Covered())
        enough = need.max_partners is None or known.partners + partners[need_id] <= need.max_partners
        if not enough or known.amount + given[need_id] > need.gap:
            yield Blocker("need_covered", need.title)


def _over_taken(session: AuditedSession, approved: Sequence[ApprovedLine]) -> Iterator[Blocker]:
    """Offers that would enter more partnerships than they want."""
    taken = taken_offers(session)
    for offer, more in Counter(line.offer for line in approved).items():
        if offer.max_partnerships is not None and taken.get(offer.id, 0) + more > offer.max_partnerships:
            yield Blocker("offer_full", offer.title)
