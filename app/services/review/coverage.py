"""How far a plan covers what is asked, by group and by theme: summed by the database, never need by need."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, cast, func, select

from app.database import AuditedSession
from app.services.engine.files import group_of
from models import City, Match, Need, Offer, Organisation, Plan, Programme, UnservedNeed
from models.amounts import HorizonAmounts
from models.lifecycle import MatchStatus
from models.rounds import FairnessGroup
from models.vocabulary import Kind, Theme

WHOLE = 1_000_000
"""Shares are kept in millionths."""

EVERY = tuple(MatchStatus)
APPROVED = (MatchStatus.APPROVED,)


@dataclass
class Covered:
    """How many needs there are, how many are taken up, and what they are given.

    Amounts in the smallest unit of the round's currency, or in hundredths of an expert-day.
    """

    needs: int = 0
    taken_up: int = 0
    shares: int = 0
    amounts: dict[Kind, HorizonAmounts] = field(default_factory=lambda: dict.fromkeys(Kind, HorizonAmounts()))

    @property
    def coverage(self) -> float:
        """The mean share of a need that is covered: the engine's C_g, the needs of a round having equal weight."""
        return self.shares / WHOLE / self.needs if self.needs else 0.0

    def add(self, other: "Covered") -> None:
        self.needs += other.needs
        self.taken_up += other.taken_up
        self.shares += other.shares
        self.amounts = {kind: self.amounts[kind] + other.amounts[kind] for kind in Kind}


@dataclass(frozen=True)
class Cell:
    """The needs of one city and one theme."""

    city: City
    theme: Theme
    covered: Covered


def measure(session: AuditedSession, plan: Plan, statuses: Sequence[MatchStatus] = EVERY) -> list[Cell]:
    """What the matches of these statuses cover of all the needs that were in the run. Four queries."""
    found: defaultdict[tuple[int, Theme], Covered] = defaultdict(Covered)
    for model in (Match, UnservedNeed):
        for city_id, theme, count in session.execute(_needs_of(model, plan)):
            found[city_id, theme].needs += count
    for row in session.execute(_given(plan, statuses)):
        amounts = dict.fromkeys(Kind, HorizonAmounts())
        amounts[row.kind] = HorizonAmounts(row.short, row.medium, row.long)
        found[row.city_id, row.theme].add(Covered(0, row.taken_up, row.shares, amounts))
    cities = {city.id: city for city in session.scalars(select(City).where(City.id.in_({one for one, _ in found})))}
    return [Cell(cities[city_id], theme, covered) for (city_id, theme), covered in found.items()]


@dataclass(frozen=True)
class Given:
    """What one partner gives to the needs of one theme, in the unit of their kind."""

    partner: str
    theme: Theme
    kind: Kind
    amount: int


def given(session: AuditedSession, plan: Plan) -> list[Given]:
    """What the plan proposes from whom to what; what was rejected is not in it."""
    amount = cast(func.sum(Match.short + Match.medium + Match.long), BigInteger)
    rows: Any = session.execute(
        select(Organisation.name, Need.theme, Need.kind, amount)
        .select_from(Match)
        .join(Need, Match.need_id == Need.id)
        .join(Offer, Match.offer_id == Offer.id)
        .join(Organisation, Offer.organisation_id == Organisation.id)
        .where(Match.plan_id == plan.id, Match.status != MatchStatus.REJECTED)
        .group_by(Organisation.id, Organisation.name, Need.theme, Need.kind)
        .order_by(amount.desc(), Organisation.name)
    )
    return [Given(*row) for row in rows]


def by_theme(cells: Iterable[Cell]) -> dict[str, Covered]:
    return _sum(cells, lambda cell: cell.theme)


def by_group(cells: Iterable[Cell], group: FairnessGroup) -> dict[str, Covered]:
    return _sum(cells, lambda cell: group_of(group, cell.city))


def total(cells: Iterable[Cell]) -> Covered:
    return _sum(cells, lambda _cell: "").get("", Covered())


def _sum(cells: Iterable[Cell], key: Callable[[Cell], str]) -> dict[str, Covered]:
    found: defaultdict[str, Covered] = defaultdict(Covered)
    for cell in cells:
        found[key(cell)].add(cell.covered)
    return dict(sorted(found.items()))


def _needs_of(model: type[Match] | type[UnservedNeed], plan: Plan) -> Any:
    return (
        select(Programme.city_id, Need.theme, func.count(model.need_id.distinct()))
        .select_from(model)
        .join(Need, model.need_id == Need.id)
        .join(Programme, Need.programme_id == Programme.id)
        .where(model.plan_id == plan.id)
        .group_by(Programme.city_id, Need.theme)
    )


def _given(plan: Plan, statuses: Sequence[MatchStatus]) -> Any:
    sums = {name: getattr(Match, column) for name, column in SUMS.items()}
    return (
        select(
            Programme.city_id,
            Need.theme,
            Need.kind,
            func.count(Match.need_id.distinct()).label("taken_up"),
            *(cast(func.sum(column), BigInteger).label(name) for name, column in sums.items()),
        )
        .select_from(Match)
        .join(Need, Match.need_id == Need.id)
        .join(Programme, Need.programme_id == Programme.id)
        .where(Match.plan_id == plan.id, Match.status.in_(statuses))
        .group_by(Programme.city_id, Need.theme, Need.kind)
    )


SUMS = {"shares": "share_millionths", "short": "short", "medium": "medium", "long": "long"}
