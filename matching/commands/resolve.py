"""`resolve`: a plan directory and new decisions in, a plan directory around them out."""

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ..amounts import amount_text
from ..explain import open_account
from ..files import csv_text, read_frame
from ..folder import load_fairness, load_prices, load_request, save_plan
from ..inputs.notes import DECISION_COLUMNS
from ..pool import Decision
from ..resolve import Resolution, resolve_plan
from . import comparison, english, options, say
from .solve import summary


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", type=Path, required=True, help="the plan directory to start from")
    parser.add_argument("--decisions", type=Path, required=True, help="pairs to pin or forbid, beside the plan's own")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--keep", action="store_true", help="what still fits stays as it is")
    how.add_argument("--over", action="store_true", help="start over")
    parser.add_argument("--time-limit", type=options.number, help="seconds; default: as the plan's policy says")
    parser.add_argument("--rounds", type=options.whole, help="with --over: rounds instead of as many as time allows")
    parser.add_argument("--out", type=Path, required=True, help="the plan directory to write")


def run(args: argparse.Namespace) -> int:
    resolution = resolve_plan(
        open_account(args.plan),
        read_frame(args.decisions),
        keep=args.keep,
        fairness=load_fairness(args.plan),
        prices=load_prices(args.plan),
        rounds=args.rounds,
        time_limit=args.time_limit,
        progress=say.progress,
        file=str(args.decisions),
    )
    _save(args.out, args.plan, resolution)
    say.answer(f"{summary(resolution.plan)}; written to {args.out}")
    comparison.tell_moves(resolution.moved)
    for told in resolution.costs:
        for line in english.decision_lines(told):
            say.answer(line)
    if untold := resolution.new - len(resolution.costs):
        say.answer(f"There was no time to find out what {untold} more decisions cost.")
    return 0


def _save(out: Path, start: Path, resolution: Resolution) -> None:
    """A plan directory whose input is that of the first plan, with all decisions."""
    request, policy = load_request(start)
    with TemporaryDirectory() as folder:
        decisions = Path(folder) / "decisions.csv"
        decisions.write_text(csv_text(list(DECISION_COLUMNS), _rows(resolution.decisions)), encoding="utf-8")
        save_plan(out, resolution.plan, replace(request, decisions=decisions), policy)


def _rows(decisions: Iterable[Decision]) -> Iterable[list[str]]:
    for d in decisions:
        amounts = [amount_text(amount) if amount else "" for amount in d.amounts]
        yield [d.need, d.offer, d.decision, *amounts]
