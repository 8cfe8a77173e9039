"""One order for the same content, whatever the rows' order and the names of the ids.

A row's place comes from a hash of what it says. References to other rows (requires, programme, pairs, decisions)
enter as the hashes of the rows they point to, refined until no two rows can be told apart any further; only rows
still equal then are ordered by id. The model is built in this order, so that the solver sees the same model.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from .policy import Policy
from .pool import Decision, Need, Offer, PairNote, Pool


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
    """A hash of everything that went in except the ids: equal for the same content and policy."""
    marks = _refined(pool)
    return digest(
        sorted(marks.needs.values()),
        sorted(marks.offers.values()),
        pool.only_pairs,
        pool.flat_scores,
        sorted(policy.as_dict().items()),
    )


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
    while True:
        finer = links.refine(marks)
        if finer.classes == marks.classes:
            return finer
        marks = finer


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
