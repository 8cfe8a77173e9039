"""The same model as `matching.model`, compiled straight into arrays: what solvers take in one piece, and what large
rounds are measured with. Columns and rows stand in the order in which the PuLP model of `build_model` is exported.

One function a rule, named as in `matching.model.rules`, where the inequality of each is written down.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from matching.arrays import NO_LIMIT, BoolArray, FloatArray, IntArray
from matching.case import Case
from matching.vocabulary import HORIZONS

LAST = len(HORIZONS)


@dataclass(frozen=True)
class Matrix:
    """Maximise cost · v  with  lower <= v <= upper,  row_lower <= A v <= row_upper,  A by columns."""

    cost: FloatArray
    lower: FloatArray
    upper: FloatArray
    integer: BoolArray
    row_lower: FloatArray
    row_upper: FloatArray
    start: IntArray
    """the entries of column j are start[j] … start[j + 1] − 1"""
    row: IntArray
    value: FloatArray
    columns: "Columns"


@dataclass(frozen=True)
class Columns:
    """Where each variable stands; −1 for one that no rule mentions."""

    x: IntArray
    """[entry]: one for each pair and horizon that is open"""
    pair: IntArray
    horizon: IntArray
    y: IntArray
    """[pair]"""
    z: IntArray
    """[need]"""
    a: IntArray
    """[need, horizon]"""
    b: IntArray
    """[programme that can earn a bonus, as in `earning`]"""
    t: int
    v: IntArray
    """[group with a floor]"""
    size: int


class Rows(NamedTuple):
    """Some rows, numbered from 0, with their entries."""

    row: IntArray
    column: IntArray
    value: FloatArray
    lower: FloatArray
    upper: FloatArray


Term = tuple[IntArray, IntArray, FloatArray | float]
"""Rows, columns and coefficients of some entries."""

Rule = Callable[[Case, Columns], Rows]


def compile_model(case: Case, best: Mapping[int, float] | None = None, shortfall_price: float = 0.0) -> Matrix:
    """The arrays of the model that `build_model` writes for the same arguments."""
    columns = _columns(case, best)
    parts = [rule(case, columns) for rule in RULES.values()]
    if best:
        parts.append(keep_fair(case, columns, best))
    ends = np.cumsum([0, *(len(part.lower) for part in parts)])
    row = np.concatenate([part.row + end for part, end in zip(parts, ends, strict=False)])
    column = np.concatenate([part.column for part in parts])
    value = np.concatenate([part.value for part in parts])
    if not value.all():
        row, column, value = row[value != 0], column[value != 0], value[value != 0]
    order = np.argsort(column, kind="stable")
    lower, upper = np.zeros(columns.size), np.ones(columns.size)
    upper[columns.v] = case.group_weight[list(best or ())]
    integer = np.zeros(columns.size, dtype=np.bool_)
    for choices in (columns.y, columns.z, columns.a):
        integer[choices[choices >= 0]] = True
    return Matrix(
        cost=_costs(case, columns, shortfall_price),
        lower=lower,
        upper=upper,
        integer=integer,
        row_lower=np.concatenate([part.lower for part in parts]),
        row_upper=np.concatenate([part.upper for part in parts]),
        start=np.concatenate([[0], np.bincount(column, minlength=columns.size).cumsum()]),
        row=row[order],
        value=value[order],
        columns=columns,
    )


def earning(case: Case) -> list[int]:
    """The programmes that can earn the bonus."""
    return list(case.programmes) if case.policy.integration_bonus > 0 else []


def _columns(case: Case, best: Mapping[int, float] | None) -> Columns:
    needs, programmes = len(case.needs.amount), earning(case)
    declared = np.column_stack([case.pairs.open, np.ones(len(case.pairs), dtype=np.bool_)])
    place = _counted(declared)
    pair, horizon = np.nonzero(case.pairs.open)
    used = np.bincount(case.pairs.need, minlength=needs) > 0
    used[_members(case)[1]] = True
    awaited = np.zeros((needs, LAST), dtype=np.bool_)
    awaited[list(case.awaited)] = True
    ends = np.cumsum([declared.sum(), used.sum(), awaited.sum(), len(programmes), bool(best), len(best or ())])
    return Columns(
        x=place[pair, horizon],
        pair=pair,
        horizon=horizon,
        y=place[:, LAST],
        z=np.where(used, _counted(used) + ends[0], -1),
        a=np.where(awaited, _counted(awaited) + ends[1], -1),
        b=np.arange(ends[2], ends[3]),
        t=int(ends[3]) if best else -1,
        v=np.arange(ends[4], ends[5]),
        size=int(ends[5]),
    )


def _counted(chosen: BoolArray) -> IntArray:
    """How many are chosen before each."""
    return np.asarray(chosen.ravel().cumsum() - 1).reshape(chosen.shape)


def _members(case: Case) -> tuple[IntArray, IntArray]:
    """For every need of a programme that can earn the bonus: the place of the programme in `earning`, and the need."""
    members = [case.programmes[p] for p in earning(case)]
    place = np.repeat(np.arange(len(members)), [len(m) for m in members])
    return place, np.array([n for m in members for n in m], dtype=np.int64)


def _costs(case: Case, columns: Columns, shortfall_price: float) -> FloatArray:
    cost = np.zeros(columns.size)
    cost[columns.x] = case.value[columns.pair, columns.horizon]
    cost[columns.y] = -case.policy.partnership_cost
    cost[columns.b] = [case.programme_value[p] for p in earning(case)]
    cost[columns.v] = -shortfall_price
    return cost


def _rows(count: int, terms: list[Term], lower: FloatArray | float, upper: FloatArray | float) -> Rows:
    return Rows(
        np.concatenate([row for row, _, _ in terms]),
        np.concatenate([column for _, column, _ in terms]),
        np.concatenate([np.broadcast_to(value, len(row)) for row, _, value in terms]),
        np.broadcast_to(lower, count),
        np.broadcast_to(upper, count),
    )


def _until(horizon: IntArray) -> tuple[IntArray, IntArray]:
    """For entries in these horizons: every entry once for each horizon from its own on, and that horizon."""
    entry = np.repeat(np.arange(len(horizon)), LAST - horizon)
    first = np.cumsum(LAST - horizon) - (LAST - horizon)
    return entry, horizon[entry] + np.arange(len(entry)) - first[entry]


def _numbered(keys: IntArray, count: int) -> tuple[IntArray, IntArray]:
    """The keys (below `count`) that occur, in order, and for each entry the place of its key among them."""
    occurs = np.zeros(count, dtype=np.bool_)
    occurs[keys] = True
    return np.flatnonzero(occurs), _counted(occurs)[keys]


def _places(chosen: IntArray, count: int) -> IntArray:
    """For each of `count` things its place among the chosen ones, −1 for all others."""
    place = np.full(count, -1)
    place[chosen] = np.arange(len(chosen))
    return place


def _entries_of(keys: IntArray, wanted: IntArray) -> tuple[IntArray, IntArray]:
    """Where each wanted key stands among the sorted keys, one after another, and which of the wanted each is."""
    first, stop = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
    of = np.repeat(np.arange(len(wanted)), stop - first)
    return np.arange(len(of)) - np.repeat(np.cumsum(stop - first) - stop, stop - first), of


def ask_no_more_than_needed(case: Case, columns: Columns) -> Rows:
    served, row = _numbered(case.pairs.need, len(case.needs.amount))
    terms: list[Term] = [(row[columns.pair], columns.x, 1.0), (np.arange(len(served)), columns.z[served], -1.0)]
    return _rows(len(served), terms, -np.inf, 0.0)


def give_a_useful_share(case: Case, columns: Columns) -> Rows:
    needs = case.needs
    chosen, _ = _numbered(case.pairs.need[needs.smallest[case.pairs.need] > 0], len(needs.amount))
    row = _places(chosen, len(needs.amount))[case.pairs.need[columns.pair]]
    least = needs.smallest[chosen] / needs.amount[chosen]
    terms: list[Term] = [
        (row[row >= 0], columns.x[row >= 0], 1.0),
        (np.arange(len(chosen)), columns.z[chosen], -least),
    ]
    return _rows(len(chosen), terms, 0.0, np.inf)


def take_up_what_is_served(case: Case, columns: Columns) -> Rows:
    pairs = case.pairs
    k = np.flatnonzero(case.needs.smallest[pairs.need] > 0)
    below = np.arange(len(k))
    counted = np.unique(_members(case)[1])
    of_counted = _places(counted, len(case.needs.amount))[pairs.need]
    inside = of_counted >= 0
    terms: list[Term] = [
        (below, columns.y[k], 1.0),
        (below, columns.z[pairs.need[k]], -1.0),
        (np.arange(len(counted)) + len(k), columns.z[counted], 1.0),
        (of_counted[inside] + len(k), columns.y[inside], -1.0),
    ]
    return _rows(len(k) + len(counted), terms, -np.inf, 0.0)


def keep_within_capacity(case: Case, columns: Columns) -> Rows:
    offers = case.offers
    offer = case.pairs.offer[columns.pair]
    entry, horizon = _until(columns.horizon)
    enters = offers.carry_over[offer[entry]] | (horizon == columns.horizon[entry])
    entry, horizon = entry[enters], horizon[enters]
    keys, row = _numbered(offer[entry] * LAST + horizon, offers.limits.size)
    unit = np.maximum(offers.limits.ravel()[keys], 1)
    left = (offers.limits - case.rest.drawn).ravel()[keys]
    demand = case.needs.amount[case.pairs.need[columns.pair[entry]]]
    return _rows(len(keys), [(row, columns.x[entry], demand / unit[row])], -np.inf, left / unit)


def keep_partnerships_in_size(case: Case, columns: Columns) -> Rows:
    pairs = case.pairs
    demand, limited = case.needs.amount[pairs.need], pairs.least > 0
    most_row = np.arange(len(pairs)) + limited.cumsum() - limited
    least_row = most_row[limited] + 1
    of_limited = limited[columns.pair]
    count = len(pairs) + len(least_row)
    lower, upper = np.full(count, -np.inf), np.zeros(count)
    lower[least_row], upper[least_row] = 0.0, np.inf
    terms: list[Term] = [
        (most_row[columns.pair], columns.x, 1.0),
        (most_row, columns.y, -(pairs.most / demand)),
        (most_row[columns.pair][of_limited] + 1, columns.x[of_limited], 1.0),
        (least_row, columns.y[limited], -(pairs.least / demand)[limited]),
    ]
    return _rows(count, terms, lower, upper)


def _at_most(member: IntArray, limit: IntArray, columns: IntArray) -> Rows:
    """For every member with more columns than its limit: their sum is within it."""
    chosen = np.flatnonzero(limit < np.bincount(member, minlength=len(limit)))
    row = _places(chosen, len(limit))[member]
    return _rows(len(chosen), [(row[row >= 0], columns[row >= 0], 1.0)], -np.inf, limit[chosen].astype(float))


def keep_most_partnerships(case: Case, columns: Columns) -> Rows:
    return _at_most(case.pairs.offer, case.offers.max_partnerships - case.rest.partnerships, columns.y)


def keep_most_partners(case: Case, columns: Columns) -> Rows:
    return _at_most(case.pairs.need, case.needs.max_partners, columns.y)


def keep_country_share(case: Case, columns: Columns) -> Rows:
    """Rows stand by offer, then in the order in which its pairs first name a country."""
    pairs, limit, countries = case.pairs, case.offers.country_limit, max(len(case.needs.countries), 1)
    limited = limit[pairs.offer] != NO_LIMIT
    key = pairs.offer * countries + case.needs.country[pairs.need]
    keys, first = np.unique(key[limited], return_index=True)
    keys = keys[np.lexsort((first, keys // countries))]
    entry = np.flatnonzero(limited[columns.pair])
    place = _places(keys, len(limit) * countries)[key[columns.pair[entry]]]
    found, row = _numbered(place, len(keys))
    offer, country = np.divmod(keys[found], countries)
    of_rest = zip(offer.tolist(), country.tolist(), strict=True)
    drawn = np.array([case.rest.country.get(row, 0) for row in of_rest], dtype=np.int64)
    unit = np.maximum(limit[offer], 1)
    demand = case.needs.amount[pairs.need[columns.pair[entry]]]
    return _rows(len(found), [(row, columns.x[entry], demand / unit[row])], -np.inf, (limit[offer] - drawn) / unit)


def keep_sequence(case: Case, columns: Columns) -> Rows:
    """First what it takes to be met and to stay so, then what the rest builds upon, then who waits for whom."""
    return _after_one_another([_met(case, columns), _built_upon(case, columns), _wait(case, columns)])


def _after_one_another(parts: list[Rows]) -> Rows:
    ends = np.cumsum([0, *(len(part.lower) for part in parts)])
    moved = [part._replace(row=part.row + end) for part, end in zip(parts, ends, strict=False)]
    return Rows(*(np.concatenate(arrays) for arrays in zip(*moved, strict=True)))


def _met(case: Case, columns: Columns) -> Rows:
    """For each awaited need three rows of what it receives, and two of its staying met."""
    awaited, each = np.array(case.awaited, dtype=np.int64), 2 * LAST - 1
    entry, horizon = _until(columns.horizon)
    of = _places(awaited, len(case.needs.amount))[case.pairs.need[columns.pair[entry]]]
    inside = of >= 0
    rows = each * np.arange(len(awaited))[:, None] + np.arange(each)
    met = case.needs.met_at[awaited] / case.needs.amount[awaited]
    a = columns.a[awaited]
    terms: list[Term] = [
        (rows[:, :LAST].ravel(), a.ravel(), np.repeat(met, LAST)),
        ((each * of + horizon)[inside], columns.x[entry[inside]], -1.0),
        (rows[:, LAST:].ravel(), a[:, :-1].ravel(), 1.0),
        (rows[:, LAST:].ravel(), a[:, 1:].ravel(), -1.0),
    ]
    return _rows(len(awaited) * each, terms, -np.inf, 0.0)


def _built_upon(case: Case, columns: Columns) -> Rows:
    met_by = np.array(list(case.rest.met_by.items()), dtype=np.int64).reshape(-1, 2)
    return _rows(len(met_by), [(np.arange(len(met_by)), columns.a[met_by[:, 0], met_by[:, 1]], 1.0)], 1.0, np.inf)


def _wait(case: Case, columns: Columns) -> Rows:
    links = np.array(case.needs.requires, dtype=np.int64).reshape(-1, 2)
    entry, link = _entries_of(case.pairs.need[columns.pair], links[:, 0])
    repeat, horizon = _until(columns.horizon[entry])
    keys, row = _numbered(link[repeat] * LAST + horizon, len(links) * LAST)
    earlier = columns.a[links[:, 1]].ravel()[keys]
    terms: list[Term] = [(row, columns.x[entry[repeat]], 1.0), (np.arange(len(keys)), earlier, -1.0)]
    return _rows(len(keys), terms, -np.inf, 0.0)


def _said(case: Case, decision: str) -> IntArray:
    return np.array([k for k, (said, _) in case.decided.items() if said == decision], dtype=np.int64)


def forbid(case: Case, columns: Columns) -> Rows:
    pairs = _said(case, "forbid")
    entry, of = _entries_of(columns.pair, pairs)
    terms: list[Term] = [(2 * np.arange(len(pairs)), columns.y[pairs], 1.0), (2 * of + 1, columns.x[entry], 1.0)]
    return _rows(2 * len(pairs), terms, -np.inf, 0.0)


def pin(case: Case, columns: Columns) -> Rows:
    pairs = _said(case, "pin")
    entry, of = _entries_of(columns.pair, pairs)
    at = np.arange(len(pairs)) + np.searchsorted(of, np.arange(len(pairs)))
    amounts = np.array([case.decided[k][1] for k in pairs.tolist()], dtype=np.int64).reshape(-1, LAST)
    shares = amounts[of, columns.horizon[entry]] / case.needs.amount[case.pairs.need[pairs[of]]]
    row = np.arange(len(of)) + of + 1
    lower, upper = np.ones(len(pairs) + len(of)), np.full(len(pairs) + len(of), np.inf)
    lower[row] = upper[row] = shares
    return _rows(len(lower), [(at, columns.y[pairs], 1.0), (row, columns.x[entry], 1.0)], lower, upper)


def complete_programmes(case: Case, columns: Columns) -> Rows:
    place, need = _members(case)
    row = np.arange(len(need))
    return _rows(len(need), [(row, columns.b[place], 1.0), (row, columns.z[need], -1.0)], -np.inf, 0.0)


def keep_fair(case: Case, columns: Columns, best: Mapping[int, float]) -> Rows:
    groups = np.array(list(best), dtype=np.int64)
    need = case.pairs.need[columns.pair]
    row = _places(groups, len(case.group_weight))[case.needs.group[need]]
    of_group = np.arange(len(groups))
    inside = row >= 0
    terms: list[Term] = [
        (row[inside], columns.x[inside], case.needs.weight[need[inside]]),
        (of_group, columns.v, 1.0),
        (of_group, np.full(len(groups), columns.t), -case.group_weight[groups] * np.array(list(best.values()))),
    ]
    return _rows(len(groups), terms, -case.rest.covered[groups], np.inf)


RULES: Final[dict[str, Rule]] = {
    "need_amount": ask_no_more_than_needed,
    "smallest_share": give_a_useful_share,
    "taken_up": take_up_what_is_served,
    "capacity": keep_within_capacity,
    "partnership_size": keep_partnerships_in_size,
    "most_partnerships": keep_most_partnerships,
    "most_partners": keep_most_partners,
    "country_share": keep_country_share,
    "sequence": keep_sequence,
    "forbid": forbid,
    "pin": pin,
    "programme": complete_programmes,
}
"""By the names, and in the order, of the rules in rules.py."""
