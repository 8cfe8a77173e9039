"""What was expected of a cell, a row, a file or an option: a code with figures, and the English of the command line.

Programs read the code and the figures; who shows them to people finds the words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Figure = int | float | str | tuple[str, ...]
"""A number, a word of the vocabulary or of the input, or several of them."""

EXPECTATIONS: Final[Mapping[str, str]] = {
    # cells
    "text": "text without control characters",
    "identifier": "an identifier (not blank, no ';', at most {most} characters)",
    "choice": "one of {choices}",
    "country": "an ISO 3166 alpha-3 country code such as KEN",
    "amount": "a plain amount of 0 or more with at most {decimals} decimals, up to {most}",
    "positive_amount": "a plain amount above 0 with at most {decimals} decimals, up to {most}",
    "whole_amount": "a plain amount of 0 or more without decimals, which the money of this round has none of,"
    " up to {most}",
    "whole_positive_amount": "a plain amount above 0 without decimals, which the money of this round has none of,"
    " up to {most}",
    "share": "a share from 0 to 1 with at most nine decimals",
    "weight": "a weight above 0 and up to 1000000 with at most nine decimals",
    "count": "a whole number of 0 or more",
    "place": "a whole number of 1 or more",
    "part_of_score": "a number from 0 to 1",
    "score": "a score above 0 and at most 1",
    "truth": "true or false",
    # rows
    "unique": "unique (row {row} has it too)",
    "new": "new (row {row} says the same)",
    "instrument_of_kind": "an instrument of kind {kind}: {choices}",
    "not_before_first": "{first} or later, as first_horizon says",
    "another_need": "another need: a need cannot require itself",
    "need_of_file": "the need_id of a row of this file",
    "no_circle": "free of circles: {need} would have to be met before itself",
    "pinned_amounts": "the amounts to pin: above 0 in one horizon at least",
    "blank_amounts": "blank where a pair is forbidden",
    "known_need": "the need_id of a need",
    "known_offer": "the offer_id of an offer",
    "known_settlement": "the settlement_id of a settlement",
    "settlement_of_ballot": "{settlement}, as in row {row}: a ballot is of one settlement",
    "few_ballots": "one of at most {most} ballots of a settlement",
    "sum_of_horizons": "the sum of short, medium and long",
    # columns
    "column": "there: a column must stand in the header even if it is blank",
    "column_once": "a column that stands once",
    "known_column": "a known column",
    "near_column": "a known column (is it {near}?)",
    "problems_above_first": "looked at before the problems above are mended",
    # files of comma-separated values
    "as_wide_as_header": "a row of {cells} cells, as in the header",
    "utf_8": "UTF-8 text: save the file again as 'CSV UTF-8'",
    "well_formed": "a well-formed CSV file, with cells of at most {most} characters",
    "csv_header": "a CSV file with a header",
    "commas": "separated by commas",
    "rows": "within the first {most} rows below the header",
    "cells": "a row of at most {most} cells",
    "characters": "a cell of at most {most} characters",
    # workbooks
    "workbook": "a readable XLSX file (save one with a password without it)",
    "workbook_cells": "a workbook of at most about {most} cells: save a larger sheet as CSV",
    "workbook_parts": "a workbook of at most {most} parts",
    "workbook_bytes": "at most {most}: save the sheet as CSV",
    "workbook_ratio": "a workbook packed at most {most} to 1",
    "workbook_depth": "nested at most {most} deep, as in every workbook",
    "workbook_plain": "a plain enough workbook",
    "workbook_xml": "part of a workbook: no office program writes it",
    "workbook_header": "a workbook whose first sheet has a header",
    "sheet_rows": "within the {most} rows of a sheet",
    "sheet_table_rows": "within the first {most} rows below the header: save a larger table as CSV",
    "sheet_columns": "within the first {most} columns",
    "column_header": "the header of a column",
    "below_header": "below the header of a column",
    "row_with_cells": "a row between others that says anything",
    "value": "a value",
    "formula_value": "a value: open the workbook and save it, which works it out",
    # policies
    "number": "a number from {least} to {most}",
    "whole_number": "a whole number from {least} to {most}",
    "seconds": "seconds from {least} to {most}",
    "money_decimals": "0, 2 or 3",
    "money_as_before": "{known}, as in the plan before: amounts of money cannot be held against each other",
    "megabytes": "a whole number of megabytes from {least} up",
    "preferences": "three numbers above 0 and at most 1",
    "score_weights": "numbers of 0 or more, not all 0, for some of {choices}",
    "table_of_numbers": "a table of numbers",
    "three_numbers": "a list of three numbers",
    "toml": "a readable TOML file",
    # files, folders and options
    "readable_file": "a file that can be read",
    "table_bytes": "a table of at most {most} bytes",
    "writable": "a place that can be written ({reason})",
    "name_beside": "the name of a file beside it",
    "plan_file": "a file of a plan directory written by `solve`",
    "as_written": "as `solve` writes it ({reason})",
    "need_of_plan": "the id of a need of this plan",
    "offer_of_plan": "the id of an offer of this plan",
    "partner": "the partner of an offer",
    "levels": "one level of fairness at least",
    "file": "a file",
    "file_or_input": "a file, unless --needs and --offers are given",
    "with_pairs": "given together with --pairs",
    "not_beside": "used beside {option}",
}
"""Code -> the English, with the names of its figures in braces."""


@dataclass(frozen=True)
class Expected:
    """A code of EXPECTATIONS, and the figures that its English names."""

    code: str
    figures: Mapping[str, Figure]

    def __str__(self) -> str:
        shown = {name: ", ".join(one) if isinstance(one, tuple) else one for name, one in self.figures.items()}
        return EXPECTATIONS[self.code].format_map(shown)


def expected(code: str, **figures: Figure) -> Expected:
    return Expected(code, figures)
