"""`rank`: what the ballots of a joint ranking agree on, so that anybody can count again."""

import argparse
from pathlib import Path

from ..consensus import Consensus, by_turns, rank
from ..errors import InvalidInput, Problem
from ..expectations import expected
from ..files import read_frame
from ..formats.text import json_text
from ..inputs.rankings import read_ranking
from . import say

ORDERS = ("consensus", "turns")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ballots", type=Path, required=True)
    parser.add_argument("--settlements", type=Path, help="zone and residents of each settlement that may be ranked")
    parser.add_argument("--order", choices=ORDERS, default=ORDERS[0], help="turns: shared out among zones")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")


def run(args: argparse.Namespace) -> int:
    if args.order == "turns" and args.settlements is None:
        raise InvalidInput([Problem("--settlements", None, "", "(nothing)", expected("file"))])
    frames = read_frame(args.ballots), args.settlements and read_frame(args.settlements)
    ranking = read_ranking(*frames, (str(args.ballots), str(args.settlements)))
    found = rank(ranking.ballots, ranking.candidates)
    order = found.order
    if args.order == "turns":
        zones = {name: one.zone for name, one in ranking.settlements.items()}
        order = by_turns(order, zones, {name: one.residents for name, one in ranking.settlements.items()})
    if args.json:
        say.answer(json_text(found.as_dict() | {"order": list(order)}).rstrip())
    else:
        tell(found, order)
    return 0


def tell(found: Consensus, order: tuple[str, ...]) -> None:
    level = {name: number for number, names in enumerate(found.levels, 1) for name in names}
    rows = [(str(n), name, str(level[name]), "–".join(map(str, found.places[name]))) for n, name in enumerate(order, 1)]
    say.table(("turn", "settlement", "level", "places"), rows)
    say.answer(f"{float(found.agreement):.1%} of all comparisons agree.")
    for one, other in found.thin_pairs:
        say.answer(f"hardly compared: {one} and {other}")
