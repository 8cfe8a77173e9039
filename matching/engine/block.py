"""A part of a plan as a case of its own: some needs, some of their pairs, and what everything else leaves."""

from dataclasses import fields, replace
from typing import Any, cast

import numpy as np

from ..arrays import BoolArray, IntArray
from ..case import Case, Rest, listed
from ..tables import NeedTable, OfferTable, Tables
from .books import Books, may_start
from .market import Market


def block_case(case: Case, market: Market, books: Books, needs: IntArray, pairs: IntArray) -> Case:
    """The case of these needs (sorted) with these pairs (sorted, of these needs alone, every line among them)."""
    offers, of_offer = np.unique(market.offer[pairs], return_inverse=True)
    of_need = np.searchsorted(needs, market.need[pairs])
    inside = np.zeros(market.needs, dtype=np.bool_)
    inside[needs] = True
    given = books.given[pairs]
    use = np.zeros((len(offers), 3), dtype=np.int64)
    np.add.at(use, of_offer, np.where(market.carry[market.offer[pairs]][:, None], given.cumsum(axis=1), given))
    lines = np.bincount(of_offer[given.any(axis=1)], minlength=len(offers))
    programmes = _programmes(case, market, books, needs, inside)
    share = case.needs.weight[needs] * books.received[needs].sum(axis=1) / case.needs.amount[needs]
    whole = case.rest.covered + np.bincount(
        case.needs.group, case.needs.weight * books.received.sum(axis=1) / case.needs.amount, len(case.group_weight)
    )
    rest = Rest(
        drawn=market.capacity[offers] - books.free[offers] - use,
        partnerships=market.partnerships[offers] - books.partnerships[offers] - lines,
        country=_country_use(case, market, books, pairs, of_offer, given),
        covered=whole - np.bincount(case.needs.group[needs], share, len(case.group_weight)),
        met_by=_met_by(market, books, needs, inside),
    )
    return replace(
        case,
        tables=Tables(_needs_at(case.needs, needs), _rows_at(case.offers, offers)),
        pairs=replace(
            case.pairs.only(pairs),
            need=of_need,
            offer=of_offer,
            open=_open(case, market, books, needs, pairs, inside),
            most=_most(case, market, pairs, rest, of_offer),
        ),
        decided={i: case.decided[k] for i, k in enumerate(pairs.tolist()) if k in case.decided},
        programmes=programmes,
        programme_value={p: case.programme_value[p] for p in programmes},
        rest=rest,
    )


def _country_use(
    case: Case, market: Market, books: Books, pairs: IntArray, of_offer: IntArray, given: IntArray
) -> dict[tuple[int, int], int]:
    """What needs outside draw from the country shares that these pairs enter."""
    total, use = given.sum(axis=1), dict[tuple[int, int], int]()
    for i, k in enumerate(pairs.tolist()):
        row = market.country[k]
        if row < 0:
            continue
        key = int(of_offer[i]), int(case.needs.country[market.need[k]])
        use.setdefault(key, int(market.country_limit[row] - books.country[row]))
        use[key] -= int(total[i])
    return use


def _open(case: Case, market: Market, books: Books, needs: IntArray, pairs: IntArray, inside: BoolArray) -> BoolArray:
    """Horizons that are open, for needs that wait for others outside only from when those are met."""
    opened = case.pairs.open[pairs].copy()
    for n in needs.tolist():
        links = market.waits_links[market.waits_first[n] : market.waits_first[n + 1]]
        if len(links) and not inside[market.earlier[links]].all():
            opened[market.need[pairs] == n, : may_start(market, books, n)] = False
    return opened


def _most(case: Case, market: Market, pairs: IntArray, rest: Rest, of_offer: IntArray) -> IntArray:
    """U, tightened by what the rest leaves of the offers."""
    offers = market.offer[pairs]
    left = market.capacity[offers] - rest.drawn[of_offer]
    by_then = np.minimum.accumulate(left[:, ::-1], axis=1)[:, ::-1]
    room = np.where(market.carry[offers], by_then.max(axis=1), left.sum(axis=1))
    return np.maximum(np.minimum(case.pairs.most[pairs], room), 0)


def _met_by(market: Market, books: Books, needs: IntArray, inside: BoolArray) -> dict[int, int]:
    """By when needs of the block must be met, for those outside that build upon them."""
    met_by: dict[int, int] = {}
    for i, n in enumerate(needs.tolist()):
        for link in market.awaited_links[market.awaited_first[n] : market.awaited_first[n + 1]]:
            later = market.later[link]
            if not inside[later] and books.received[later].any():
                first = int(np.flatnonzero(books.received[later])[0])
                met_by[i] = min(met_by.get(i, first), first)
    return met_by


def _programmes(case: Case, market: Market, books: Books, needs: IntArray, inside: BoolArray) -> dict[int, list[int]]:
    """The programmes that the block can make whole, with their needs in it."""
    if case.policy.integration_bonus == 0:
        return {}
    found: dict[int, list[int]] = {}
    for p, members in listed(case.needs.programme[needs]).items():
        everyone = np.array(case.programmes.get(p, []), dtype=np.int64)
        outside = everyone[~inside[everyone]]
        if len(everyone) and books.received[outside].any(axis=1).all():
            found[p] = members
    return found


def _needs_at(table: NeedTable, needs: IntArray) -> NeedTable:
    place = {n: i for i, n in enumerate(needs.tolist())}
    requires = tuple((place[a], place[b]) for a, b in table.requires if a in place and b in place)
    return replace(_rows_at(table, needs), requires=requires)


def _rows_at[T: (NeedTable, OfferTable)](table: T, rows: IntArray) -> T:
    """The table with these rows alone; codes keep their meaning."""
    columns: list[Any] = [getattr(table, f.name) for f in fields(table)]
    rebuilt: Any = type(table)
    return cast(T, rebuilt(*(c[rows] if isinstance(c, np.ndarray) else c for c in columns)))
