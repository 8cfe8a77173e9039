"""`explain`: why a match was made, or what became of a need or an offer."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from ..explain import Account, explain_decision, explain_match, explain_need, explain_offer, open_account
from . import english, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", type=Path, required=True, help="the plan directory")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--need", metavar="ID")
    what.add_argument("--offer", metavar="ID")
    what.add_argument("--match", nargs=2, metavar=("NEED", "OFFER"))


def run(args: argparse.Namespace) -> int:
    account = open_account(args.plan)
    if args.need is not None:
        _tell(english.need_lines(explain_need(account, args.need), account.decimals[account.need(args.need).kind]))
    elif args.offer is not None:
        _tell(english.offer_lines(explain_offer(account, args.offer), account.decimals[account.offer(args.offer).kind]))
    else:
        _tell(_pair(account, *args.match))
    return 0


def _pair(account: Account, need: str, offer: str) -> Iterable[str]:
    match = explain_match(account, need, offer)
    decision = explain_decision(account, need, offer)
    if match is not None:
        yield from english.match_lines(match, account.decimals[account.need(need).kind])
    else:
        failed = account.fit(need).failed(need, offer)
        why = f"not eligible: it fails {', '.join(failed)}" if failed else "eligible, but not in the plan"
        yield f"{need} and {offer} are {why}."
    if decision is not None:
        yield from english.decision_lines(decision)


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        say.answer(line)
