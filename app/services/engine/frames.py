"""The only bridge between models and matching: a round's pool as the files that the engine reads.

Files rather than frames, because a run is frozen in them, solved from them in another process, and can be handed to
anyone who wants to check the plan with `python -m matching`.
"""

import csv
import io
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.database import AuditedSession
from app.services.engine.limits import closed_pairs, country_limit
from app.services.engine.pool import Pool
from models import City, Decision, Need, Offer, Policy, Round
from models.amounts import HorizonAmounts, from_minor
from models.rounds import DecisionKind, FairnessGroup
from models.vocabulary import Horizon

if TYPE_CHECKING:
    from pandas import DataFrame

NEED_COLUMNS = (
    "need_id", "programme_id", "city", "country", "region", "income_group", "group", "kind", "theme", "instruments",
    "amount", "min_share", "max_partners", "first_horizon", "last_horizon", "weight", "requires", "flags",
)  # fmt: skip
OFFER_COLUMNS = (
    "offer_id", "partner", "kind", "themes", "instruments", "countries", "regions", "income_groups", "required_flags",
    "capacity_short", "capacity_medium", "capacity_long", "carry_over", "min_amount", "max_amount",
    "max_partnerships", "max_share", "max_country_share",
)  # fmt: skip
PAIR_COLUMNS = ("need_id", "offer_id", "score", "continuity")
REFUSAL_COLUMNS = ("need_id", "offer_id")
DECISION_COLUMNS = ("need_id", "offer_id", "decision", "short", "medium", "long")


def snapshot(session: AuditedSession, round_: Round, pool: Pool) -> dict[str, str]:
    """File name -> content: needs, offers, pairs, decisions and policy, frozen. The engine does not read the refusals:
    they tell later which of the forbidden pairs one of its sides had said no to."""
    pool = worth_asking(round_, pool)
    files = {
        "needs.csv": needs_file(round_, pool),
        "offers.csv": offers_file(round_, pool),
        "decisions.csv": decisions_file(session, round_, pool),
        "policy.toml": policy_file(round_.policy),
    }
    if pairs := pairs_file(pool):
        files["pairs.csv"] = pairs
    if pool.refused:
        files["refusals.csv"] = table(REFUSAL_COLUMNS, sorted(pool.refused, key=str))
    return files


def worth_asking(round_: Round, pool: Pool) -> Pool:
    """The pool without needs that still ask for less than a hundredth in the round's currency: what rounding left."""
    return replace(pool, needs=[need for need in pool.needs if asked(round_, pool, need) > 0])


def asked(round_: Round, pool: Pool, need: Need) -> int:
    """What is still asked for, in the round's currency."""
    return pool.rates.convert(pool.asked(need), need.currency, _unit(round_, need))


def needs_file(round_: Round, pool: Pool, needs: Iterable[Need] | None = None) -> str:
    rows = [need_row(round_, pool, need) for need in (pool.needs if needs is None else needs)]
    return table(NEED_COLUMNS, [row for row in rows if row])


def need_row(round_: Round, pool: Pool, need: Need) -> list[object]:
    """One line of needs.csv, in the round's currency; nothing where less than a hundredth is asked."""
    city, country = need.programme.city, need.programme.city.country
    amount = asked(round_, pool, need)
    smallest, whole = pool.smallest_share(need)
    if amount <= 0:
        return []
    return [
        need.id, need.programme_id, city.name, country.iso3, country.region, country.income_group,
        group_of(round_.policy.fairness_group, city), need.kind, need.theme, words(need.instruments),
        hundredths(amount), share(smallest, whole), blank(pool.partners_left(need)), need.first_horizon,
        need.last_horizon, "", words(sorted(str(one.id) for one in pool.waits_for(need))),
        words(one.flag for one in need.flags),
    ]  # fmt: skip


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


def offers_file(round_: Round, pool: Pool, offers: Iterable[Offer] | None = None) -> str:
    rows = [offer_row(round_, pool, offer) for offer in (pool.offers if offers is None else offers)]
    return table(OFFER_COLUMNS, rows)


def offer_row(round_: Round, pool: Pool, offer: Offer) -> list[object]:
    unit = _unit(round_, offer)
    capacity = converted_capacity(pool, offer, unit)
    largest = None if offer.max_amount is None else pool.rates.convert(offer.max_amount, offer.currency, unit)
    return [
        offer.id, offer.organisation.name, offer.kind, words(offer.themes), words(offer.instruments),
        words(offer.countries), words(offer.regions), words(offer.income_groups), words(offer.required_flags),
        *(hundredths(amount) for amount in capacity), "true" if offer.carry_over else "false",
        hundredths(pool.rates.convert_up(offer.min_amount, offer.currency, unit)),
        "" if largest is None else hundredths(largest), blank(pool.partnerships_left(offer)),
        percent(offer.max_share_percent), country_share(pool, offer),
    ]  # fmt: skip


def converted_capacity(pool: Pool, offer: Offer, unit: str | None) -> HorizonAmounts:
    return pool.rates.convert_each(offer.remaining(), offer.currency, unit)


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
    return table(PAIR_COLUMNS, rows) if rows else ""


def decisions_file(session: AuditedSession, round_: Round, pool: Pool) -> str:
    """The standing pins; and what is forbidden: a rejected match, a pair that one of its sides said no to, or to which
    the offer's limits leave nothing.

    A pin of such a pair contradicts them, and the engine names it.
    """
    needs, offers = {one.id for one in pool.needs}, {one.id for one in pool.offers}
    standing = session.scalars(
        select(Decision).where(
            Decision.round_id == round_.id, Decision.undone_at.is_(None), Decision.kind != DecisionKind.APPROVE
        )
    )
    decisions = [one for one in standing if one.need_id in needs and one.offer_id in offers]
    pins = [one for one in decisions if one.kind == DecisionKind.PIN]
    rejected = {(one.need_id, one.offer_id) for one in decisions if one not in pins}
    forbidden = rejected | closed_pairs(pool) | pool.refused.keys()
    rows: list[list[object]] = [
        *(_pin_row(one.need_id, one.offer_id, one.amounts) for one in pins),
        *([need_id, offer_id, "forbid", "", "", ""] for need_id, offer_id in forbidden),
    ]
    return table(DECISION_COLUMNS, sorted(rows, key=str))


def pins_file(pins: Mapping[tuple[uuid.UUID, uuid.UUID], HorizonAmounts]) -> str:
    return table(DECISION_COLUMNS, [_pin_row(need_id, offer_id, each) for (need_id, offer_id), each in pins.items()])


def _pin_row(need_id: uuid.UUID, offer_id: uuid.UUID, amounts: HorizonAmounts) -> list[object]:
    return [need_id, offer_id, "pin", *map(hundredths, amounts)]


def policy_file(policy: Policy) -> str:
    """The knobs in the engine's words (TOML)."""
    preference = [getattr(policy, f"preference_{horizon}_percent") / 100 for horizon in Horizon]
    return "\n".join(
        [
            f"fairness = {policy.fairness_percent / 100}",
            f"horizon_preference = {preference}",
            f"partnership_cost = {policy.partnership_cost_permille / 1000}",
            f"integration_bonus = {policy.integration_bonus_permille / 1000}",
            f"gap = {policy.gap_permille / 1000}",
            f"time_limit = {policy.time_limit_seconds}",
            "",
            "[score_weights]",
            f"theme = {policy.weight_theme}",
            f"place = {policy.weight_place}",
            f"instrument = {policy.weight_instrument}",
            f"readiness = {policy.weight_readiness}",
            f"continuity = {policy.weight_continuity}",
            "",
        ]
    )


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def frame(text: str) -> "DataFrame":
    """A file as the engine takes it in the same process: all text, nothing guessed."""
    import pandas as pd  # a second to load: only where it is used

    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def words(values: Iterable[object]) -> str:
    return ";".join(str(value) for value in values)


def hundredths(amount: int) -> Decimal:
    """As the engine reads an amount: a hundredth stands for the smallest unit, however many decimals the currency has:
    a yen, a cent, a thousandth of a dinar."""
    return from_minor(amount, None)


def smallest_units(told: float | str) -> int:
    """The inverse: what the engine tells of an amount, in the smallest unit of the round's currency or in hundredths
    of an expert-day."""
    return round(Decimal(str(told)).scaleb(2))


def share(numerator: int, denominator: int) -> str:
    """Rounded down to six digits, so that a whole share stays 1 and none grows."""
    return f"{Decimal(numerator * 1_000_000 // denominator).scaleb(-6):f}" if numerator else ""


def percent(value: int | None) -> str:
    return "" if value is None else f"{Decimal(value).scaleb(-2):f}"


def blank(value: int | None) -> object:
    return "" if value is None else value


def _unit(round_: Round, thing: Need | Offer) -> str | None:
    return None if thing.currency is None else round_.currency
