"""What may be right and mostly is not: it is asked about, and kept with the reason of whoever says that it is right."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.services.record.terms import Terms
from models.errors import BrokenRule, Doubtful

ALSO = {
    "far_from_city": {"longitude"},
    "large_households": {"residents"},
    "no_room": {"residents"},
}
"""Fields that a doubt speaks of beside its own."""


@dataclass(frozen=True)
class DoubtedTerms(Terms):
    kept_because: str = ""
    """Why what was doubted is right."""


def settle[T: DoubtedTerms](terms: T, doubts: Iterable[BrokenRule], before: T | None = None) -> T:
    """The terms, with their reason where anything is doubted. Raises Doubtful where they give none; what stood `before`
    is not asked about again."""
    found = tuple(doubts)
    changed = set(terms.differing(before)) if before else None
    new = [one for one in found if changed is None or changed & {one.field, *ALSO.get(one.code, ())}]
    if new and not terms.kept_because:
        raise Doubtful(*new)
    return terms if found else replace(terms, kept_because="")
