"""Pins that no plan could hold are refused when they are made, with the figures of each limit that they pass.

The rules are the engine's: its exact checker judges the round's pins by themselves. What other lines of a plan could
still mend, or spoil, only a run can find out.
"""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from app.database import AuditedSession
from app.services.engine import files
from app.services.engine.checks import Violation, passed_limits
from app.services.engine.limits import closed_pairs, closing, country_limit
from app.services.engine.pool import Pool, gather
from models import Decision, Need, Offer, Round
from models.amounts import HorizonAmounts
from models.errors import BeyondLimits, BrokenLimit, Figures
from models.pairs import Pair, pair
from models.rounds import DecisionKind
from models.vocabulary import Horizon

Pins = Mapping[Pair, HorizonAmounts]
"""In the round's unit."""

FULL = ("offer_used_up", "need_covered")
"""Why those are set aside that take part in the round but have no room: their figures tell it."""

COUNTS = ("most_partners", "most_partnerships")
"""Rules whose figures are numbers of partnerships."""


class Parties(NamedTuple):
    """Those that a pin of the round may speak of."""

    needs: dict[uuid.UUID, Need]
    offers: dict[uuid.UUID, Offer]

    def know(self, both: Pair) -> bool:
        return both[0] in self.needs and both[1] in self.offers


def refuse_impossible(session: AuditedSession, round_: Round, pins: Pins, today: date) -> None:
    """Raises BeyondLimits where no plan of the round could hold these pins beside those that hold already."""
    pool = gather(session, today)
    parties = _parties(session, pool, pins)
    broken = [*_absent(session, pool, parties, pins)]
    if not broken:
        closed = closed_pairs(pool) & {*pins}
        broken += [closing(pool, parties.needs[need], parties.offers[offer]) for need, offer in closed]
        broken += _passed(pool, round_, parties, pins, _beside(session, round_, pins))
    if broken:
        raise BeyondLimits(sorted(broken, key=lambda one: (one.need, one.offer, one.rule)))


def _parties(session: AuditedSession, pool: Pool, pins: Pins) -> Parties:
    full = {one for both in pins for one in both if pool.set_aside.get(one) in FULL}
    needs = [*pool.needs, *session.scalars(select(Need).where(Need.id.in_(full)))]
    offers = [*pool.offers, *session.scalars(select(Offer).where(Offer.id.in_(full)))]
    return Parties({one.id: one for one in needs}, {one.id: one for one in offers})


def _absent(session: AuditedSession, pool: Pool, parties: Parties, pins: Pins) -> Iterator[BrokenLimit]:
    """Of the pinned, those that take no part in the round at present."""
    needs, offers = ({both[side] for both in pins} for side in (0, 1))
    for need in session.scalars(select(Need).where(Need.id.in_(needs - parties.needs.keys()))):
        yield BrokenLimit(pool.set_aside.get(need.id, "not_published"), need=need.title)
    for offer in session.scalars(select(Offer).where(Offer.id.in_(offers - parties.offers.keys()))):
        yield BrokenLimit(pool.set_aside.get(offer.id, "not_published"), offer=offer.title)


def _beside(session: AuditedSession, round_: Round, pins: Pins) -> Pins:
    """The round's other pins that count for the same needs and offers."""
    standing = session.scalars(select(Decision).where(Decision.holds_in(round_.id), Decision.kind == DecisionKind.PIN))
    pinned = {one for both in pins for one in both}
    return {pair(one): one.amounts for one in standing if pair(one) not in pins and pinned & {*pair(one)}}


def _passed(pool: Pool, round_: Round, parties: Parties, pins: Pins, beside: Pins) -> Iterator[BrokenLimit]:
    """The limits that the pins pass, those beside them counted."""
    together = {both: amounts for both, amounts in {**beside, **pins}.items() if parties.know(both)}
    asking = {need for need, _offer in together if files.asked(round_, pool, parties.needs[need]) > 0}
    for need_id in {need for need, _offer in pins} - asking:
        pinned = sum(amounts.total for both, amounts in together.items() if both[0] == need_id)
        yield _broken(pool, round_, "need_amount", pinned, 0, parties.needs[need_id], None)
    for one in _judged(pool, round_, parties, {both: together[both] for both in together if both[0] in asking}):
        if _concerns(one, pins):
            broken = _broken(pool, round_, one.rule, one.found, one.limit, *_named_in(one, parties))
            if broken.rule != "largest_partnership":  # all that is asked, or all that is left: said by their own rules
                yield broken


def _concerns(violation: Violation, pins: Pins) -> bool:
    """Whether it is of these pins, and not of others that count beside them."""
    return any(
        violation.need in ("", str(need_id)) and violation.offer in ("", str(offer_id)) for need_id, offer_id in pins
    )


def _named_in(violation: Violation, parties: Parties) -> tuple[Need | None, Offer | None]:
    need = parties.needs[uuid.UUID(violation.need)] if violation.need else None
    return need, parties.offers[uuid.UUID(violation.offer)] if violation.offer else None


def _judged(pool: Pool, round_: Round, parties: Parties, pins: Pins) -> list[Violation]:
    """What the engine's checker says of the pins alone."""
    needs = [parties.needs[one] for one in {need for need, _offer in pins}]
    offers = [parties.offers[one] for one in {offer for _need, offer in pins}]
    return passed_limits(round_, pool, needs, offers, pins) if pins else []


def _broken(
    pool: Pool, round_: Round, rule: str, found: int | str, limit: int | str, need: Need | None, offer: Offer | None
) -> BrokenLimit:
    """With the figures in the round's unit and, where it is another, in that of the party whose limit it is."""
    titles, party = (need.title if need else "", offer.title if offer else ""), offer or need
    if party is None or isinstance(found, str) or isinstance(limit, str):
        return BrokenLimit(f"{rule}:{found}" if rule == "window" else rule, *titles)
    unit = None if rule in COUNTS else round_.unit_of(party)
    rule = named(rule, found, limit, offer)
    if rule == "largest_partnership" and need is not None and offer is not None:
        rule = _largest(pool, round_, limit, need, offer)
    figures = [Figures(found, limit, unit)]
    if unit not in (None, party.currency):
        own = _own_limit(pool, rule, party)
        limit_there = pool.rates.convert(limit, unit, party.currency) if own is None else own
        figures.append(Figures(pool.rates.convert(found, unit, party.currency), limit_there, party.currency))
    return BrokenLimit(rule, *titles, tuple(figures))


def named(rule: str, found: int, limit: int, offer: Offer | None) -> str:
    """The rule as the platform names it: which size of a partnership it means, and whether capacity carries over."""
    if rule == "partnership_size":
        return "min_amount" if found < limit else "largest_partnership"
    if offer is not None and offer.carry_over and rule != "capacity:short":
        return rule.replace("capacity:", "carried_over:")
    return rule


def _largest(pool: Pool, round_: Round, limit: int, need: Need, offer: Offer) -> str:
    """Which field of the offer makes this the most that it may give to the need."""
    unit = round_.unit_of(offer)
    share, most = offer.max_share_percent, offer.max_amount
    if most is not None and pool.rates.convert(most, offer.currency, unit) == limit:
        return "max_amount"
    if share is not None and files.asked(round_, pool, need) * share // 100 == limit:
        return "max_share"
    return "largest_partnership"


def _own_limit(pool: Pool, rule: str, party: Need | Offer) -> int | None:
    """In the party's own unit, as the party set it; nothing where no one number of its says it."""
    if isinstance(party, Need):
        return pool.asked(party)
    word, _colon, detail = rule.partition(":")
    match word:
        case "capacity":
            return party.remaining()[Horizon(detail)]
        case "carried_over":
            return party.remaining().cumulative()[Horizon(detail)]
        case "country_share":
            return country_limit(pool, party)
        case "min_amount":
            return party.min_amount
        case "max_amount":
            return party.max_amount
    return None
