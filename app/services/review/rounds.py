"""Rounds and their policy."""

from dataclasses import dataclass, fields
from typing import Self

from sqlalchemy import exists, func, select

from app.database import AuditedSession
from app.services.money import exchange
from app.services.record.actor import Actor
from app.services.record.audit import record
from app.services.record.revisions import refuse_stale
from app.services.review import runs, studies
from models import Policy, Round
from models.errors import Blocker, BrokenFieldRule, NotReady
from models.lifecycle import ROUND_GOES_ON, RoundStatus
from models.rounds import KNOB_LIMITS, START_YEARS, FairnessGroup


@dataclass(frozen=True)
class RoundTerms:
    """What a person may say of a round that they open."""

    title: str
    start_year: int
    currency: str = "USD"


@dataclass(frozen=True)
class PolicyTerms:
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

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """As the policy stands, to replace some of it."""
        return cls(**{field.name: getattr(policy, field.name) for field in fields(cls)})


def open_round(session: AuditedSession, terms: RoundTerms, by: Actor) -> Round:
    """A new planning cycle with the default policy.

    Raises BrokenFieldRule for a title that is blank or taken, a year out of range, a currency without a rate.
    """
    _refuse_terms(session, terms)
    made = Round(policy=Policy(), title=terms.title, currency=terms.currency, start_year=terms.start_year)
    session.add(made)
    record(session, by, "round.open", made)
    return made


def title_taken(session: AuditedSession, title: str) -> bool:
    return bool(session.scalar(select(exists().where(func.lower(Round.title) == title.lower()))))


def set_policy(session: AuditedSession, round_: Round, terms: PolicyTerms, version: int, by: Actor) -> None:
    """Later runs follow it; earlier ones keep the policy that they were started with.

    Raises StaleForm where somebody else changed it since the form was opened, NotReady where the round is over, and
    BrokenFieldRule for a knob out of its range or a score that is made of nothing.
    """
    refuse_stale(session, round_.policy, version)
    if round_.status not in ROUND_GOES_ON:
        raise NotReady(Blocker("round_over"))
    _refuse_policy(terms)
    for field in fields(terms):
        setattr(round_.policy, field.name, getattr(terms, field.name))
    record(session, by, "round.set_policy", round_.policy)


def close(session: AuditedSession, round_: Round, by: Actor) -> None:
    """Its unfinished runs and studies are cancelled."""
    session.refresh(round_, with_for_update=True)  # no run is queued meanwhile
    round_.move_to(RoundStatus.CLOSED)
    runs.cancel_unfinished(session, round_, by)
    studies.cancel_unfinished(session, round_, by)
    record(session, by, "round.close", round_)


def _refuse_terms(session: AuditedSession, terms: RoundTerms) -> None:
    if not terms.title:
        raise BrokenFieldRule("title", "round_title_missing")
    if title_taken(session, terms.title):
        raise BrokenFieldRule("title", "round_title_taken")
    _refuse_out_of_range("start_year", terms.start_year, *START_YEARS)
    if terms.currency not in exchange.currencies(session):
        raise BrokenFieldRule("currency", "no_rate")


def _refuse_policy(terms: PolicyTerms) -> None:
    for field, (least, most) in KNOB_LIMITS.items():
        _refuse_out_of_range(field, getattr(terms, field), least, most)
    if not any(getattr(terms, field) for field in KNOB_LIMITS if field.startswith("weight_")):
        raise BrokenFieldRule("weight_theme", "no_weight")


def _refuse_out_of_range(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise BrokenFieldRule(field, "out_of_range", least=least, most=most)
