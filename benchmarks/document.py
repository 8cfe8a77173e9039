"""The generated part of docs/performance.md, between two markers; all around it is written by hand."""

import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

from . import tables
from .approaches import APPROACHES
from .run import ROOT, Result

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- begin: python -m benchmarks -->", "<!-- end: python -m benchmarks -->"

PARTS = (
    ("Side by side", tuple(APPROACHES), tables.side_by_side),
    ("Building", ("build market", "build matrix", "build PuLP"), tables.building),
    ("Growth with the pairs", ("growth",), tables.growth),
    ("Chains of needs", ("chain",), tables.chains),
    ("Solving again after one forbid", ("resolve",), tables.resolving),
    ("Explaining a need", ("explain",), tables.explaining),
)


def write(results: Sequence[Result], page: Path = PAGE) -> None:
    """Puts what was measured between the markers of the page; raises ValueError where it has none."""
    put(report(results), BEGIN, END, page)


def write_table(command: str, text: str, page: Path = PAGE) -> None:
    """Puts the text between the markers of the command, with where and when it was measured."""
    begin, end = (f"<!-- {which}: python -m benchmarks {command} -->" for which in ("begin", "end"))
    put(f"{machine()}\n\n{text}", begin, end, page)


def put(text: str, begin: str, end: str, page: Path) -> None:
    before, begins, rest = page.read_text(encoding="utf-8").partition(begin)
    _, ends, after = rest.partition(end)
    if not begins or not ends:
        raise ValueError(f"{page.name} has no place for the tables: {begin} … {end}")
    page.write_text(f"{before}{begin}\n\n{text}\n{end}{after}", encoding="utf-8")


def report(results: Sequence[Result]) -> str:
    """Machine, commands and every table there is anything for."""
    parts = [machine(), load(results), commands(results), compiling(results)]
    for title, names, tabulate in PARTS:
        chosen = [result for result in results if result["what"] in names]
        if chosen:
            parts.append(f"### {title}\n\n{tabulate(chosen)}")
    compared = [result for result in results if result["what"] in APPROACHES]
    parts.append("\n".join(tables.disproved(compared)) or "No bound was exceeded by a checked plan of any other way.")
    return "\n\n".join(part for part in parts if part) + "\n"


def machine() -> str:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("highspy", "numba", "numpy", "pandas", "pulp"))
    return (
        f"Machine: {os.cpu_count()} cores ({_processor()}), {memory:.0f} GiB, "
        f"{platform.system()} {platform.machine()}; Python {platform.python_version()}, {packages}; "
        f"tables written on {today}."
    )


def load(results: Sequence[Result]) -> str:
    """How busy the machine was with everything, in processes that wanted a core."""
    loads = [result["load"] for result in results if "load" in result]
    if not loads:
        return ""
    return (
        f"At the ends of the measurements the machine's load average was {min(loads):.1f} to {max(loads):.1f} "
        f"(median {median(loads):.1f}), on {os.cpu_count()} cores; ours counts as 1."
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown processor")


def commands(results: Sequence[Result]) -> str:
    ran = list(dict.fromkeys(result["command"] for result in results))
    return "What was run:\n\n```\n" + "\n".join(ran) + "\n```"


def compiling(results: Sequence[Result]) -> str:
    seconds = [result["seconds"] for result in results if result["what"] == "warm up"]
    if len(seconds) < 2:
        return ""
    return (
        f"Before anything was measured, the compiled kernels were warmed up on a small round: {seconds[0]:.0f} s the "
        f"first time, {seconds[1]:.0f} s the second. The difference is compiling, once on a machine."
    )
