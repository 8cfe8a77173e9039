"""The pool as columns of numbers, by position in canonical order: what eligibility, scores and the model read."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from .amounts import WHOLE
from .arrays import NO_LIMIT, BoolArray, FloatArray, IntArray
from .pool import Need, Offer, Pool
from .vocabulary import FLAGS, HORIZONS, INSTRUMENTS, KINDS, THEMES

ALL_INSTRUMENTS = tuple(i for kind in KINDS for i in INSTRUMENTS[kind])


@dataclass(frozen=True)
class NeedTable:
    """One entry a need; amounts in smallest units, weights scaled to mean 1, words as codes or bit sets."""

    kind: IntArray
    theme: IntArray
    instruments: IntArray
    flags: IntArray
    country: IntArray
    region: IntArray
    income_group: IntArray
    group: IntArray
    programme: IntArray
    amount: IntArray
    smallest: IntArray
    met_at: IntArray
    max_partners: IntArray
    first_horizon: IntArray
    last_horizon: IntArray
    weight: FloatArray
    groups: tuple[str, ...]
    countries: tuple[str, ...]
    requires: tuple[tuple[int, int], ...]
    """(need that waits, need that must be met first)"""


@dataclass(frozen=True)
class OfferTable:
    """One entry an offer; `in_country[o, c]` says whether its places admit the country coded c, and so on."""

    kind: IntArray
    themes: IntArray
    instruments: IntArray
    required_flags: IntArray
    in_country: BoolArray
    in_region: BoolArray
    in_income_group: BoolArray
    names_country: BoolArray
    names_region: BoolArray
    names_income_group: BoolArray
    capacity: IntArray
    carry_over: BoolArray
    min_amount: IntArray
    max_amount: IntArray
    max_share: IntArray
    max_partnerships: IntArray
    country_limit: IntArray

    @cached_property
    def limits(self) -> IntArray:
        """[offer, horizon]: the right-hand sides of the capacity rows, cumulative where capacity carries over"""
        return np.where(self.carry_over[:, None], self.capacity.cumsum(axis=1), self.capacity)


@dataclass(frozen=True)
class Tables:
    needs: NeedTable
    offers: OfferTable


def tabulate(pool: Pool) -> Tables:
    """Codes are given in the order of the words themselves, so they do not depend on the order of rows."""
    countries, regions, incomes, groups = (
        tuple(sorted({word(need) for need in pool.needs})) for word in (_country, _region, _income_group, _group)
    )
    needs = _need_table(pool, countries, regions, incomes, groups)
    return Tables(needs, _offer_table(pool.offers, countries, regions, incomes))


def _country(need: Need) -> str:
    return need.country


def _region(need: Need) -> str:
    return need.region


def _income_group(need: Need) -> str:
    return need.income_group


def _group(need: Need) -> str:
    return need.group


def ints(values: Iterable[int]) -> IntArray:
    return np.fromiter(values, dtype=np.int64)


def _codes(values: Iterable[str], words: Sequence[str]) -> IntArray:
    code = {word: i for i, word in enumerate(words)}
    return ints(code[value] for value in values)


def _first_seen(values: Sequence[Hashable]) -> IntArray:
    code: dict[Hashable, int] = {}
    return ints(code.setdefault(value, len(code)) for value in values)


def _bits(chosen: Iterable[str], words: Sequence[str]) -> int:
    """A bit for each word; no word at all means any, which is every bit."""
    bits = sum(1 << words.index(word) for word in chosen)
    return bits or (1 << len(words)) - 1


def _or_no_limit(value: int | None) -> int:
    return NO_LIMIT if value is None else value


def _need_table(
    pool: Pool, countries: tuple[str, ...], regions: tuple[str, ...], incomes: tuple[str, ...], groups: tuple[str, ...]
) -> NeedTable:
    needs = pool.needs
    total = sum(need.weight for need in needs)
    return NeedTable(
        kind=_codes((n.kind for n in needs), KINDS),
        theme=_codes((n.theme for n in needs), THEMES),
        **_terms(needs),
        country=_codes((n.country for n in needs), countries),
        region=_codes((n.region for n in needs), regions),
        income_group=_codes((n.income_group for n in needs), incomes),
        group=_codes((n.group for n in needs), groups),
        programme=_first_seen([n.programme for n in needs]),
        weight=np.array([float(Fraction(n.weight * len(needs), total)) for n in needs], dtype=np.float64),
        groups=groups,
        countries=countries,
        requires=tuple(sorted((pool.need_index[n.id], pool.need_index[e]) for n in needs for e in n.requires)),
    )


def _terms(needs: Sequence[Need]) -> dict[str, IntArray]:
    """The columns that a city may change without becoming another need: on what terms it takes how much."""
    return {
        "instruments": ints(_bits(n.instruments, ALL_INSTRUMENTS) for n in needs),
        "flags": ints(sum(1 << FLAGS.index(flag) for flag in n.flags) for n in needs),
        "amount": ints(n.amount for n in needs),
        "smallest": ints(n.smallest for n in needs),
        "met_at": ints(n.met_at for n in needs),
        "max_partners": ints(_or_no_limit(n.max_partners) for n in needs),
        "first_horizon": ints(n.first_horizon for n in needs),
        "last_horizon": ints(n.last_horizon for n in needs),
    }


def with_terms(tables: Tables, n: int, need: Need) -> Tables:
    """The tables with need n on the terms of this one, which is like it in everything else."""
    columns = {}
    for name, value in _terms([need]).items():
        columns[name] = getattr(tables.needs, name).copy()
        columns[name][n] = value[0]
    return replace(tables, needs=replace(tables.needs, **columns))


def _offer_table(
    offers: Sequence[Offer], countries: Sequence[str], regions: Sequence[str], incomes: Sequence[str]
) -> OfferTable:
    def admits(places: Iterable[frozenset[str]], words: Sequence[str]) -> BoolArray:
        rows = [[not named or word in named for word in words] for named in places]
        return np.array(rows, dtype=np.bool_).reshape(len(offers), len(words))

    def names(places: Iterable[frozenset[str]]) -> BoolArray:
        return np.fromiter((bool(named) for named in places), dtype=np.bool_)

    return OfferTable(
        kind=_codes((o.kind for o in offers), KINDS),
        themes=ints(_bits(o.themes, THEMES) for o in offers),
        instruments=ints(_bits(o.instruments, ALL_INSTRUMENTS) for o in offers),
        required_flags=ints(sum(1 << FLAGS.index(flag) for flag in o.required_flags) for o in offers),
        in_country=admits((o.countries for o in offers), countries),
        in_region=admits((o.regions for o in offers), regions),
        in_income_group=admits((o.income_groups for o in offers), incomes),
        names_country=names(o.countries for o in offers),
        names_region=names(o.regions for o in offers),
        names_income_group=names(o.income_groups for o in offers),
        capacity=np.array([o.capacity for o in offers], dtype=np.int64).reshape(len(offers), len(HORIZONS)),
        carry_over=np.fromiter((o.carry_over for o in offers), dtype=np.bool_),
        min_amount=ints(o.min_amount for o in offers),
        max_amount=ints(_or_no_limit(o.max_amount) for o in offers),
        max_share=ints(WHOLE if o.max_share is None else o.max_share for o in offers),
        max_partnerships=ints(_or_no_limit(o.max_partnerships) for o in offers),
        country_limit=ints(_or_no_limit(o.country_limit) for o in offers),
    )
