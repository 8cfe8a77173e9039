"""A comparison of two plans as tables in English."""

from collections.abc import Iterator

from ..amounts import Decimals, amount_text
from ..compare import Comparison, CoverageChange, KnownToOne, LineChange, Totals
from ..covered import Covered
from ..vocabulary import HORIZONS, KINDS
from . import say


def tell(compared: Comparison) -> None:
    say.table(("", "before", "after"), _totals(compared.before, compared.after))
    say.answer("")
    tell_moves(compared)
    say.answer("")
    say.table(("covered", "", *KINDS, "share"), (_coverage(change, compared) for change in compared.coverage))
    for whose, known in (("first", compared.known_only_before), ("second", compared.known_only_after)):
        for line in _strangers(whose, known):
            say.answer(line)


def tell_moves(compared: Comparison) -> None:
    """The lines that moved, and the needs that came in or fell out."""
    counts = ", ".join(f"{compared.count(change)} {change}" for change in ("added", "dropped", "changed"))
    say.answer(f"Lines: {counts}.")
    if compared.lines:
        rows = (_line(line, compared) for line in compared.lines)
        say.table(("line", "need", "offer", "kind", *HORIZONS, "amount"), rows)
    for what, needs in (("Came in", compared.came_in), ("Fell out", compared.fell_out)):
        if needs:
            say.answer(f"{what}: {', '.join(needs)}.")


def _totals(before: Totals, after: Totals) -> Iterator[tuple[str, str, str]]:
    yield "objective", f"{before.objective:.4f}", f"{after.objective:.4f}"
    yield "needs taken up", str(before.needs_taken_up), str(after.needs_taken_up)
    yield "partnerships", str(before.partnerships), str(after.partnerships)
    for kind in KINDS:
        was, now = (amount_text(plan.amount_by_kind[kind], plan.decimals[kind]) for plan in (before, after))
        yield kind, was, now


def _line(line: LineChange, compared: Comparison) -> tuple[str, ...]:
    old, new = compared.before.decimals[line.kind], compared.after.decimals[line.kind]
    amounts = zip((*line.before, sum(line.before)), (*line.after, sum(line.after)), strict=True)
    moved = (_moved(amount_text(before, old), amount_text(after, new)) for before, after in amounts)
    return line.change, line.need, line.offer, line.kind, *moved


def _coverage(change: CoverageChange, compared: Comparison) -> tuple[str, ...]:
    old = (_amount(change.before, kind, compared.before.decimals) for kind in KINDS)
    new = (_amount(change.after, kind, compared.after.decimals) for kind in KINDS)
    name = "" if change.by == "all" else change.name
    return change.by, name, *map(_moved, old, new), _moved(_share(change.before), _share(change.after))


def _amount(covered: Covered | None, kind: str, decimals: Decimals) -> str:
    return "–" if covered is None else amount_text(covered.amount_by_kind[kind], decimals[kind])


def _share(covered: Covered | None) -> str:
    return "–" if covered is None else f"{covered.share:.2%}"


def _moved(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _strangers(whose: str, known: KnownToOne) -> Iterator[str]:
    for kind, ids in (("needs", known.needs), ("offers", known.offers)):
        if ids:
            yield f"Only the {whose} plan's input has the {kind} {', '.join(ids)}."
