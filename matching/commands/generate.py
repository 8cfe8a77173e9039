"""`generate`: a synthetic round to measure on."""

import argparse
from pathlib import Path

import pandas as pd

from ..files import refuse_unwritable, write_folder
from ..formats.text import csv_text
from ..generate import generate_round
from . import say

FILES = ("needs.csv", "offers.csv")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--needs", type=_count, required=True, help="how many")
    parser.add_argument("--offers", type=_count, required=True, help="how many")
    parser.add_argument("--seed", type=_count, default=0)
    parser.add_argument("--out", type=Path, required=True, help="the folder for needs.csv and offers.csv")


def run(args: argparse.Namespace) -> int:
    refuse_unwritable(args.out, FILES)
    needs, offers = generate_round(args.needs, args.offers, args.seed)
    write_folder(args.out, dict(zip(FILES, (_csv(needs), _csv(offers)), strict=True)))
    say.answer(f"{len(needs)} needs and {len(offers)} offers written to {args.out}")
    return 0


def _csv(frame: pd.DataFrame) -> str:
    return csv_text(list(frame.columns), frame.to_numpy().tolist())


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 999999")
    return int(text)
