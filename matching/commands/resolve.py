"""`resolve`: a plan directory and new decisions in, a plan directory around them out."""

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from ..amounts import amount_text
from ..clock import Clock
from ..errors import InvalidInput, Problem
from ..expectations import expected
from ..explain import open_account
from ..files import read_frame, refuse_unwritable
from ..folder import PLAN_FILES, Request, load_request, save_plan
from ..formats import columns
from ..formats.text import csv_text, json_text
from ..policy import Policy
from ..resolve import Resolution, resolve_in, resolve_plan
from . import comparison, english, options, say
from .solve import summary


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", type=Path, required=True, help="the plan directory to start from")
    options.add_input(parser, required=False)
    parser.add_argument("--policy", type=Path, help="with --needs and --offers: a TOML file with the policy of today")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--keep", action="store_true", help="what still fits stays as it is")
    how.add_argument("--over", action="store_true", help="start over")
    parser.add_argument("--time-limit", type=options.seconds, help="seconds; default: as the plan's policy says")
    parser.add_argument("--rounds", type=options.whole, help="with --over: rounds instead of as many as time allows")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--out", type=Path, required=True, help="the plan directory to write")


def run(args: argparse.Namespace) -> int:
    refuse_unwritable(args.out, PLAN_FILES)
    account = open_account(args.plan)
    request, policy = _today(args) if args.needs or args.offers else (None, account.case.policy)
    clock = Clock(args.time_limit or policy.time_limit, say.progress)
    how = {"keep": args.keep, "rounds": args.rounds, "clock": clock}
    if request is not None:
        resolution = resolve_in(account, request.read(policy.decimals), policy, **how)
    else:
        options.refuse_beside(
            args, "--plan without --needs and --offers", "pairs", "policy", "only_pairs", "flat_scores"
        )
        resolution = resolve_plan(account, _decisions(args), file=str(args.decisions), **how)
        request, _ = load_request(args.plan)
    _save(args.out, resolution, request, policy)
    if args.json:
        say.answer(json_text(resolution.as_dict()).rstrip())
    else:
        _tell(args.out, resolution)
    return 0


def _today(args: argparse.Namespace) -> tuple[Request, Policy]:
    """The round as it stands now: what these files say, and no decisions but theirs."""
    return options.request_of(args), options.policy_of(args, None if args.policy else load_request(args.plan)[1])


def _decisions(args: argparse.Namespace) -> pd.DataFrame:
    if args.decisions is None:
        raise InvalidInput([Problem("--decisions", None, "", "(nothing)", expected("file_or_input"))])
    return read_frame(args.decisions)


def _tell(out: Path, resolution: Resolution) -> None:
    say.answer(f"{summary(resolution.plan)}; written to {out}")
    comparison.tell_moves(resolution.moved)
    for told in resolution.costs:
        for line in english.decision_lines(told):
            say.answer(line)
    if untold := resolution.new - len(resolution.costs):
        say.answer(f"There was no time to find out what {untold} more decisions cost.")


def _save(out: Path, resolution: Resolution, request: Request, policy: Policy) -> None:
    """A plan directory with this input and all the decisions."""
    with TemporaryDirectory() as folder:
        decisions = Path(folder) / "decisions.csv"
        decisions.write_text(csv_text(columns.DECISIONS, _rows(resolution)), encoding="utf-8")
        save_plan(out, resolution.plan, replace(request, decisions=decisions), policy)


def _rows(resolution: Resolution) -> Iterable[list[str]]:
    plan = resolution.plan
    for d in resolution.decisions:
        decimals = plan.decimals[plan.kinds[d.need]]
        amounts = [amount_text(amount, decimals) if amount else "" for amount in d.amounts]
        yield [d.need, d.offer, d.decision, *amounts]
