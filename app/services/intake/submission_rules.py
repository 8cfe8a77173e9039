"""The rules that what is said of a need and of an offer must keep alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from app.database import AuditedSession
from app.services.intake.doubts import DoubtedTerms
from app.services.money import exchange
from app.services.people.addresses import normal_address
from models.errors import BrokenRule
from models.vocabulary import INSTRUMENTS_OF, Instrument, Kind


@dataclass(frozen=True)
class SubmissionTerms(DoubtedTerms):
    """What the terms of both have."""

    UNCOUNTED: ClassVar[Mapping[str, object]]
    """The amounts, as they are while nothing is said of them."""

    kind: Kind = Kind.FINANCIAL
    instruments: tuple[Instrument, ...] = ()
    currency: str | None = None

    def of_kind(self, kind: Kind, currency: str | None) -> Self:
        """As one of this kind, money in this currency. What is said in the unit of another kind, days or money, and the
        forms of its support, are not taken over."""
        if kind == self.kind:
            return self
        unit = currency if kind == Kind.FINANCIAL else None
        return replace(self, kind=kind, currency=unit, instruments=(), **self.UNCOUNTED)  # type: ignore[arg-type]  # by name


def broken_unit(session: AuditedSession, terms: SubmissionTerms) -> Iterator[BrokenRule]:
    """Money has a currency that there is, with a rate or without; expert-days have none. Support has the forms of its
    kind."""
    if terms.kind == Kind.FINANCIAL and not terms.currency:
        yield BrokenRule("currency", "no_currency")
    elif terms.kind == Kind.TECHNICAL and terms.currency:
        yield BrokenRule("currency", "days_have_no_currency")
    elif terms.currency and terms.currency not in exchange.currencies(session):
        yield BrokenRule("currency", "unknown_currency")
    if others := [word for word in terms.instruments if word not in INSTRUMENTS_OF[terms.kind]]:
        yield BrokenRule("instruments", "instruments_of_other_kind", {"words": others})


def broken_address(field: str, address: str) -> Iterator[BrokenRule]:
    """An e-mail address is one, or nothing."""
    try:
        if address:
            normal_address(address)
    except ValueError:
        yield BrokenRule(field, "no_address")
