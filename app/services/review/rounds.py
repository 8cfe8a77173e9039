"""Rounds and their policy."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import exists, func, select

from app.database import AuditedSession
from app.services.money import exchange
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import refuse_stale
from app.services.record.terms import Terms, broken_amounts, out_of_limits, refuse
from app.services.review import work
from app.services.review.locks import hold_unfinished
from models import Policy, Round
from models.errors import BrokenRule
from models.lifecycle import RoundStatus
from models.rounds import KNOB_LIMITS, START_YEARS, FairnessGroup


@dataclass(frozen=True)
class RoundTerms(Terms):
    """What a person may say of a round that they open."""

    title: str
    start_year: int
    currency: str = "USD"


@dataclass(frozen=True)
class PolicyTerms(Terms):
    """What a person may say of a policy: all its knobs, each in the unit in which it is kept."""

    fairness_percent: int
    fairness_group: FairnessGroup
    preference_short_percent: int
    preference_medium_percent: int
    preference_long_percent: int
    partnership_cost_permille: int
    integration_bonus_permille: int
    weight_theme: int
    weight_place: int
    weight_instrument: int
    weight_readiness: int
    weight_continuity: int
    gap_permille: int
    time_limit_seconds: int
    window_days: int
    second_approval_money: int | None
    second_approval_days: int | None


def open_round(session: AuditedSession, terms: RoundTerms, by: Actor) -> Round:
    """A new planning cycle with the default policy.

    Raises BrokenRules for a title that is blank or taken, a year out of range, a currency without a rate.
    """
    refuse(*_broken(session, terms))
    made = Round(policy=Policy())
    terms.write(made)
    session.add(made)
    record(session, by, "round.open", made)
    return made


def title_taken(session: AuditedSession, title: str) -> bool:
    return bool(session.scalar(select(exists().where(func.lower(Round.title) == title.lower()))))


def set_policy(session: AuditedSession, round_: Round, terms: PolicyTerms, version: int, by: Actor) -> None:
    """Later runs follow it; earlier ones keep the policy that they were started with.

    Raises StaleForm where somebody else changed it since the form was opened, NotReady where the round is over, and
    BrokenRules for a knob out of its range or a score that is made of nothing.
    """
    refuse_stale(session, round_.policy, version)
    hold_unfinished(session, round_)
    refuse(*_broken_policy(terms))
    terms.write(round_.policy)
    record(session, by, "round.set_policy", round_.policy)


def close(session: AuditedSession, round_: Round, by: Actor) -> None:
    """Its unfinished runs and studies are cancelled."""
    session.refresh(round_, with_for_update=True)  # no run is queued meanwhile
    round_.move_to(RoundStatus.CLOSED)
    work.cancel_unfinished(session, round_, by)
    record(session, by, "round.close", round_)


def _broken(session: AuditedSession, terms: RoundTerms) -> Iterator[BrokenRule]:
    if not terms.title:
        yield BrokenRule("title", "round_title_missing")
    elif title_taken(session, terms.title):
        yield BrokenRule("title", "round_title_taken")
    yield from out_of_limits(terms, Round.LENGTHS, {"start_year": START_YEARS})
    if not terms.currency or not exchange.has_rate(session, terms.currency):
        yield BrokenRule("currency", "no_rate")


def _broken_policy(terms: PolicyTerms) -> Iterator[BrokenRule]:
    yield from out_of_limits(terms, {}, KNOB_LIMITS)
    if not any(getattr(terms, field) for field in KNOB_LIMITS if field.startswith("weight_")):
        yield BrokenRule("weight_theme", "no_weight")
    yield from broken_amounts(
        ("second_approval_money", terms.second_approval_money), ("second_approval_days", terms.second_approval_days)
    )
