"""A round's pool as the files that the engine reads.

Files rather than frames, because a run is frozen in them, solved from them in another process, and can be handed to
anyone who wants to check the plan with `python -m matching`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select

from app.database import AuditedSession
from app.services.engine import frozen_policies
from app.services.engine.limits import closed_pairs, country_limit
from app.services.engine.pool import Pool
from app.services.engine.snapshots import Part
from app.services.money import exchange
from matching.amounts import Decimals, decimals_by_kind
from matching.formats import columns
from matching.formats.text import csv_text
from models import City, Decision, Need, Offer, Round
from models.amounts import HorizonAmounts, minor_digits
from models.pairs import pair
from models.rounds import DecisionKind, FairnessGroup
from models.vocabulary import Horizon

REFUSALS = ("need_id", "offer_id")
RATES = ("currency", "per_usd", "date", "source")
PAIRS = (*columns.PAIRS, "continuity")

Row = dict[str, object]
"""Column -> what stands there, of one line of a file."""


def snapshot(session: AuditedSession, round_: Round, pool: Pool) -> dict[str, str]:
    """File name -> content: needs, offers, pairs, decisions and policy, frozen. The engine does not read the refusals,
    which tell later which of the forbidden pairs one of its sides had said no to, nor the rates, which tell whose."""
    pool = worth_asking(round_, pool)
    files = {
        Part.NEEDS.file: needs_file(round_, pool),
        Part.OFFERS.file: offers_file(round_, pool),
        Part.DECISIONS.file: decisions_file(session, round_, pool),
        Part.POLICY.file: frozen_policies.text_of(round_.policy, round_.currency),
        Part.RATES.file: rates_file(session, round_, pool),
    }
    if pairs := pairs_file(pool):
        files[Part.PAIRS.file] = pairs
    if pool.refused:
        files[Part.REFUSALS.file] = csv_text(REFUSALS, sorted(pool.refused, key=str))
    return files


def worth_asking(round_: Round, pool: Pool) -> Pool:
    """The pool without needs that ask for less than the smallest unit of the round's currency: what rounding left."""
    return replace(pool, needs=[need for need in pool.needs if asked(round_, pool, need) > 0])


def asked(round_: Round, pool: Pool, need: Need) -> int:
    """What is still asked for, in the round's currency."""
    return pool.rates.convert(pool.asked(need), need.currency, round_.unit_of(need))


def needs_file(round_: Round, pool: Pool) -> str:
    return _table(columns.NEEDS, need_rows(round_, pool, pool.needs))


def need_rows(round_: Round, pool: Pool, needs: Iterable[Need]) -> list[Row]:
    """The lines of needs.csv, in the round's currency; none where less than its smallest unit is asked."""
    return [_need_row(round_, pool, need) for need in worth_asking(round_, replace(pool, needs=[*needs])).needs]


def _need_row(round_: Round, pool: Pool, need: Need) -> Row:
    city, country = need.programme.city, need.programme.city.country
    return {
        "need_id": need.id,
        "programme_id": need.programme_id,
        "city": city.name,
        "country": country.iso3,
        "region": country.region,
        "income_group": country.income_group,
        "group": group_of(round_.policy.fairness_group, city),
        "kind": need.kind,
        "theme": need.theme,
        "instruments": words(need.instruments),
        "amount": as_cell(asked(round_, pool, need), decimals(round_)[need.kind]),
        "min_share": share(*pool.smallest_share(need)),
        "max_partners": blank(pool.partners_left(need)),
        "first_horizon": need.first_horizon,
        "last_horizon": need.last_horizon,
        "weight": "",
        "requires": words(sorted(str(one.id) for one in pool.waits_for(need))),
        "flags": words(one.flag for one in need.flags),
    }


NOT_CLASSIFIED = "Not classified"
"""The group of cities in countries that the World Bank gives no income group."""


def group_of(group: FairnessGroup, city: City) -> str:
    """The group by whose coverage fairness is measured."""
    match group:
        case FairnessGroup.WORLD_REGION:
            return city.country.world_region
        case FairnessGroup.INCOME_GROUP:
            return city.country.income_group or NOT_CLASSIFIED
        case FairnessGroup.CITY_SIZE:
            return city.size


def offers_file(round_: Round, pool: Pool) -> str:
    return _table(columns.OFFERS, (offer_row(round_, pool, offer) for offer in pool.offers))


def offer_row(round_: Round, pool: Pool, offer: Offer) -> Row:
    unit, places = round_.unit_of(offer), decimals(round_)[offer.kind]
    capacity = pool.rates.convert_each(offer.remaining(), offer.currency, unit)
    largest = None if offer.max_amount is None else pool.rates.convert(offer.max_amount, offer.currency, unit)
    return {
        "offer_id": offer.id,
        "partner": offer.organisation.name,
        "kind": offer.kind,
        "themes": words(offer.themes),
        "instruments": words(offer.instruments),
        "countries": words(offer.countries),
        "regions": words(offer.regions),
        "income_groups": words(offer.income_groups),
        "required_flags": words(offer.required_flags),
        **capacity_cells(capacity, places),
        "carry_over": "true" if offer.carry_over else "false",
        "min_amount": as_cell(pool.rates.convert_up(offer.min_amount, offer.currency, unit), places),
        "max_amount": "" if largest is None else as_cell(largest, places),
        "max_partnerships": blank(pool.partnerships_left(offer)),
        "max_share": percent(offer.max_share_percent),
        "max_country_share": country_share(pool, offer),
    }


def capacity_cells(capacity: HorizonAmounts, places: int) -> Row:
    return {f"capacity_{horizon}": as_cell(capacity[horizon], places) for horizon in Horizon}


def country_share(pool: Pool, offer: Offer) -> str:
    """As a share of the capacity that is left."""
    limit, left = country_limit(pool, offer), offer.remaining().total
    return "" if limit is None else share(min(limit, left), left) or "0"


def pairs_file(pool: Pool) -> str:
    """Only what the engine cannot know of a pair: that its two sides have worked together before."""
    rows = [
        [need.id, offer.id, "", 1]
        for need in pool.needs
        for offer in pool.offers
        if (need.programme.organisation_id, offer.organisation_id) in pool.relations
    ]
    return csv_text(PAIRS, rows) if rows else ""


def decisions_file(session: AuditedSession, round_: Round, pool: Pool) -> str:
    """The standing pins; and what is forbidden: a rejected match, a pair that one of its sides said no to, or to which
    the offer's limits leave nothing.

    A pin of such a pair contradicts them, and the engine names it.
    """
    needs, offers = {one.id: one for one in pool.needs}, {one.id for one in pool.offers}
    standing = session.scalars(
        select(Decision).where(Decision.holds_in(round_.id), Decision.kind != DecisionKind.APPROVE)
    )
    decisions = [one for one in standing if one.need_id in needs and one.offer_id in offers]
    pins = [one for one in decisions if one.kind == DecisionKind.PIN]
    rejected = {(one.need_id, one.offer_id) for one in decisions if one not in pins}
    forbidden = rejected | closed_pairs(pool) | pool.refused.keys()
    places = decimals(round_)
    rows = [pin_row(*pair(one), one.amounts, places[needs[one.need_id].kind]) for one in pins]
    return decisions_table(sorted([*rows, *(forbid_row(*both) for both in forbidden)], key=str))


def decisions_table(rows: Iterable[Row]) -> str:
    return _table(columns.DECISIONS, rows)


def pin_row(need_id: object, offer_id: object, amounts: HorizonAmounts, places: int) -> Row:
    pinned = {horizon: as_cell(amounts[horizon], places) for horizon in Horizon}
    return _decision_row(need_id, offer_id, "pin") | pinned


def forbid_row(need_id: object, offer_id: object) -> Row:
    return _decision_row(need_id, offer_id, "forbid")


def _decision_row(need_id: object, offer_id: object, decision: str) -> Row:
    return {"need_id": need_id, "offer_id": offer_id, "decision": decision, **dict.fromkeys(Horizon, "")}


def rates_file(session: AuditedSession, round_: Round, pool: Pool) -> str:
    """The rates of the currencies that it counts in, in the columns in which they are loaded."""
    found = exchange.newest_of(session, pool.currencies | {round_.currency})
    return csv_text(RATES, [(one.currency, f"{one.per_usd:f}", one.day, one.source) for one in found])


def _table(names: Sequence[str], rows: Iterable[Row]) -> str:
    return csv_text(names, ([row[name] for name in names] for row in rows))


def words(values: Iterable[object]) -> str:
    return ";".join(str(value) for value in values)


def decimals(round_: Round) -> Decimals:
    """With which the engine's files hold amounts of each kind: whole yen, cents as hundredths, expert-days with two."""
    return decimals_by_kind(minor_digits(round_.currency))


def as_cell(amount: int, places: int) -> Decimal:
    """As a file holds a number of smallest units, each of which stands in so many decimal places."""
    return Decimal(amount).scaleb(-places)


def from_cell(told: float | str, places: int) -> int:
    """The inverse: in the smallest unit of the round's currency, or in hundredths of an expert-day."""
    return round(Decimal(str(told)).scaleb(places))


def share(numerator: int, denominator: int) -> str:
    """Rounded down to six digits, so that a whole share stays 1 and none grows."""
    return f"{Decimal(numerator * 1_000_000 // denominator).scaleb(-6):f}" if numerator else ""


def percent(value: int | None) -> str:
    return "" if value is None else f"{Decimal(value).scaleb(-2):f}"


def blank(value: int | None) -> object:
    return "" if value is None else value
