"""Results as tables in Markdown."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import log
from statistics import median
from typing import Any

from .approaches import FIRST
from .run import Result
from .worlds import World

NAMES = {
    "ours": "**ours**",
    "ours, fair": "ours, with fairness floors (0.8)",
    "PuLP + HiGHS": "plain PuLP model, HiGHS",
    "raw HiGHS": "the same as arrays, HiGHS",
    "greedy": "greedy by score",
}

SIDE_BY_SIDE = (
    "round", "limit s", "way", "seconds", "processor s", "first plan within 7.5 % s", "peak MB", "objective", "bound",
    "gap", "objective / ours", "seconds / ours", "peak / ours", "rules broken", "remark",
)  # fmt: skip


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [header, ["---"] * len(header), *([_cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _cell(value: Any) -> str:
    """Numbers with three digits where they are small."""
    if value is None:
        return "–"
    if not isinstance(value, int | float):
        return str(value)
    return f"{value:.3g}" if abs(value) < 10 else f"{value:,.1f}".removesuffix(".0")


def gap_of(result: Result) -> float | None:
    objective, bound = result.get("objective"), result.get("bound")
    return (bound - objective) / objective if objective and bound is not None else None


def side_by_side(results: Sequence[Result]) -> str:
    """One row for each way, the first plan of ours beside its whole run; ratios against ours on the same round, with
    the same limit or the next shorter one that was run."""
    rows, ours = [], sorted((r for r in results if r["what"] == "ours" and "failed" not in r), key=_round)
    for key, group in groupby(sorted(results, key=_round), key=_round):
        of_round = {result["what"]: result for result in group}
        first = of_round.pop("ours, first plan", {})
        if "ours" in of_round:
            within = (gap_of(first) or 1.0) <= FIRST
            of_round["ours"] = {**of_round["ours"], "first": first["seconds"] if first and within else None}
        beside = [r for r in ours if _round(r)[:3] == key[:3] and r["limit"] <= key[3]]
        rows += [_row(of_round[name], beside[-1] if beside else {}) for name in NAMES if name in of_round]
    return table(SIDE_BY_SIDE, rows)


def _round(result: Result) -> tuple[int, str, int, float]:
    size = result["size"]
    return ("SML".find(size) if size in "SML" else 9, size, result["seed"], result["limit"])


def _row(result: Result, ours: Result) -> list[Any]:
    gap = gap_of(result)
    return [
        str(World(result["size"], result["seed"])),
        result["limit"],
        NAMES[result["what"]],
        result.get("seconds"),
        result["cpu"],
        result.get("first"),
        round(result["peak_mb"]),
        _figure(result.get("objective")),
        _figure(result.get("bound")),
        None if gap is None else f"{gap:.3%}".replace("%", " %") if gap < 10 else "above 1,000 %",
        *[_ratio(result, ours, figure) for figure in ("objective", "seconds", "peak_mb")],
        result.get("broken"),
        result.get("failed") or (result["note"] if not result["partnerships"] else ""),
    ]


def _figure(value: float | None) -> str | None:
    return None if value is None else f"{value:,.4f}" if value < 1000 else f"{value:,.2f}"


def _ratio(result: Result, ours: Result, figure: str) -> str | None:
    if not ours.get(figure) or result.get(figure) is None:
        return None
    return f"{result[figure] / ours[figure]:.3g}"


def disproved(results: Sequence[Result]) -> list[str]:
    """Bounds that a checked plan of the same round, by any way, exceeds; there must be none."""
    found = []
    for key, group in groupby(sorted(results, key=_round), key=lambda result: _round(result)[:3]):
        alike = [r for r in group if "failed" not in r and r["what"] != "ours, fair"]
        best = max((r["objective"] for r in alike if not r["broken"]), default=0.0)
        found += [
            f"{World(key[1], key[2])}: {r['what']} bounds by {r['bound']}, but a plan has {best}"
            for r in alike
            if r["bound"] is not None and r["bound"] < best * (1 - 1e-9)
        ]
    return found


def building(results: Sequence[Result]) -> str:
    """The arrays of the engine and of the whole model beside the plain PuLP model."""
    rows = []
    for key, group in groupby(sorted(results, key=_round), key=_round):
        of_round = {result["what"]: result for result in group}
        plain = of_round["build PuLP"].get("seconds")
        for name, said in (
            ("build market", "the engine's arrays"),
            ("build matrix", "the whole model as arrays"),
            ("build PuLP", "the plain PuLP model"),
        ):
            result = of_round[name]
            seconds = result.get("seconds")
            faster = plain / seconds if plain and seconds else None
            row = [str(World(key[1], key[2])), result.get("pairs"), said, seconds, faster, round(result["peak_mb"])]
            rows.append(row if seconds else [*row[:3], result["failed"], None, row[5]])
    return table(("round", "pairs", "what is built", "seconds", "times faster than PuLP", "peak MB"), rows)


GROWING = ("sweeps", "construct", "moves")


def growth(results: Sequence[Result]) -> str:
    """Seconds by pairs, with the exponent from row to row and from the first to the last."""
    ordered = sorted(results, key=lambda result: result["pairs"])
    rows: list[list[Any]] = []
    for before, result in zip([None, *ordered], ordered, strict=False):
        figures = [f(result, name) for name in GROWING for f in (_seconds, lambda r, n, b=before: exponent(b, r, n))]
        rows.append([result["size"].replace("x", " x "), result["pairs"], *figures])
    if len(ordered) > 1:
        whole = [f for name in GROWING for f in (None, exponent(ordered[0], ordered[-1], name))]
        rows.append(["first to last", None, *whole])
    exponents = [
        said for name in ("100 sweeps s", "one construction s", "20,000 moves s") for said in (name, "exponent")
    ]
    return table(("needs x offers", "pairs", *exponents), rows)


def chains(results: Sequence[Result]) -> str:
    """Seconds by the length of the chain, with the exponent from row to row."""
    ordered = sorted(results, key=lambda result: result["pairs"])
    rows = [
        [result["pairs"], result["seconds"], exponent(before, result, "seconds")]
        for before, result in zip([None, *ordered], ordered, strict=False)
    ]
    return table(("needs in a chain", "read and ordered s", "exponent"), rows)


def _seconds(result: Result, name: str) -> float:
    return float(result[name])


def exponent(before: Result | None, result: Result, name: str) -> str | None:
    """e in  seconds ~ pairs^e  between two measurements."""
    if before is None:
        return None
    return f"{log(result[name] / before[name]) / log(result['pairs'] / before['pairs']):.2f}"


def resolving(results: Sequence[Result]) -> str:
    """Seconds of repairs, and what each changed, median and worst over the decisions tried."""
    rows = []
    for result in sorted(results, key=_round):
        tries = result["tries"]
        wait = [t["eligibility"] + t["repair"] for t in tries]
        rows.append(
            [
                str(World(result["size"], result["seed"])), result["pairs"], len(tries), median(wait), max(wait),
                median(t["repair"] for t in tries), max(t["changed"] for t in tries),
                f"{(result['bound'] - result['objective']) / result['objective']:.2%}",
                f"{max((t['bound'] - t['objective']) / t['objective'] for t in tries):.2%}",
                sum(not t["held"] for t in tries),
            ]
        )  # fmt: skip
    header = (
        "round", "pairs", "forbids tried", "seconds, median", "seconds, worst", "of these repair, median",
        "lines changed, most", "gap before", "gap after, worst", "not repaired",
    )  # fmt: skip
    return table(header, rows)


def explaining(results: Sequence[Result]) -> str:
    rows = [
        [str(World(r["size"], r["seed"])), r["pairs"], r["first"], r["next"], round(r["peak_mb"])]
        for r in sorted(results, key=_round)
    ]
    return table(("round", "pairs", "first need s", "any further need, worst s", "peak MB"), rows)
