"""A comparison of two plans as tables in English."""

from collections.abc import Iterator

from ..amounts import amount_text
from ..compare import Comparison, CoverageChange, KnownToOne, LineChange, Totals
from ..covered import Covered
from ..vocabulary import HORIZONS, KINDS
from . import say


def tell(compared: Comparison) -> None:
    say.table(("", "before", "after"), _totals(compared.before, compared.after))
    say.answer("")
    tell_moves(compared)
    say.answer("")
    say.table(("covered", "", *KINDS, "share"), (_coverage(change) for change in compared.coverage))
    for whose, known in (("first", compared.known_only_before), ("second", compared.known_only_after)):
        for line in _strangers(whose, known):
            say.answer(line)


def tell_moves(compared: Comparison) -> None:
    """The lines that moved, and the needs that came in or fell out."""
    counts = ", ".join(f"{compared.count(change)} {change}" for change in ("added", "dropped", "changed"))
    say.answer(f"Lines: {counts}.")
    if compared.lines:
        say.table(("line", "need", "offer", "kind", *HORIZONS, "amount"), map(_line, compared.lines))
    for what, needs in (("Came in", compared.came_in), ("Fell out", compared.fell_out)):
        if needs:
            say.answer(f"{what}: {', '.join(needs)}.")


def _totals(before: Totals, after: Totals) -> Iterator[tuple[str, str, str]]:
    yield "objective", f"{before.objective:.4f}", f"{after.objective:.4f}"
    yield "needs taken up", str(before.needs_taken_up), str(after.needs_taken_up)
    yield "partnerships", str(before.partnerships), str(after.partnerships)
    for kind in KINDS:
        yield kind, amount_text(before.amount_by_kind[kind]), amount_text(after.amount_by_kind[kind])


def _line(line: LineChange) -> tuple[str, ...]:
    horizons = (_moved(amount_text(b), amount_text(a)) for b, a in zip(line.before, line.after, strict=True))
    whole = _moved(amount_text(sum(line.before)), amount_text(sum(line.after)))
    return line.change, line.need, line.offer, line.kind, *horizons, whole


def _coverage(change: CoverageChange) -> tuple[str, ...]:
    amounts = (_moved(_amount(change.before, kind), _amount(change.after, kind)) for kind in KINDS)
    name = "" if change.by == "all" else change.name
    return change.by, name, *amounts, _moved(_share(change.before), _share(change.after))


def _amount(covered: Covered | None, kind: str) -> str:
    return "–" if covered is None else amount_text(covered.amount_by_kind[kind])


def _share(covered: Covered | None) -> str:
    return "–" if covered is None else f"{covered.share:.2%}"


def _moved(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _strangers(whose: str, known: KnownToOne) -> Iterator[str]:
    for kind, ids in (("needs", known.needs), ("offers", known.offers)):
        if ids:
            yield f"Only the {whose} plan's input has the {kind} {', '.join(ids)}."
