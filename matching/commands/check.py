"""`check`: the exact checker alone, on a plan directory and the files it is said to come from."""

import argparse
from dataclasses import replace
from pathlib import Path

from ..case import make_case
from ..check.plan import check_figures, check_matches
from ..files import read_frame
from ..folder import load_fairness, load_request, load_statement
from ..inputs.plan import read_matches
from . import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--needs", type=Path, required=True)
    parser.add_argument("--offers", type=Path, required=True)
    parser.add_argument("--plan", type=Path, required=True, help="the plan directory")


def run(args: argparse.Namespace) -> int:
    request, policy = load_request(args.plan)
    pool = replace(request, needs=args.needs, offers=args.offers).read(policy.decimals)
    load_fairness(args.plan)  # refuses groups that are none; whether the figures are true is checked below
    path = args.plan / "plan.csv"
    matches = read_matches(read_frame(path), str(path), pool, policy.decimals, strangers=True)
    scores = make_case(pool, policy).scores
    broken = check_matches(pool, matches, scores)
    if not broken:
        broken = check_figures(pool, policy, matches, scores, load_statement(args.plan))
    for violation in broken:
        say.answer(str(violation))
    say.answer(f"{len(broken)} violations" if broken else f"every rule holds for {len(matches)} partnerships")
    return 1 if broken else 0
