"""What differs between two plans of a round: line by line, who came in and who fell out, and what it does to coverage.

Compared by the database, page by page: the number of queries does not grow with the plans.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer, lazyload

from app.database import AuditedSession
from app.services.engine.snapshots import Part, Snapshot
from app.services.review import coverage
from app.services.review.approvals import standing_on
from app.services.review.coverage import Cell, Covered
from models import City, Decision, Match, Need, Offer, Organisation, Plan, Programme, Run, UnservedNeed
from models.amounts import HorizonAmounts
from models.rounds import FairnessGroup
from models.vocabulary import Horizon, Theme

OLD, NEW = aliased(Match), aliased(Match)


class Change(StrEnum):
    """What became of a pair from the plan before to the plan after."""

    ADDED = "added"
    DROPPED = "dropped"
    CHANGED = "changed"


IS: Mapping[Change, ColumnElement[bool]] = {
    Change.ADDED: OLD.id.is_(None),
    Change.DROPPED: NEW.id.is_(None),
    Change.CHANGED: and_(OLD.id.is_not(None), NEW.id.is_not(None)),
}
DIFFERS = or_(
    OLD.id.is_(None), NEW.id.is_(None), *(getattr(OLD, horizon) != getattr(NEW, horizon) for horizon in Horizon)
)


def _in_all(match: Any) -> ColumnElement[int]:
    amount: ColumnElement[int] = func.coalesce(match.short + match.medium + match.long, 0)
    return amount


SORTS: Mapping[str, Any] = {
    "city": func.lower(City.name),
    "need": func.lower(Need.title),
    "partner": func.lower(Organisation.name),
    "before": _in_all(OLD),
    "after": _in_all(NEW),
    "difference": _in_all(NEW) - _in_all(OLD),
}


@dataclass(frozen=True)
class ChangeFilter:
    """What a reader wants to see; None stands for all."""

    city_id: int | None = None
    partner_id: uuid.UUID | None = None
    theme: Theme | None = None
    horizon: Horizon | None = None
    change: Change | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = []
        if self.city_id is not None:
            wanted.append(Programme.city_id == self.city_id)
        if self.partner_id is not None:
            wanted.append(Offer.organisation_id == self.partner_id)
        if self.theme is not None:
            wanted.append(Need.theme == self.theme)
        if self.horizon is not None:
            wanted.append(or_(getattr(OLD, self.horizon) > 0, getattr(NEW, self.horizon) > 0))
        return [*wanted, IS[self.change]] if self.change is not None else wanted


@dataclass(frozen=True)
class Line:
    """A pair whose amounts differ, as it is in each plan, with the decision on it that holds in the round."""

    need: Need
    partner: Organisation
    old: Match | None
    new: Match | None
    decision: Decision | None

    @property
    def before(self) -> HorizonAmounts:
        return self.old.amounts if self.old else HorizonAmounts()

    @property
    def after(self) -> HorizonAmounts:
        return self.new.amounts if self.new else HorizonAmounts()

    @property
    def change(self) -> Change:
        if self.old is None:
            return Change.ADDED
        return Change.DROPPED if self.new is None else Change.CHANGED

    @property
    def shown(self) -> Match | None:
        """The match to lead to: where the pair is in both plans, the one after."""
        return self.new or self.old


def lines(before: Plan, after: Plan, chosen: ChangeFilter) -> Select[Any]:
    """The differing pairs, not yet in any order; each row makes a Line."""
    found: Select[Any] = (
        _differing(select(Need, Organisation, OLD, NEW, Decision), before, after)
        .outerjoin(Decision, standing_on(after.run.round_id, Need.id, Offer.id))
        .where(*chosen.conditions())
        .options(
            lazyload(Need.flags),
            contains_eager(Need.programme).contains_eager(Programme.city),
            lazyload(Organisation.city),
            lazyload(Organisation.country),
            defer(OLD.explanation),
            defer(NEW.explanation),
        )
    )
    return found


def how_many(session: AuditedSession, before: Plan, after: Plan, chosen: ChangeFilter) -> int:
    counted = _differing(select(func.count()), before, after).where(*chosen.conditions())
    return session.scalar(counted) or 0


def _differing(statement: Any, before: Plan, after: Plan) -> Any:
    """The pairs that are in one of the plans alone, or in both with other amounts."""
    pairs = select(Match.need_id, Match.offer_id).where(Match.plan_id.in_([before.id, after.id])).distinct().subquery()

    def line_of(match: Any, plan: Plan) -> ColumnElement[bool]:
        pair = and_(match.need_id == pairs.c.need_id, match.offer_id == pairs.c.offer_id)
        return and_(match.plan_id == plan.id, pair)

    return (
        statement.select_from(pairs)
        .outerjoin(OLD, line_of(OLD, before))
        .outerjoin(NEW, line_of(NEW, after))
        .join(Need, Need.id == pairs.c.need_id)
        .join(Programme, Need.programme_id == Programme.id)
        .join(City, Programme.city_id == City.id)
        .join(Offer, Offer.id == pairs.c.offer_id)
        .join(Organisation, Offer.organisation_id == Organisation.id)
        .where(DIFFERS)
    )


@dataclass(frozen=True)
class Summary:
    """How many pairs were added, dropped and changed, and id and name of each city and partner with one, by name."""

    counts: Mapping[Change, int]
    cities: Sequence[tuple[int, str]]
    partners: Sequence[tuple[uuid.UUID, str]]


def summary(session: AuditedSession, before: Plan, after: Plan) -> Summary:
    """One query: the pairs are compared once, whatever is asked of them."""
    counts = [func.count().filter(IS[change]) for change in Change]
    parties = City.id, City.name, Organisation.id, Organisation.name
    rows = session.execute(_differing(select(*parties, *counts), before, after).group_by(*parties)).all()
    return Summary(
        {change: sum(row[len(parties) + place] for row in rows) for place, change in enumerate(Change)},
        _by_name({(row[0], row[1]) for row in rows}),
        _by_name({(row[2], row[3]) for row in rows}),
    )


def _by_name[Id](things: Iterable[tuple[Id, str]]) -> list[tuple[Id, str]]:
    return sorted(things, key=lambda thing: (thing[1], str(thing[0])))


@dataclass(frozen=True)
class Some:
    """How many there are, and the first of them by name."""

    total: int
    first: Sequence[Any]

    @property
    def more(self) -> int:
        return self.total - len(self.first)


def needs_only_in(session: AuditedSession, plan: Plan, other: Plan, most: int) -> Some:
    """The needs that this plan takes up and the other does not."""
    statement = (
        select(Need)
        .join(Need.programme)
        .join(Programme.city)
        .where(Need.id.in_(_needs_of(plan)), Need.id.not_in(_needs_of(other)))
        .options(lazyload(Need.flags), contains_eager(Need.programme).contains_eager(Programme.city))
    )
    return _some(session, statement.order_by(func.lower(Need.title), Need.id), most)


def partners_only_in(session: AuditedSession, plan: Plan, other: Plan, most: int) -> Some:
    """The partners that this plan gives a match and the other does not."""
    statement = (
        select(Organisation)
        .where(Organisation.id.in_(_partners_of(plan)), Organisation.id.not_in(_partners_of(other)))
        .options(lazyload(Organisation.city), lazyload(Organisation.country))
    )
    return _some(session, statement.order_by(func.lower(Organisation.name), Organisation.id), most)


def left_out(session: AuditedSession, plan: Plan, needs: Iterable[Need]) -> set[uuid.UUID]:
    """Those of the needs that the plan leaves out; the others were not asked for in its run."""
    ids = [need.id for need in needs]
    found = select(UnservedNeed.need_id).where(UnservedNeed.plan_id == plan.id, UnservedNeed.need_id.in_(ids))
    return set(session.scalars(found))


def _needs_of(plan: Plan) -> Select[Any]:
    return select(Match.need_id).where(Match.plan_id == plan.id)


def _partners_of(plan: Plan) -> Select[Any]:
    return select(Offer.organisation_id).join(Match, Match.offer_id == Offer.id).where(Match.plan_id == plan.id)


def _some(session: AuditedSession, statement: Select[Any], most: int) -> Some:
    rows = session.execute(statement.add_columns(func.count().over()).limit(most)).all()
    return Some(rows[0][-1] if rows else 0, [row[0] for row in rows])


@dataclass(frozen=True)
class BeforeAfter:
    """What each plan covers of the same group or theme, or in all."""

    before: Covered
    after: Covered


@dataclass(frozen=True)
class Effect:
    """What the difference does to coverage; the groups are those of the plan after."""

    group: FairnessGroup
    total: BeforeAfter
    groups: dict[str, BeforeAfter]
    themes: dict[str, BeforeAfter]


def effect(session: AuditedSession, before: Plan, after: Plan) -> Effect:
    """Eight queries."""
    old, new = coverage.measure(session, before), coverage.measure(session, after)
    group = after.run.fairness_group
    return Effect(
        group,
        BeforeAfter(coverage.total(old), coverage.total(new)),
        _side_by_side(lambda cells: coverage.by_group(cells, group), old, new),
        _side_by_side(coverage.by_theme, old, new),
    )


def _side_by_side(
    split: Callable[[list[Cell]], dict[str, Covered]], old: list[Cell], new: list[Cell]
) -> dict[str, BeforeAfter]:
    before, after = split(old), split(new)
    return {
        key: BeforeAfter(before.get(key, Covered()), after.get(key, Covered())) for key in sorted({*before, *after})
    }


def inputs(before: Run, after: Run) -> list[Part]:
    """What differs between what went into the two runs, whatever the order of its rows."""
    return Snapshot.of(before).differing(Snapshot.of(after))
