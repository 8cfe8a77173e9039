"""Lists: search, filters and sorting in the address, a page at a time, with a constant number of queries."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from flask import Flask, request, url_for
from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from app.extensions import db
from app.forms.chips import in_force, note
from app.forms.finding import found, words
from app.texts.formatting import day
from app.texts.labels import LABELS, label
from app.texts.parsing import stripped, whole_number

SIZE = 25
PLACE = uuid.UUID(int=0)
"""Stands in an address for the thing that it will be of."""
FURTHEST = 2**31
"""No list has so many pages, and both databases can count so far."""


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    items: Sequence[Any]
    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        return last_page(self.total, self.size)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def previous_url(self) -> str:
        return here(page=self.number - 1)

    @property
    def next_url(self) -> str:
        return here(page=self.number + 1)


@dataclass(frozen=True)
class Sorting:
    """The order in force, as it stands in the address: a key, or "-key" for the other way round."""

    keys: Mapping[str, InstrumentedAttribute[Any]]
    default: str

    @cached_property
    def chosen(self) -> str:
        asked = request.args.get("sort", self.default)
        return asked if asked.removeprefix("-") in self.keys else self.default

    def by(self, *keys: str) -> bool:
        return self.chosen.removeprefix("-") in keys

    def order[T](self, statement: Select[T], last: InstrumentedAttribute[Any]) -> Select[T]:
        """`last` settles ties, so that no row is on two pages."""
        column = self.keys[self.chosen.removeprefix("-")]
        return statement.order_by(column.desc() if self.chosen.startswith("-") else column.asc(), last)

    @property
    def asked(self) -> bool:
        """Whether the address itself asks for an order."""
        return bool(request.args.get("sort"))

    def href(self, sort: str) -> str:
        return here(sort=sort, page=None)


@dataclass(frozen=True)
class OwnFirst:
    """The rows that are the viewer's own come before the others, unless the address asks for an order.

    The two are looked for apart and then joined: one's own are few, and the newest others are still found by an index.
    """

    own: ColumnElement[bool]
    sorting: Sorting

    def ids(self, statement: Select[Any], key: InstrumentedAttribute[Any], most: int) -> Select[Any]:
        column = self.sorting.keys[self.sorting.chosen.removeprefix("-")]
        of_one = key.label("id"), column.label("value")
        mine = statement.where(self.own).order_by(None).with_only_columns(*of_one, literal_column("0").label("rank"))
        others = statement.where(~self.own).with_only_columns(*of_one, literal_column("1").label("rank")).limit(most)
        both = union_all(mine, select(others.subquery())).subquery()
        value = both.c.value.desc() if self.sorting.chosen.startswith("-") else both.c.value.asc()
        return select(both.c.id).order_by(both.c.rank, value, both.c.id)


def paginate(
    statement: Select[Any],
    size: int = SIZE,
    rows: Select[*tuple[Any, ...]] | None = None,
    first: OwnFirst | None = None,
) -> Page:
    """Two queries: which rows the page that the address asks for holds, out of how many, and these rows.

    Only ids are sorted: a page far down a long list, whose rows are wide, is there as soon as the first. `rows` asks
    for what a line shows, its id among it, where the things themselves are more than that (see `lines`).
    """
    key = statement.column_descriptions[0]["entity"].id
    ids = statement.with_only_columns(key)
    count = _count(ids)

    def on_page(number: int) -> tuple[list[Any], int]:
        if first is None or first.sorting.asked:
            return _numbered(ids, count, size, number)
        return _numbered(first.ids(statement, key, number * size), count, size, number)

    number = min(max(1, whole("page") or 1), FURTHEST)
    shown, total = on_page(number)
    if not shown and number > 1:
        total = db.session.scalar(count) or 0
        number = last_page(total, size)
        shown, total = on_page(number)
    place = {identity: n for n, identity in enumerate(shown)}
    found: Iterable[Any] = ()
    if shown and rows is not None:
        found = db.session.execute(rows, {"shown": shown})
    elif shown:
        found = db.session.scalars(statement.where(key.in_(shown))).unique()
    return Page(sorted(found, key=lambda row: place[row.id]), number, total, size)


def lines[*T](statement: Select[*T], key: InstrumentedAttribute[Any]) -> Select[*T]:
    """The statement for the rows that `paginate` will name. Made once: building it takes longer than running it."""
    return statement.where(key.in_(bindparam("shown", expanding=True)))


def _numbered(ids: Select[Any], count: Select[int], size: int, number: int) -> tuple[list[Any], int]:
    """The ids on a page, and how many there are on all pages together (0 beyond the last)."""
    page = ids.add_columns(count.scalar_subquery()).limit(size).offset((number - 1) * size)
    found = db.session.execute(page).all()
    return [identity for identity, _total in found], found[0][1] if found else 0


def _count(ids: Select[Any]) -> Select[int]:
    return select(func.count()).select_from(ids.order_by(None).subquery())


def here(**changes: Any) -> str:
    """The address of this page with some of its arguments changed (None takes one out)."""
    return url_for(str(request.endpoint), **(asked() | changes | (request.view_args or {})))


def links(endpoint: str, argument: str) -> Callable[[uuid.UUID], str]:
    """The addresses of many things of one kind: asked of the router once, not for each line of a list."""
    of_one: dict[str, Any] = {argument: PLACE}
    before, after = url_for(endpoint, **of_one).split(str(PLACE))
    return lambda identity: f"{before}{identity}{after}"


def asked() -> dict[str, Any]:
    """The arguments of the address, without those that would mean something to whoever builds one."""
    known = request.args.to_dict(flat=False).items()
    return {name: values for name, values in known if not name.startswith("_") and name != "endpoint"}


def asks(*names: str) -> bool:
    """Whether the address asks for any of these."""
    return any(request.args.get(name) for name in names)


def argument(name: str) -> str:
    """What the address says, without what no page and no database can hold."""
    return stripped(request.args.get(name))


def search[T](statement: Select[T], model: type[Any]) -> Select[T]:
    """The rows in which each of the words that the address searches for is found; all of them where it does not."""
    asked_for("q")
    return statement.where(*(found(model, word) for word in words(argument("q"))))


def narrow[T](statement: Select[T], **filters: tuple[InstrumentedAttribute[Any], type[StrEnum]]) -> Select[T]:
    """The rows whose column holds the word of its vocabulary that the address names."""
    for name, (column, vocabulary) in filters.items():
        if chosen := word(name, vocabulary):
            statement = statement.where(column == chosen)
    return statement


def whole(name: str) -> int | None:
    """A whole number of the address; nothing where it is no such number."""
    return whole_number(request.args.get(name, ""))


def last_page(total: int, size: int) -> int:
    """An empty list has one page too."""
    return max(1, -(-total // size))


def page_number(total: int, size: int) -> int:
    """The page that the address asks for, or the nearest that there is."""
    return min(max(1, whole("page") or 1), last_page(total, size))


def part_of(rows: Sequence[Any], size: int = SIZE) -> Page:
    """The page of a list in memory that the address asks for."""
    number = page_number(len(rows), size)
    return Page(rows[(number - 1) * size : number * size], number, len(rows), size)


def day_asked(name: str) -> date | None:
    """A day of the address; nothing where it is no such day."""
    try:
        asked = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    note(name, day(asked))
    return asked


def word[T: StrEnum](name: str, vocabulary: type[T]) -> T | None:
    """A word of a vocabulary from the address; nothing where it is no such word."""
    try:
        chosen = vocabulary(request.args.get(name, ""))
    except ValueError:
        return None
    if vocabulary in LABELS:  # a page has its own words for any other, and notes it itself
        note(name, label(chosen, vocabulary))
    return chosen


def asked_for(name: str) -> str:
    """What the address asks for by this name, as a filter of the list."""
    if said := argument(name):
        note(name, said)
    return said


def flag(name: str) -> bool:
    """Whether the address asks for this filter, which is there or not."""
    if is_there := bool(request.args.get(name)):
        note(name)
    return is_there


def register_listing(app: Flask) -> None:
    app.jinja_env.globals.update(argument=argument, links=links, chips=lambda: in_force(here))
