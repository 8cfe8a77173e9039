"""What the engine could not use of a round's data, in words: which need, offer or file it is, and why."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.services.engine.problems import BadInput, Figure, Unusable
from app.services.engine.snapshots import Part
from app.texts.formatting import number
from app.texts.labels import label
from models.vocabulary import Flag, Horizon, Instrument, Kind, Theme

FILES = {
    Part.NEEDS: _l("The needs of the round"),
    Part.OFFERS: _l("The offers of the round"),
    Part.PAIRS: _l("Who has worked together before"),
    Part.DECISIONS: _l("The decisions of the round"),
    Part.POLICY: _l("The policy of the round"),
}

COLUMNS = {
    "need_id": _l("the need"),
    "offer_id": _l("the offer"),
    "programme_id": _l("the programme"),
    "city": _l("the city"),
    "country": _l("the country"),
    "region": _l("the region"),
    "income_group": _l("the income group"),
    "group": _l("the group that fairness counts it in"),
    "kind": _l("the kind"),
    "theme": _l("the theme"),
    "instruments": _l("the forms of support"),
    "amount": _l("what it asks for"),
    "min_share": _l("the smallest useful share"),
    "max_partners": _l("how many partners it wants"),
    "first_horizon": _l("when it begins"),
    "last_horizon": _l("when it ends"),
    "weight": _l("its weight"),
    "requires": _l("what must be met first"),
    "flags": _l("the flags it carries"),
    "partner": _l("the partner"),
    "themes": _l("the themes"),
    "countries": _l("the countries"),
    "regions": _l("the regions"),
    "income_groups": _l("the income groups"),
    "required_flags": _l("the flags it requires"),
    "capacity_short": _l("the capacity in years 0–2"),
    "capacity_medium": _l("the capacity in years 2–5"),
    "capacity_long": _l("the capacity in years 5–10"),
    "carry_over": _l("whether capacity is carried over"),
    "min_amount": _l("the smallest partnership"),
    "max_amount": _l("the largest partnership"),
    "max_partnerships": _l("how many partnerships it wants"),
    "max_share": _l("the largest share of one need"),
    "max_country_share": _l("the largest share for one country"),
    "score": _l("the score"),
    "continuity": _l("whether the two have worked together"),
    "decision": _l("what was decided"),
    "short": _l("the amount in years 0–2"),
    "medium": _l("the amount in years 2–5"),
    "long": _l("the amount in years 5–10"),
    "fairness": _l("fairness"),
    "horizon_preference": _l("what each horizon is worth"),
    "partnership_cost": _l("what one more partnership must be worth"),
    "integration_bonus": _l("what a whole programme is worth"),
    "score_weights": _l("how much each part of the score counts"),
    "gap": _l("how close to the best plan is close enough"),
    "time_limit": _l("how long a run may search"),
}
"""What the engine's columns and knobs are to a reviewer, within a sentence."""

VOCABULARIES: Mapping[str, type[StrEnum]] = {
    "kind": Kind,
    "theme": Theme,
    "themes": Theme,
    "instruments": Instrument,
    "first_horizon": Horizon,
    "last_horizon": Horizon,
    "flags": Flag,
    "required_flags": Flag,
}
"""Of which the words of a column are."""

SENTENCES = {
    "text": _l("“%(value)s” has characters that are no text."),
    "identifier": _l("“%(value)s” cannot be the id of anything."),
    "choice": _l("“%(value)s” is none of these: %(choices)s."),
    "country": _l("“%(value)s” is not a country’s code of three letters."),
    "amount": _l("“%(value)s” is not an amount from 0 to %(most)s with at most %(decimals)s decimals."),
    "positive_amount": _l("“%(value)s” is not an amount above 0, up to %(most)s, with at most %(decimals)s decimals."),
    "whole_amount": _l("“%(value)s” is not an amount from 0 to %(most)s without decimals."),
    "whole_positive_amount": _l("“%(value)s” is not an amount above 0, up to %(most)s, without decimals."),
    "share": _l("“%(value)s” is not a share from 0 to 1."),
    "weight": _l("“%(value)s” is not a weight above 0."),
    "count": _l("“%(value)s” is not a whole number of 0 or more."),
    "part_of_score": _l("“%(value)s” is not a number from 0 to 1."),
    "score": _l("“%(value)s” is not a score above 0 and at most 1."),
    "truth": _l("“%(value)s” is neither true nor false."),
    "unique": _l("“%(value)s” is there twice."),
    "new": _l("“%(value)s” is there twice."),
    "instrument_of_kind": _l("“%(value)s” is no form of %(kind)s support; these are: %(choices)s."),
    "not_before_first": _l("“%(value)s” is before it begins."),
    "another_need": _l("A need cannot wait for itself."),
    "need_of_file": _l("“%(value)s” is not in the round."),
    "no_circle": _l("%(need)s would have to be met before itself."),
    "pinned_amounts": _l("A pin needs an amount above 0 in one horizon at least."),
    "blank_amounts": _l("A pair that is forbidden has no amounts."),
    "known_need": _l("“%(value)s” is no need of the round."),
    "known_offer": _l("“%(value)s” is no offer of the round."),
    "sum_of_horizons": _l("“%(value)s” is not the sum of the horizons."),
    "column": _l("The column is missing."),
    "column_once": _l("The column is there twice."),
    "known_column": _l("The engine knows no such column."),
    "near_column": _l("The engine knows no such column; it knows “%(near)s”."),
    "problems_above_first": _l("This row and those below it were not looked at, for there is so much wrong above."),
    "as_wide_as_header": _l("The row does not have as many cells as the header, which has %(cells)s."),
    "utf_8": _l("The file is not written in UTF-8."),
    "well_formed": _l("The file is not well formed."),
    "csv_header": _l("The file is empty."),
    "commas": _l("The cells are not separated by commas."),
    "rows": _l("There are more than %(most)s rows."),
    "cells": _l("The row has more than %(most)s cells."),
    "characters": _l("The cell has more than %(most)s characters."),
    "number": _l("“%(value)s” is not a number from %(least)s to %(most)s."),
    "whole_number": _l("“%(value)s” is not a whole number from %(least)s to %(most)s."),
    "seconds": _l("“%(value)s” is not a number of seconds from %(least)s to %(most)s."),
    "money_decimals": _l("“%(value)s” is not 0, 2 or 3."),
    "money_as_before": _l("“%(value)s” is not %(known)s, as in the plan before."),
    "megabytes": _l("“%(value)s” is not a whole number of megabytes, %(least)s or more."),
    "preferences": _l("“%(value)s” is not three numbers above 0 and at most 1."),
    "score_weights": _l("“%(value)s” is not a number of 0 or more for some parts of the score, not all 0."),
    "table_of_numbers": _l("“%(value)s” is not a table of numbers."),
    "three_numbers": _l("“%(value)s” is not a list of three numbers."),
    "toml": _l("The file cannot be read as a policy."),
    "readable_file": _l("The file cannot be read."),
    "table_bytes": _l("The file has more than %(most)s bytes."),
    "writable": _l("“%(value)s” cannot be written."),
    "name_beside": _l("“%(value)s” is not the name of a file of the plan."),
    "plan_file": _l("The plan lacks this file."),
    "as_written": _l("“%(value)s” is not as the engine writes it."),
    "need_of_plan": _l("“%(value)s” is no need of the plan."),
    "offer_of_plan": _l("“%(value)s” is no offer of the plan."),
}
"""By the codes of what the engine expected."""

OTHERWISE = _l("“%(value)s” cannot be used here.")


def lines(found: BadInput) -> Iterator[str]:
    """A line for each problem, and how many more there are."""
    for one in found.problems:
        yield _("%(place)s: %(what)s", place=_place(one, found.titles), what=_sentence(one, found.titles))
    if found.more:
        yield ngettext("and %(num)d more problem.", "and %(num)d more problems.", found.more)


def _place(one: Unusable, titles: Mapping[str, str]) -> str:
    """The need or the offer, or else the file and the row; and the column."""
    named = [f"“{titles[id_]}”" for id_ in one.ids if id_ in titles]
    place = " – ".join(named) or _file(one)
    if not one.column:
        return place
    column = str(COLUMNS.get(one.column, one.column))
    return _("%(place)s, %(column)s", place=place, column=column)


def _file(one: Unusable) -> str:
    part = next((part for part in FILES if one.file in (part, part.file)), None)
    file = one.file if part is None else str(FILES[part])
    return file if one.row is None else _("%(file)s, row %(row)s", file=file, row=number(one.row))


def _sentence(one: Unusable, titles: Mapping[str, str]) -> str:
    figures = {name: _figure(one, figure, titles) for name, figure in one.expected.figures.items()}
    words = str(SENTENCES.get(one.expected.code, OTHERWISE))
    return words % ({"value": _titled(one.value, titles)} | figures)


def _figure(one: Unusable, figure: Figure, titles: Mapping[str, str]) -> str:
    match figure:
        case int() | float():
            return number(figure)
        case str():
            return f"“{titles[figure]}”" if figure in titles else _word(one, figure)
    return ", ".join(_word(one, word) for word in figure)


def _word(one: Unusable, word: str) -> str:
    """As people read it, where it is a word of the column's vocabulary."""
    vocabulary = Kind if word in [*Kind] else VOCABULARIES.get(one.column)
    return label(word, vocabulary) if vocabulary and word in [*vocabulary] else word


def _titled(value: str, titles: Mapping[str, str]) -> str:
    """With titles for the ids in it."""
    for id_, title in titles.items():
        value = value.replace(id_, title)
    return value
