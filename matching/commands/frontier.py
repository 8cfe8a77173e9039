"""`frontier`: the price of fairness, as a plan for each level and a table of them."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..clock import Clock
from ..files import refuse_unwritable, write_folder
from ..folder import plan_files, plan_names
from ..formats.text import csv_text, json_text
from ..frontier import LEVELS, FrontierPoint, frontier_of
from ..plan import plain
from . import options, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    options.add_input(parser)
    parser.add_argument(
        "--levels", type=options.number, nargs="+", default=LEVELS, metavar="LEVEL", help="default 0 0.2 … 1"
    )
    options.add_search(parser)
    parser.add_argument("--out", type=Path, required=True, help="the folder for frontier.csv and a plan for each level")


def run(args: argparse.Namespace) -> int:
    policy, request = options.policy_of(args), options.request_of(args)
    in_each = [f"{float(level)}/{name}" for level in args.levels for name in plan_names(request)]
    refuse_unwritable(args.out, ["frontier.csv", "frontier.json", *in_each])
    clock = Clock(policy.time_limit, say.progress)
    with clock.timed("read"):
        pool = request.read(policy.decimals)
    points = frontier_of(pool, policy, args.levels, rounds=args.rounds, clock=clock)
    files: dict[str, str | bytes] = {
        "frontier.csv": _csv(points),
        "frontier.json": json_text([point.as_dict() for point in points]),
    }
    for point in points:
        contents = plan_files(point.plan, request, replace(policy, fairness=point.level))
        files |= {f"{point.level}/{name}": content for name, content in contents.items()}
    write_folder(args.out, files)
    say.table(tuple(points[0].as_dict()), map(_rounded, points))
    say.answer(f"{len(points)} plans written to {args.out}")
    return 0


def _csv(points: Sequence[FrontierPoint]) -> str:
    rows = (["" if figure is None else plain(figure) for figure in point.as_dict().values()] for point in points)
    return csv_text(list(points[0].as_dict()), rows)


def _rounded(point: FrontierPoint) -> list[str]:
    figures = point.as_dict().values()
    return ["–" if f is None else f"{f:.4f}" if isinstance(f, float) else str(f) for f in figures]
