"""`stress`: what each partner's withdrawal would cost the plan, who would lose by it, and who would stand in."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..amounts import Decimals, amount_text
from ..clock import Clock
from ..explain import load_plan, open_account
from ..files import refuse_unwritable, write_folder
from ..folder import Request, load_request, plan_files, plan_names
from ..formats.text import csv_text, json_text
from ..plan import plain
from ..policy import Policy
from ..stress import StandIn, Stress, Withdrawal, stress_of, withdrawals_from
from . import options, say
from .solve import summary

COLUMNS = (
    "partner", "offers", "impact_lost", "at_least", "at_most", "fall_out", "lose_part", "financial_lost",
    "technical_lost", "stand_ins", "pins_fall",
)  # fmt: skip
HEADER = ("partner", "loses", "at least", "at most", "fall out", "lose part", "stand in")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", type=Path, help="a plan directory, instead of the input of a plan to be made")
    options.add_input(parser, required=False)
    options.add_fairness(parser)
    options.add_search(parser)
    parser.add_argument("--partner", action="append", metavar="NAME", help="only this one (may be given again)")
    parser.add_argument("--out", type=Path, required=True, help="the folder for stress.csv and the plan")


def run(args: argparse.Namespace) -> int:
    stress, request, policy = _from_a_plan(args) if args.plan else _from_input(args)
    contents = plan_files(stress.plan, request, policy)
    files: dict[str, str | bytes] = {
        "stress.csv": csv_text(COLUMNS, (_row(withdrawal, policy.decimals) for withdrawal in stress.withdrawals)),
        "stress.json": json_text([withdrawal.as_dict(policy.decimals) for withdrawal in stress.withdrawals]),
    }
    write_folder(args.out, {**files, **{f"plan/{name}": content for name, content in contents.items()}})
    say.answer(summary(stress.plan))
    say.table(HEADER, _table(stress.withdrawals))
    if stress.not_reached:
        say.answer(f"There was no time for {len(stress.not_reached)} more: {', '.join(stress.not_reached)}.")
    say.answer(f"{len(stress.withdrawals)} withdrawals written to {args.out}")
    return 0


def _from_a_plan(args: argparse.Namespace) -> tuple[Stress, Request, Policy]:
    """The plan stays as it is; the time limit is for the withdrawals alone."""
    options.refuse_beside(args, "--plan", "needs", "offers", "pairs", "decisions", "policy", "fairness", "rounds")
    request, policy = load_request(args.plan)
    _refuse_unwritable(args.out, request)
    clock = Clock(args.time_limit or policy.time_limit, say.progress)
    with clock.timed("read"):
        account = open_account(args.plan)
    return withdrawals_from(account, load_plan(args.plan, account), args.partner, clock), request, policy


def _from_input(args: argparse.Namespace) -> tuple[Stress, Request, Policy]:
    policy, request = options.policy_of(args), options.request_of(args)
    _refuse_unwritable(args.out, request)
    clock = Clock(policy.time_limit, say.progress)
    with clock.timed("read"):
        pool = request.read(policy.decimals)
    stress = stress_of(pool, policy, args.partner, rounds=args.rounds, clock=clock, file=str(args.offers))
    return stress, request, policy


def _refuse_unwritable(out: Path, request: Request) -> None:
    refuse_unwritable(out, ["stress.csv", "stress.json", *(f"plan/{name}" for name in plan_names(request))])


def _row(withdrawal: Withdrawal, decimals: Decimals) -> list[str]:
    w = withdrawal
    return [
        w.partner,
        ";".join(w.offers),
        *(plain(figure) for figure in (w.impact_lost, w.at_least, w.at_most)),
        ";".join(w.fall_out),
        ";".join(w.lose_part),
        *(amount_text(w.lost_by_kind[kind], decimals[kind]) for kind in ("financial", "technical")),
        ";".join(f"{stand_in.partner}: {_amounts(stand_in.amount_by_kind, decimals)}" for stand_in in w.stand_ins),
        "true" if w.pins_fall else "false",
    ]


def _table(withdrawals: tuple[Withdrawal, ...]) -> Iterator[list[str]]:
    for w in withdrawals:
        figures = (f"{figure:.4f}" for figure in (w.impact_lost, w.at_least, w.at_most))
        yield [w.partner, *figures, str(len(w.fall_out)), str(len(w.lose_part)), _names(w.stand_ins)]


def _names(stand_ins: tuple[StandIn, ...]) -> str:
    names = [stand_in.partner for stand_in in stand_ins[:3]]
    return ", ".join([*names, f"{len(stand_ins) - 3} more"] if len(stand_ins) > 3 else names)


def _amounts(by_kind: Mapping[str, int], decimals: Decimals) -> str:
    return " and ".join(f"{amount_text(amount, decimals[kind])} {kind}" for kind, amount in by_kind.items() if amount)
