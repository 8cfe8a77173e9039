"""`compare`: what was added, dropped and changed between two plan directories, in amounts and coverage."""

import argparse
from pathlib import Path

from ..compare import compare_plans
from ..explain import open_account
from ..formats.text import json_text
from . import comparison, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plan", type=Path, required=True, help="the plan directory to start from")
    parser.add_argument("--with", type=Path, required=True, dest="other", help="the plan directory to hold against it")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")


def run(args: argparse.Namespace) -> int:
    compared = compare_plans(open_account(args.plan), open_account(args.other))
    if args.json:
        say.answer(json_text(compared.as_dict()).rstrip())
    else:
        comparison.tell(compared)
    return 0
