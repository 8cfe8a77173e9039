"""Two plans side by side: their lines, the needs they take up, their totals, and who is covered, before and after."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .amounts import Decimals, units
from .check import Lines, impact_of
from .covered import Covered, coverage_by
from .errors import InvalidInput, Problem
from .expectations import expected
from .explain.account import Account
from .plan import Match, amount_by_kind
from .policy import Policy

NOTHING = (0, 0, 0)


@dataclass(frozen=True)
class LineChange:
    """A line that one plan has and the other has not, or has with other amounts (smallest units per horizon)."""

    need: str
    offer: str
    kind: str
    """of the need: financial or technical"""
    change: str
    """added, dropped or changed"""
    before: tuple[int, int, int]
    after: tuple[int, int, int]


@dataclass(frozen=True)
class Totals:
    """Amounts in smallest units. The objective is worth what the plan's own policy and weights make it worth."""

    objective: float
    needs_taken_up: int
    partnerships: int
    amount_by_kind: Mapping[str, int]
    decimals: Decimals
    """with which that plan's amounts of each kind are written"""


@dataclass(frozen=True)
class CoverageChange:
    """What a group, a theme or a horizon gets; `by` is all, group, theme or horizon. None: no need of that input is of
    this group or theme."""

    by: str
    name: str
    before: Covered | None
    after: Covered | None


@dataclass(frozen=True)
class KnownToOne:
    """Ids that only one of the two inputs knows."""

    needs: tuple[str, ...]
    offers: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Codes and numbers; ids in sorted order throughout."""

    before: Totals
    after: Totals
    lines: tuple[LineChange, ...]
    came_in: tuple[str, ...]
    """needs that only the second plan takes up"""
    fell_out: tuple[str, ...]
    coverage: tuple[CoverageChange, ...]
    known_only_before: KnownToOne
    known_only_after: KnownToOne

    def count(self, change: str) -> int:
        return sum(line.change == change for line in self.lines)

    def as_dict(self) -> dict[str, Any]:
        """What `compare --json` prints: as in plan.json, amounts are in units, not in smallest units."""
        plain = asdict(self)
        for when in ("before", "after"):
            decimals: Decimals = plain[when].pop("decimals")
            for line in plain["lines"]:
                line[when] = [units(amount, decimals[line["kind"]]) for amount in line[when]]
            for figures in (entry[when] for entry in (plain, *plain["coverage"])):
                if figures is not None:
                    figures["amount_by_kind"] = {k: units(a, decimals[k]) for k, a in figures["amount_by_kind"].items()}
        return plain


def compare_plans(before: Account, after: Account) -> Comparison:
    """What became of `before` in `after`. The two may come from different inputs, as when a need was withdrawn; raises
    InvalidInput where their money has other decimals."""
    refuse_other_money(before.case.policy, after.case.policy)
    kind = {need.id: need.kind for plan in (before, after) for need in plan.case.pool.needs}
    taken_up, now = ({match.need for match in plan.matches} for plan in (before, after))
    return Comparison(
        _totals(before),
        _totals(after),
        tuple(line_changes(lines_of(before.matches), lines_of(after.matches), kind)),
        tuple(sorted(now - taken_up)),
        tuple(sorted(taken_up - now)),
        tuple(_coverage_changes(before, after)),
        _known_to_one(before, after),
        _known_to_one(after, before),
    )


def refuse_other_money(before: Policy, after: Policy) -> None:
    """Raises InvalidInput where both say how many decimals money has, and not the same. Where one does not say it, as
    before there was such a knob, its whole numbers are taken as they are."""
    known, now = before.money_decimals, after.money_decimals
    if known is not None and now is not None and known != now:
        as_before = expected("money_as_before", known=known)
        raise InvalidInput([Problem("policy", None, "money_decimals", str(now), as_before)])


def _totals(plan: Account) -> Totals:
    pool, lines = plan.case.pool, lines_of(plan.matches)
    scores = {(m.need, m.offer): m.score for m in plan.matches}
    return Totals(
        impact_of(pool, plan.case.policy, lines, scores),
        len({match.need for match in plan.matches}),
        len(plan.matches),
        amount_by_kind(pool, plan.matches),
        plan.decimals,
    )


def lines_of(matches: Iterable[Match]) -> Lines:
    return {(match.need, match.offer): match.amounts for match in matches}


def line_changes(old: Lines, new: Lines, kind: Mapping[str, str]) -> Iterator[LineChange]:
    """What differs between two sets of lines; `kind` is that of every need."""
    for need, offer in sorted(old.keys() | new.keys()):
        had, has = old.get((need, offer), NOTHING), new.get((need, offer), NOTHING)
        if had != has:
            change = "dropped" if has == NOTHING else "added" if had == NOTHING else "changed"
            yield LineChange(need, offer, kind[need], change, had, has)


def _coverage_changes(before: Account, after: Account) -> Iterator[CoverageChange]:
    old, new = (coverage_by(plan.case.pool, plan.matches) for plan in (before, after))
    for by in old:
        for name in sorted(old[by].keys() | new[by].keys()) if by == "group" else {**old[by], **new[by]}:
            yield CoverageChange(by, name, old[by].get(name), new[by].get(name))


def _known_to_one(one: Account, other: Account) -> KnownToOne:
    pool, known = one.case.pool, other.case.pool
    return KnownToOne(
        tuple(sorted(pool.need_index.keys() - known.need_index.keys())),
        tuple(sorted(pool.offer_index.keys() - known.offer_index.keys())),
    )
