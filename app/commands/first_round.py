"""Gives the example world a round that was matched, published and partly accepted, one that is open, and one in
review, where large matches wait for a second approval.

Each step finds out whether it was done, so that an interrupted start goes on where it stopped.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import cycle
from typing import Any

from sqlalchemy import Engine, exists, select

from app.database import AuditedSession, sessions
from app.example import SECOND_REVIEWER, SIGN_INS
from app.jobs.optimise import explain_further, work_on
from app.jobs.task import Tell
from app.services.engine.progress import Progress
from app.services.partnerships import steps
from app.services.record.actor import Actor
from app.services.review import approvals, decisions, publication, rounds, runs
from app.services.review.rounds import PolicyTerms, RoundTerms
from models import Decision, Match, Partnership, Plan, Role, Round, Run, User
from models.lifecycle import PartnershipStatus, RoundStatus, RunStatus
from models.rounds import DecisionKind

FIRST, SECOND, IN_REVIEW = "First example round", "Second example round", "Example round in review"
LABEL = "First run"
LIMITS = {"time_limit_seconds": 12}
LIMITS_IN_REVIEW = {"time_limit_seconds": 2, "gap_permille": 50, "second_approval_money": 250_000_00}
"""Of a plan that is there to be looked at: it need not be the best."""
APPROVED_ONCE = 3
APPROVAL = "A good fit, and within what the partner set aside for this horizon."
SECOND_APPROVAL = "Read with the partner's conditions beside it; the amount is in proportion to what is asked."
REJECTION = "The programme starts later than the others; we keep the offer free and propose it again next round."
IN_VAIN = (RunStatus.FAILED, RunStatus.CANCELLED)
EVERY_THIRD = 3
"""So many programmes wait for the second round, which thereby has offers with something left to give."""
REFUSAL = "We have meanwhile found the money at home, and leave this to another city."


class NoPlan(Exception):
    """The first round could not be matched; the message is what the engine said."""


def make(engine: Engine, today: date, tell: Tell) -> None:
    """Takes as long as the policies' time limits at most, and as long again for explanations. Raises NoPlan."""
    run_id = _solved(engine, FIRST, LIMITS, today, tell)
    with sessions(engine).begin() as session:
        run = session.get_one(Run, run_id)
        if run.round.status == RoundStatus.IN_REVIEW:
            _publish(session, run, today)
    with sessions(engine).begin() as session:
        if _round(session, SECOND) is None:
            rounds.open_round(session, RoundTerms(SECOND, today.year), _reviewer(session))
    run_id = _solved(engine, IN_REVIEW, LIMITS_IN_REVIEW, today, tell)
    with sessions(engine).begin() as session:
        _approve_once(session, session.get_one(Run, run_id), today)


def _solved(engine: Engine, title: str, limits: Mapping[str, Any], today: date, tell: Tell) -> uuid.UUID:
    """The run of the round with this title, once it has its plan and its explanations. Raises NoPlan."""
    with sessions(engine).begin() as session:
        run_id = _run(session, title, limits, today).id
    work_on(engine, run_id, tell)
    with sessions(engine)() as session:
        run = session.get_one(Run, run_id)
        if run.plan is None:
            from app.pages.review.rounds import wording  # brings all pages of rounds with it

            raise NoPlan("\n".join(wording.problem(run.problem)) or f"the run is {run.status}")
    tell(Progress("explain"))
    explain_further(engine, run_id)
    return run_id


def _run(session: AuditedSession, title: str, limits: Mapping[str, Any], today: date) -> Run:
    round_, by = _round(session, title), _reviewer(session)
    if round_ is None:
        round_ = rounds.open_round(session, RoundTerms(title, today.year), by)
        terms = replace(PolicyTerms.of(round_.policy), **limits)
        rounds.set_policy(session, round_, terms, round_.policy.version, by)
    known = session.scalar(select(Run).where(Run.round_id == round_.id, Run.status.not_in(IN_VAIN)).limit(1))
    label = "" if runs.label_taken(session, round_, LABEL) else LABEL
    return known or runs.queue(session, round_, label, today, by)


def _publish(session: AuditedSession, run: Run, today: date) -> None:
    by = _reviewer(session)
    assert run.plan is not None
    for kind, reason, matches in _verdicts(session, run.plan):
        decisions.decide(session, matches, kind, reason, today, by)
        decisions.second(session, matches, SECOND_APPROVAL, _reviewer(session, SECOND_REVIEWER))
    published = publication.publish(session, run.plan, today, by)
    in_order = sorted(published, key=lambda one: (str(one.need_id), str(one.offer_id)))
    for partnership, live in zip(in_order, cycle(STORIES), strict=False):
        live(session, partnership)
    for partnership in [one for one in in_order if one.status == PartnershipStatus.OFFERED][:1]:
        steps.decline(session, partnership, REFUSAL, _city(partnership))


def _approve_once(session: AuditedSession, run: Run, today: date) -> None:
    """A few large matches, which another reviewer has to approve as well; nothing where somebody decided already."""
    assert run.plan is not None
    if session.scalar(select(exists().where(Decision.round_id == run.round_id))):
        return
    large = approvals.large(session, run.plan)
    matches = sorted((match for match in run.plan.matches if match.id in large), key=lambda match: str(match.need_id))
    decisions.decide(session, matches[:APPROVED_ONCE], DecisionKind.APPROVE, APPROVAL, today, _reviewer(session))


def _verdicts(session: AuditedSession, plan: Plan) -> Iterator[tuple[DecisionKind, str, list[Match]]]:
    """Whole programmes wait, so that no need is begun whose forerunner is not."""
    matches = session.scalars(select(Match).where(Match.plan_id == plan.id)).all()
    waiting = set(sorted({one.need.programme_id for one in matches}, key=str)[::EVERY_THIRD])
    yield DecisionKind.APPROVE, APPROVAL, [one for one in matches if one.need.programme_id not in waiting]
    yield DecisionKind.REJECT, REJECTION, [one for one in matches if one.need.programme_id in waiting]


def _stay_offered(_session: AuditedSession, _partnership: Partnership) -> None:
    """Both sides have yet to answer."""


def _be_accepted_by_city(session: AuditedSession, partnership: Partnership) -> None:
    steps.accept(session, partnership, _city(partnership))


def _be_accepted_by_partner(session: AuditedSession, partnership: Partnership) -> None:
    steps.accept(session, partnership, _partner(partnership))


def _be_accepted(session: AuditedSession, partnership: Partnership) -> None:
    _be_accepted_by_partner(session, partnership)
    _be_accepted_by_city(session, partnership)


def _be_agreed(session: AuditedSession, partnership: Partnership) -> None:
    _be_accepted(session, partnership)
    steps.agree(session, partnership, _city(partnership))


def _be_active(session: AuditedSession, partnership: Partnership) -> None:
    _be_agreed(session, partnership)
    steps.start(session, partnership, _partner(partnership))


STORIES: Sequence[Callable[[AuditedSession, Partnership], None]] = (
    _be_accepted,
    _be_active,
    _be_accepted_by_city,
    _be_agreed,
    _be_accepted,
    _be_accepted_by_partner,
    _stay_offered,
)


def _round(session: AuditedSession, title: str) -> Round | None:
    return session.scalar(select(Round).where(Round.title == title))


def _reviewer(session: AuditedSession, email: str = SIGN_INS[Role.REVIEWER]) -> Actor:
    user = session.scalars(select(User).where(User.email == email)).one()
    return Actor(user, user.memberships[0].organisation_id)


def _city(partnership: Partnership) -> Actor:
    return Actor(None, partnership.parties[0].id)


def _partner(partnership: Partnership) -> Actor:
    return Actor(None, partnership.parties[1].id)
