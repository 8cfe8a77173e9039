"""Text as it is searched: without accents, capitals and vowel signs. A thing keeps its own words folded, so that both
databases find them in the same way."""

import unicodedata
from typing import Any, ClassVar

from sqlalchemy import event, inspect
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, Mapper, declared_attr, mapped_column

SPELLINGS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŋ": "n"}
    | {"ى": "ي", "ة": "ه", "ـ": ""}  # the last only stretches a word
    | {chr(zero + n): str(n) for zero in (0x0660, 0x06F0, 0x0966) for n in range(10)}  # Arabic, Persian, Hindi digits
)
"""Letters that no mark can be taken off, as people write them who do not have them on their keys."""


def fold(text: str) -> str:
    """The text in small letters, without marks above or below them, with single spaces. Folded twice it is the same."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = "".join(one for one in apart if not unicodedata.combining(one) and unicodedata.category(one) != "Cf")
    return " ".join(letters.translate(SPELLINGS).split())


class Named:
    """A thing that is found by its name."""

    NAMED_BY: ClassVar[tuple[str, ...]] = ("name",)
    FOLDED: ClassVar[dict[str, str]] = {"folded_name": "NAMED_BY"}
    """Each folded column, and what lists the columns that it folds."""

    @declared_attr
    def folded_name(cls) -> Mapped[str]:  # noqa: N805
        return mapped_column(deferred=True, default=_first(cls.NAMED_BY))


class Told(Named):
    """A thing that is found by what it says of itself as well."""

    TOLD_IN: ClassVar[tuple[str, ...]]
    FOLDED: ClassVar[dict[str, str]] = {**Named.FOLDED, "folded_text": "TOLD_IN"}

    @declared_attr
    def folded_text(cls) -> Mapped[str]:  # noqa: N805
        return mapped_column(deferred=True, default=_first(cls.TOLD_IN))


def _first(columns: tuple[str, ...]) -> Any:
    """The default of a folded column: what a new row holds in the others, whichever way it is inserted."""

    def folded(context: DefaultExecutionContext) -> str:
        row = context.get_current_parameters()  # type: ignore[no-untyped-call]
        return fold(" ".join(row.get(column) or "" for column in columns))

    return folded


@event.listens_for(Named, "before_update", propagate=True)
def _fold_again(_mapper: Mapper[Any], _connection: object, thing: Named) -> None:
    state = inspect(thing)
    for folded, listed in thing.FOLDED.items():
        columns = getattr(thing, listed)
        if any(state.attrs[column].history.has_changes() for column in columns):
            setattr(thing, folded, fold(" ".join(getattr(thing, column) or "" for column in columns)))
