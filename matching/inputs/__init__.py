"""From data frames to a checked pool; every problem of every frame is named in one go."""

import pandas as pd

from ..amounts import USUAL_DECIMALS, Decimals
from ..canonical import canonical
from ..errors import InvalidInput
from ..pool import Decision, PairNote, Pool
from .needs import read_needs
from .notes import read_decisions, read_notes
from .offers import read_offers


def read_pool(
    needs: pd.DataFrame,
    offers: pd.DataFrame,
    pairs: pd.DataFrame | None = None,
    decisions: pd.DataFrame | None = None,
    *,
    only_pairs: bool = False,
    flat_scores: bool = False,
    decimals: Decimals = USUAL_DECIMALS,
    files: tuple[str, str, str, str] = ("needs", "offers", "pairs", "decisions"),
) -> Pool:
    """The pool in canonical order, or InvalidInput. `files` are the names by which problems speak of the frames."""
    read_n, table_n = read_needs(needs, files[0], decimals)
    read_o, table_o = read_offers(offers, files[1], decimals)
    problems = [*table_n.problems, *table_o.problems]
    kinds, offer_ids = {need.id: need.kind for need in read_n}, {offer.id for offer in read_o}
    notes: list[PairNote] = []
    decided: list[Decision] = []
    if pairs is not None:
        notes, table = read_notes(pairs, files[2], kinds, offer_ids)
        problems += table.problems
    if decisions is not None:
        decided, table = read_decisions(decisions, files[3], kinds, offer_ids, decimals)
        problems += table.problems
    if problems:
        raise InvalidInput(problems)
    return canonical(Pool(tuple(read_n), tuple(read_o), tuple(notes), tuple(decided), only_pairs, flat_scores))
