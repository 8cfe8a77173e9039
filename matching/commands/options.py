"""The options that several commands share: the input of a plan, its policy, and how long it may take."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import InvalidInput, Problem
from ..expectations import expected
from ..folder import Request
from ..policy import Policy, read_policy

KNOBS = ("fairness", "gap", "time_limit")
"""The knobs of the policy that have an option of their own."""


def add_input(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument("--needs", type=Path, required=required)
    parser.add_argument("--offers", type=Path, required=required)
    parser.add_argument("--pairs", type=Path, help="scores, or parts of scores, of single pairs")
    parser.add_argument("--only-pairs", action="store_true", help="no other pair than those of --pairs")
    parser.add_argument("--flat-scores", action="store_true", help="every eligible pair scores 1")
    parser.add_argument("--decisions", type=Path, help="pairs that are pinned or forbidden")


def add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--gap", type=number, help="stop at this relative gap; default 0.001")
    parser.add_argument("--time-limit", type=seconds, help="seconds for the whole command; default 60")
    parser.add_argument("--rounds", type=whole, help="rounds of improvement, instead of as many as time allows")
    parser.add_argument("--policy", type=Path, help="a TOML file with the round's policy")


def add_fairness(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fairness", type=number, help="from 0 (none) to 1; default 0.8")


def request_of(args: argparse.Namespace) -> Request:
    for name in ("needs", "offers"):
        if getattr(args, name) is None:
            raise InvalidInput([Problem(f"--{name}", None, "", "(nothing)", expected("file"))])
    if args.only_pairs and not args.pairs:
        raise InvalidInput([Problem("--only-pairs", None, "", "(alone)", expected("with_pairs"))])
    return Request(args.needs, args.offers, args.pairs, args.decisions, args.only_pairs, args.flat_scores)


def refuse_beside(args: argparse.Namespace, option: str, *names: str) -> None:
    """Raises InvalidInput for every one of these options that was given with `option`, which makes it mean nothing."""
    given = [name for name in names if getattr(args, name) not in (None, False)]
    if given:
        alone = expected("not_beside", option=option)
        raise InvalidInput([Problem(f"--{name.replace('_', '-')}", None, "", "(given)", alone) for name in given])


def policy_of(args: argparse.Namespace, given: Policy | None = None) -> Policy:
    """The policy of --policy (or the one given, or the defaults) with the knobs that were set by options."""
    policy = given or (read_policy(args.policy) if args.policy else Policy())
    said = {name: getattr(args, name, None) for name in KNOBS}
    return replace(policy, **{name: value for name, value in said.items() if value is not None})


def _plain(kind: Callable[[str], Any], text: str, characters: str, expected: str) -> Any:
    if not text or not set(text) <= set(characters):
        raise argparse.ArgumentTypeError(f"{text!r} is not {expected}")
    return kind(text)


def number(text: str) -> float:
    """Plain numbers only: neither nan, inf, nor 1_000."""
    return float(_plain(float, text, "0123456789.-+e", "a plain number"))


def seconds(text: str) -> float:
    """What `Policy.time_limit` may be."""
    value = number(text)
    if not 0.1 <= value <= 86400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0.1 to 86400")
    return value


def whole(text: str) -> int:
    return int(_plain(int, text, "0123456789", "a whole number of 0 or more"))
