"""`solve`: files in, a plan directory out."""

import argparse
from pathlib import Path

from ..clock import Clock
from ..files import refuse_unwritable
from ..folder import plan_names, save_plan
from ..plan import Plan
from ..solve import plan_for
from . import options, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    options.add_input(parser)
    options.add_fairness(parser)
    options.add_search(parser)
    parser.add_argument("--out", type=Path, required=True, help="the plan directory to write")


def run(args: argparse.Namespace) -> int:
    request, policy = options.request_of(args), options.policy_of(args)
    refuse_unwritable(args.out, plan_names(request))
    clock = Clock(policy.time_limit, say.progress)
    with clock.timed("read"):
        pool = request.read(policy.decimals)
    plan = plan_for(pool, policy, rounds=args.rounds, clock=clock)
    save_plan(args.out, plan, request, policy)
    say.answer(f"{summary(plan)}; written to {args.out}")
    return 0


def summary(plan: Plan) -> str:
    gap = "unknown" if plan.gap is None else f"{plan.gap:.4%}"
    return (
        f"{plan.status}: {plan.partnerships} partnerships for {plan.needs_taken_up} of {plan.needs} needs, "
        f"objective {plan.objective:.4f}, bound {plan.bound:.4f}, gap {gap}"
    )
