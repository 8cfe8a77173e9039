"""One order for the same content, whatever the rows' order and the names of the ids.

A row's place comes from a hash of what it says. References to other rows (requires, programme, pairs, decisions)
enter as the hashes of the rows they point to, refined until no two rows can be told apart any further; only rows
still equal then are ordered by id. The model is built in this order, so that the solver sees the same model.
Hashing all rows once for each step along a reference is quick where a step or two tells all rows apart; where long
chains of like rows do not end in a few steps, only rows that can still be told apart are hashed again.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from .policy import Policy
from .pool import Decision, Need, Offer, PairNote, Pool

FEW_ROUNDS = 8
"""Rounds in which all rows are hashed; more would cost as many as the longest chain has rows."""


def digest(*parts: object) -> str:
    """A hash of nested tuples of plain values."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def canonical(pool: Pool) -> Pool:
    """The same pool in canonical order."""
    marks = _refined(pool)
    needs = tuple(sorted(pool.needs, key=lambda need: (marks.needs[need.id], need.id)))
    offers = tuple(sorted(pool.offers, key=lambda offer: (marks.offers[offer.id], offer.id)))
    n = {need.id: i for i, need in enumerate(needs)}
    o = {offer.id: j for j, offer in enumerate(offers)}

    def place(row: PairNote | Decision) -> tuple[int, int, str]:
        return n[row.need], o[row.offer], repr(row)

    return replace(
        pool,
        needs=needs,
        offers=offers,
        notes=tuple(sorted(pool.notes, key=place)),
        decisions=tuple(sorted(pool.decisions, key=place)),
    )


def fingerprint(pool: Pool, policy: Policy) -> str:
    """A hash of everything that went in except the ids: equal for the same content and policy. Amounts count as whole
    numbers, whatever the decimals with which they are written."""
    marks, knobs = _refined(pool), replace(policy, money_decimals=None)
    return digest(
        sorted(marks.needs.values()),
        sorted(marks.offers.values()),
        pool.only_pairs,
        pool.flat_scores,
        sorted(knobs.as_dict().items()),
    )


_Node = tuple[str, str]
"""A kind of row and its id."""

_Heard = tuple[tuple[str, str], ...]
"""Relations to rows that were marked anew, with their new marks."""


@dataclass
class _Marks:
    needs: dict[str, str]
    offers: dict[str, str]

    @property
    def classes(self) -> int:
        return len(set(self.needs.values())) + len(set(self.offers.values()))


def _refined(pool: Pool) -> _Marks:
    marks = _Marks(
        {need.id: digest(_content(need, {"id", "programme", "requires"})) for need in pool.needs},
        {offer.id: digest(_content(offer, {"id"})) for offer in pool.offers},
    )
    links = _Links(pool)
    for _ in range(FEW_ROUNDS):
        finer = links.refine(marks)
        if finer.classes == marks.classes:
            return finer
        marks = finer
    return links.refine(_settled(marks, links))


def _content(row: Need | Offer, without: set[str]) -> tuple[Any, ...]:
    values = (getattr(row, f.name) for f in fields(row) if f.name not in without)
    return tuple(tuple(sorted(v)) if isinstance(v, frozenset) else v for v in values)


class _Links:
    """Who refers to whom, by id."""

    def __init__(self, pool: Pool) -> None:
        self.requires = {need.id: need.requires for need in pool.needs}
        self.required_by: dict[str, list[str]] = defaultdict(list)
        self.programme: dict[str, list[str]] = defaultdict(list)
        for need in pool.needs:
            self.programme[need.programme].append(need.id)
            for earlier in need.requires:
                self.required_by[earlier].append(need.id)
        self.of_need: dict[str, list[tuple[str, object]]] = defaultdict(list)
        self.of_offer: dict[str, list[tuple[str, object]]] = defaultdict(list)
        rows: tuple[PairNote | Decision, ...] = (*pool.notes, *pool.decisions)
        for row in rows:
            said = tuple(getattr(row, f.name) for f in fields(row))[2:]
            self.of_need[row.need].append((row.offer, said))
            self.of_offer[row.offer].append((row.need, said))

    def refine(self, marks: _Marks) -> _Marks:
        """Each mark joined with the marks it refers to."""

        def many(ids: Iterable[str]) -> list[str]:
            return sorted(marks.needs[i] for i in ids)

        programmes = {name: digest(many(ids)) for name, ids in self.programme.items()}
        by_need = {i: name for name, ids in self.programme.items() for i in ids}
        return _Marks(
            {
                i: digest(
                    mark,
                    many(self.requires[i]),
                    many(self.required_by.get(i, ())),
                    programmes[by_need[i]],
                    sorted((marks.offers[o], repr(said)) for o, said in self.of_need.get(i, ())),
                )
                for i, mark in marks.needs.items()
            },
            {
                j: digest(mark, sorted((marks.needs[n], repr(said)) for n, said in self.of_offer.get(j, ())))
                for j, mark in marks.offers.items()
            },
        )

    def neighbours(self) -> dict[_Node, list[tuple[str, _Node]]]:
        """Who hears of a row that is marked anew, and as what. A programme stands between its needs."""
        hears: dict[_Node, list[tuple[str, _Node]]] = defaultdict(list)
        for name, members in self.programme.items():
            for i in members:
                hears["need", i].append(("member", ("programme", name)))
                hears["programme", name].append(("programme", ("need", i)))
        for i, earlier in self.requires.items():
            for e in earlier:
                hears["need", i].append(("later", ("need", e)))
                hears["need", e].append(("earlier", ("need", i)))
        for i, rows in self.of_need.items():
            for o, said in rows:
                hears["need", i].append((repr(said), ("offer", o)))
                hears["offer", o].append((repr(said), ("need", i)))
        return hears


def _settled(marks: _Marks, links: _Links) -> _Marks:
    """The marks refined to the end. Where rows of one mark turn out to differ, the largest part of them keeps it, so
    that no row is marked anew more often than the logarithm of their number (Hopcroft 1971)."""
    mark: dict[_Node, str] = {("need", i): m for i, m in marks.needs.items()}
    mark |= {("offer", j): m for j, m in marks.offers.items()}
    mark |= {("programme", name): "" for name in links.programme}
    alike: dict[str, set[_Node]] = defaultdict(set)
    for node, m in mark.items():
        alike[m].add(node)
    hears, changed = links.neighbours(), list(mark)
    while changed:
        heard: dict[_Node, list[tuple[str, str]]] = defaultdict(list)
        for node in changed:
            for relation, other in hears.get(node, ()):
                heard[other].append((relation, mark[node]))
        changed = []
        for part, new in _parts(heard, mark, alike):
            alike[mark[part[0]]].difference_update(part)
            alike[new] = set(part)
            mark |= dict.fromkeys(part, new)
            changed += part
    return _Marks({i: mark["need", i] for i in marks.needs}, {j: mark["offer", j] for j in marks.offers})


def _parts(
    heard: dict[_Node, list[tuple[str, str]]], mark: dict[_Node, str], alike: dict[str, set[_Node]]
) -> list[tuple[list[_Node], str]]:
    """The rows to be marked anew, and how: all parts of what was alike but the largest."""
    found: dict[str, dict[_Heard, list[_Node]]] = defaultdict(lambda: defaultdict(list))
    for node, news in heard.items():
        found[mark[node]][tuple(sorted(news))].append(node)
    parts = []
    for old, by_news in found.items():
        silent = len(alike[old]) - sum(map(len, by_news.values()))
        largest = max([(silent, ()), *((len(part), news) for news, part in by_news.items())])[1]
        if silent and largest:
            by_news[()] = [node for node in alike[old] if node not in heard]
        parts += [(part, digest(old, news)) for news, part in by_news.items() if news != largest]
    return parts
