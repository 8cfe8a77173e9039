"""python -m benchmarks (engine | parts): measures, keeps every result in a file, and prints the tables.
python -m benchmarks (pages | review): measures the pages of the site, and prints the table.

`--write` puts the tables, of engine and parts those of all results in the file, into docs/performance.md.
"""

import argparse
import json
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import document
from .approaches import APPROACHES
from .run import ROOT, Result, run

RESULTS = ROOT / "build" / "benchmarks.jsonl"
GROWING = "2000x400,3500x700,6000x1200,10000x2000"
CHAINS = "1000x10,2000x10,4000x10"
WARM = "200x80"


def main(arguments: list[str] | None = None) -> int:
    args = parser().parse_args(arguments)
    measure: Callable[[argparse.Namespace, list[str]], int] = args.measure
    return measure(args, sys.argv[1:] if arguments is None else arguments)


def measure_engine(args: argparse.Namespace, arguments: list[str]) -> int:
    command = "python -m benchmarks " + shlex.join(arguments)
    args.results.parent.mkdir(parents=True, exist_ok=True)
    for job in args.jobs(args):
        print(f"{job['what']}: {job['size']}, seed {job['seed']}, {job['limit']:g} s …", file=sys.stderr)
        result = run(job, patience=1.2 * job["limit"] + args.patience)
        with args.results.open("a") as file:
            file.write(json.dumps({**result, "command": command}) + "\n")
    results = read(args.results)
    print(document.report(results))
    if args.write:
        document.write(results)
    return 0


def measure_pages(args: argparse.Namespace, _arguments: list[str]) -> int:
    from . import pages  # brings the whole site with it

    rows = []
    for row in pages.measure(args.seconds, args.repeats, args.databases.split(",")):
        print(f"{row.database}, {row.world}, {row.page}: {row.share:.3f} of hello", file=sys.stderr)
        rows.append(row)
    return tell(pages.report(rows), "pages", args.write)


def measure_review(args: argparse.Namespace, _arguments: list[str]) -> int:
    from . import review

    return tell(review.report(args.matches, args.requests), "review", args.write)


def tell(text: str, command: str, write: bool) -> int:
    print(text)
    if write:
        document.write_table(command, text)
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = made.add_subparsers(required=True)
    engine = commands.add_parser("engine", help="the engine beside a solver by itself, and greedy")
    engine.set_defaults(jobs=engine_jobs)
    engine.add_argument("--ways", default="ours,ours first plan,PuLP + HiGHS,raw HiGHS,greedy")
    engine.add_argument("--real", action="append", default=[], help="a folder with needs.csv and offers.csv")
    engine.add_argument("--gap", type=float, default=1e-5, help="relative gap at which every way may stop")
    parts = commands.add_parser("parts", help="parts: warm up, building, growth, chains, resolve, explain")
    parts.set_defaults(jobs=part_jobs)
    parts.add_argument("--parts", default="build,growth,chains,resolve,explain")
    parts.add_argument("--growing", default=GROWING, help="the sizes of growth")
    parts.add_argument("--chains", default=CHAINS, help="the sizes of chains")
    tables = commands.add_parser("tables", help="the tables of what was measured before")
    tables.set_defaults(jobs=lambda args: ())
    pages = commands.add_parser("pages", help="pages of the site beside a bare hello, on both databases")
    pages.set_defaults(measure=measure_pages)
    pages.add_argument("--seconds", type=float, default=6, help="for each page, and as long for hello")
    pages.add_argument("--repeats", type=int, default=3, help="of which the middle one counts")
    pages.add_argument("--databases", default="SQLite,PostgreSQL")
    review = commands.add_parser("review", help="the pages of a large plan")
    review.set_defaults(measure=measure_review)
    review.add_argument("--matches", type=int, default=5000)
    review.add_argument("--requests", type=int, default=40, help="of each page")
    for command in (pages, review):
        command.add_argument("--write", action="store_true", help="into docs/performance.md")
    for command in (engine, parts, tables):
        command.set_defaults(measure=measure_engine)
        command.add_argument("--sizes", default="S,M,L", help="S, M, L or needs x offers, as in 300x60")
        command.add_argument("--seeds", default="1,2,3")
        command.add_argument("--limits", default="60", help="seconds")
        command.add_argument("--patience", type=float, default=120, help="seconds after 1.2 limits to kill a child")
        command.add_argument("--results", type=Path, default=RESULTS)
        command.add_argument("--write", action="store_true", help="into docs/performance.md")
    return made


def engine_jobs(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Warms up twice, then every way on every round, with every limit."""
    yield from warm_ups(args)
    ways = [way.strip() for way in args.ways.split(",")]
    for size, seed in [*_rounds(args), *((folder, 0) for folder in args.real)]:
        for limit in _numbers(args.limits):
            for way in APPROACHES:
                if way.replace(",", "") in ways:
                    yield {"what": way, "size": size, "seed": seed, "limit": limit, "gap": args.gap}


def part_jobs(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The parts asked for; growth and chains have their own sizes."""
    yield from warm_ups(args)
    limit, parts = _numbers(args.limits)[0], args.parts.split(",")
    if "growth" in parts:
        for size in args.growing.split(","):
            yield {"what": "growth", "size": size, "seed": 1, "limit": limit}
    if "chains" in parts:
        for size in args.chains.split(","):
            yield {"what": "chain", "size": size, "seed": 1, "limit": limit}
    for size, seed in _rounds(args):
        names = [f"build {what}" for what in ("market", "matrix", "PuLP") if "build" in parts]
        for name in [*names, *(part for part in ("resolve", "explain") if part in parts)]:
            yield {"what": name, "size": size, "seed": seed, "limit": limit}


def warm_ups(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    if not any(result["what"] == "warm up" for result in read(args.results)):
        for _ in range(2):
            yield {"what": "warm up", "size": WARM, "seed": 1, "limit": 600.0}


def read(path: Path) -> list[Result]:
    """What the file holds; of a measurement that was taken again, but for the warm-up, the last."""
    results = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    warm = [result for result in results if result["what"] == "warm up"]
    last = {tuple(r[k] for k in ("what", "size", "seed", "limit")): r for r in results if r["what"] != "warm up"}
    return [*warm, *last.values()]


def _rounds(args: argparse.Namespace) -> list[tuple[str, int]]:
    sizes = [size for size in args.sizes.split(",") if size]
    return [(size, int(seed)) for size in sizes for seed in args.seeds.split(",")]


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


if __name__ == "__main__":
    raise SystemExit(main())
