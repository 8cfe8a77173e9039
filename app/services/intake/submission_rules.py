"""The rules that what is said of a need and of an offer must keep alike."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from app.database import AuditedSession
from app.services.money import exchange
from app.services.people.addresses import normal_address
from models import Country
from models.errors import BrokenRule
from models.vocabulary import INSTRUMENTS_OF, Instrument, Kind


class SubmissionTerms(Protocol):
    """What the terms of both have."""

    @property
    def kind(self) -> Kind: ...
    @property
    def currency(self) -> str | None: ...
    @property
    def instruments(self) -> tuple[Instrument, ...]: ...


def usual_currency(known: Sequence[str], country: Country | None) -> str | None:
    """What amounts are first asked in: the country's own currency, or dollars where its rate is not known."""
    wanted = (country.currency if country else None, "USD", *known)
    return next((currency for currency in wanted if currency in known), None)


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
