"""Runs: one optimisation each, on a frozen snapshot, from queued to its end."""

import itertools
from datetime import date

from sqlalchemy import exists, func, select

from app.database import AuditedSession
from app.services.engine.files import snapshot, worth_asking
from app.services.engine.pool import gather
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.review.locks import hold_unfinished
from models import Round, Run
from models.errors import Blocker, NotReady
from models.lifecycle import RoundStatus


def queue(
    session: AuditedSession,
    round_: Round,
    label: str,
    today: date,
    by: Actor,
    *,
    base: Run | None = None,
    keeps: bool = False,
) -> Run:
    """Freeze the round as it stands today. `base` is the run whose plan this one starts from, `keeps` whether as little
    of that plan is changed as may be.

    Raises NotReady where the round is over, its pool has one side empty, or the base has no plan in this round.
    """
    hold_unfinished(session, round_)
    if base is not None and (base.round_id != round_.id or base.plan is None):
        raise NotReady(Blocker("no_plan_to_start_from"))
    pool = worth_asking(round_, gather(session, today))
    if not pool.needs:
        raise NotReady(Blocker("no_needs"))
    if not pool.offers:
        raise NotReady(Blocker("no_offers"))
    run = Run(
        round=round_,
        label=label or next_label(session, round_),
        snapshot=snapshot(session, round_, pool),
        rates=pool.rates.parities,
        fairness_group=round_.policy.fairness_group,
        base=base,
        keeps=keeps and base is not None,
        started_by=by.user,
    )
    session.add(run)
    if round_.status == RoundStatus.OPEN:
        round_.move_to(RoundStatus.IN_REVIEW)
        record(session, by, "round.review", round_)
    record(session, by, "run.queue", run)
    return run


def next_label(session: AuditedSession, round_: Round) -> str:
    """The first "Run n" that is free."""
    count = session.scalar(select(func.count()).select_from(Run).where(Run.round_id == round_.id)) or 0
    return next(label for n in itertools.count(count + 1) if not label_taken(session, round_, label := f"Run {n}"))


def label_taken(session: AuditedSession, round_: Round, label: str) -> bool:
    return bool(session.scalar(select(exists().where(Run.round_id == round_.id, Run.label == label))))
