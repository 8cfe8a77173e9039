"""`solve`: files in, a plan directory out."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..clock import Clock
from ..errors import InvalidInput, Problem
from ..folder import Request, save_plan
from ..plan import Plan
from ..policy import Policy, read_policy
from ..solve import plan_for
from . import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--needs", type=Path, required=True)
    parser.add_argument("--offers", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, help="scores, or parts of scores, of single pairs")
    parser.add_argument("--only-pairs", action="store_true", help="no other pair than those of --pairs")
    parser.add_argument("--flat-scores", action="store_true", help="every eligible pair scores 1")
    parser.add_argument("--decisions", type=Path, help="pairs that are pinned or forbidden")
    parser.add_argument("--fairness", type=_number(float), help="from 0 (none) to 1; default 0.8")
    parser.add_argument("--gap", type=_number(float), help="stop at this relative gap; default 0.001")
    parser.add_argument("--time-limit", type=_number(float), help="seconds; default 60")
    parser.add_argument("--rounds", type=_rounds, help="rounds of improvement, instead of as many as time allows")
    parser.add_argument("--policy", type=Path, help="a TOML file with the round's policy")
    parser.add_argument("--out", type=Path, required=True, help="the plan directory to write")


def run(args: argparse.Namespace) -> int:
    if args.only_pairs and not args.pairs:
        raise InvalidInput([Problem("--only-pairs", None, "", "(alone)", "given together with --pairs")])
    policy = _policy(args)
    clock = Clock(policy.time_limit, say.progress)
    request = Request(args.needs, args.offers, args.pairs, args.decisions, args.only_pairs, args.flat_scores)
    with clock.timed("read"):
        pool = request.read()
    plan = plan_for(pool, policy, rounds=args.rounds, clock=clock)
    save_plan(args.out, plan, request, policy)
    say.answer(_summary(plan, args.out))
    return 0


def _policy(args: argparse.Namespace) -> Policy:
    policy = read_policy(args.policy) if args.policy else Policy()
    given = {name: getattr(args, name) for name in ("fairness", "gap", "time_limit")}
    return replace(policy, **{name: value for name, value in given.items() if value is not None})


def _number(kind: Callable[[str], Any]) -> Callable[[str], Any]:
    """Plain numbers only: neither nan, inf, nor 1_000."""

    def parse(text: str) -> Any:
        if not set(text) <= set("0123456789.-+e"):
            raise argparse.ArgumentTypeError(f"{text!r} is not a plain number")
        return kind(text)

    return parse


def _rounds(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def _summary(plan: Plan, out: Path) -> str:
    gap = "unknown" if plan.gap is None else f"{plan.gap:.4%}"
    return (
        f"{plan.status}: {plan.partnerships} partnerships for {plan.needs_taken_up} of {plan.needs} needs, "
        f"objective {plan.objective:.4f}, bound {plan.bound:.4f}, gap {gap}; written to {out}"
    )
