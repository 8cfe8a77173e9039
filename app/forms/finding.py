"""What each thing is found by: its own words, and the names of its place and of those it belongs to.

Whoever sees the thing may read all of them: what one may not see is not found by either.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, exists, false, or_, select

from app.access import current_viewer, visible
from app.texts.labels import label
from models import (
    City,
    Country,
    Invitation,
    Membership,
    Need,
    Offer,
    Organisation,
    Partnership,
    Programme,
    Role,
    Settlement,
    User,
)
from models.folding import Named, Told, fold
from models.organisations import OrganisationKind, PartnerType
from models.programmes import programme_settlements
from models.vocabulary import Theme

Clause = ColumnElement[bool]
Word = tuple[str, ...]
"""A word of the search in each of its forms; a thing holds it where one of them is a part of what it says."""

MOST = 8
"""Words that a search takes; each takes its time."""
LONGEST = 40
ASIDE = ",;.:!?"
"""Signs after a word that mean nothing here."""

RULES: dict[type[Any], Callable[[Word], Clause]] = {}


def words(text: str) -> list[Word]:
    folded = dict.fromkeys(word.strip(ASIDE) or word for word in fold(text[:1000]).split())
    return [forms(word[:LONGEST]) for word in folded][:MOST]


def forms(word: str) -> Word:
    """A plural in "s" finds the singular as well. What a form begins with is enough: latrin(e), ciudad(es)."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y", word[:-1]
    if word.endswith("es") and len(word) > 6:
        return (word[:-2],)
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return (word[:-1],)
    return (word,)


def found(model: type[Any], word: Word) -> Clause:
    """The rows of a table in which the word is found."""
    return RULES[model](word)


def rule(model: type[Any]) -> Callable[[Callable[[Word], Clause]], Callable[[Word], Clause]]:
    def keep(clause: Callable[[Word], Clause]) -> Callable[[Word], Clause]:
        RULES[model] = clause
        return clause

    return keep


@rule(User)
def users(word: Word) -> Clause:
    acts = _belongs(Membership.organisation_id, word) | _worded(Membership.role, Role, word)
    return or_(named(User, word), User.memberships.any(acts))


@rule(Invitation)
def invitations(word: Word) -> Clause:
    return or_(
        *(Invitation.email.contains(form, autoescape=True) for form in word),
        _belongs(Invitation.organisation_id, word),
        _worded(Invitation.role, Role, word),
    )


@rule(Organisation)
def organisations(word: Word) -> Clause:
    return or_(
        _told(Organisation, word),
        _worded(Organisation.kind, OrganisationKind, word),
        _worded(Organisation.partner_type, PartnerType, word),
        _placed(Organisation.city_id, word),
        Organisation.country_id.in_(_countries(word)),
    )


@rule(Settlement)
def settlements(word: Word) -> Clause:
    return or_(_told(Settlement, word), _placed(Settlement.city_id, word), _belongs(Settlement.organisation_id, word))


@rule(Programme)
def programmes(word: Word) -> Clause:
    return or_(_told(Programme, word), _of_words(Programme.themes, Theme, word), _programme_around(word))


@rule(Need)
def needs(word: Word) -> Clause:
    around = select(Programme.id).where(or_(named(Programme, word), _programme_around(word)))
    return or_(_told(Need, word), _worded(Need.theme, Theme, word), Need.programme_id.in_(around))


@rule(Offer)
def offers(word: Word) -> Clause:
    given_to = exists().where(named(Country, word), cast(Offer.countries, Text).contains(";" + Country.iso3 + ";"))
    return or_(
        _told(Offer, word), _of_words(Offer.themes, Theme, word), _belongs(Offer.organisation_id, word), given_to
    )


@rule(Partnership)
def partnerships(word: Word) -> Clause:
    """Its page names need, city and partner to everybody who sees it; the need itself is not for all of them."""
    in_place = select(Programme.id).where(_placed(Programme.city_id, word))
    told = select(Need.id).where(
        or_(
            named(Need, word),
            _worded(Need.theme, Theme, word),
            Need.programme_id.in_(in_place),
            visible(current_viewer(), Need) & needs(word),
        )
    )
    partner = select(Offer.id).where(_belongs(Offer.organisation_id, word))
    return or_(Partnership.need_id.in_(told), Partnership.offer_id.in_(partner))


def named(model: type[Named], word: Word) -> Clause:
    """The rows that have the word in their name."""
    return or_(*(model.folded_name.contains(form, autoescape=True) for form in word))


def _told(model: type[Told], word: Word) -> Clause:
    return or_(named(model, word), *(model.folded_text.contains(form, autoescape=True) for form in word))


def _worded(column: Any, vocabulary: type[StrEnum], word: Word) -> Clause:
    """The column holds a word of the vocabulary that the reader's language calls so."""
    return column.in_(_meant(vocabulary, word))  # type: ignore[no-any-return]


def _of_words(column: Any, vocabulary: type[StrEnum], word: Word) -> Clause:
    """The same of a column that lists such words."""
    return or_(false(), *(column.has_word(one) for one in _meant(vocabulary, word)))


def _meant(vocabulary: type[StrEnum], word: Word) -> list[StrEnum]:
    return [one for one in vocabulary if any(form in fold(label(one)) for form in word)]


def _countries(word: Word) -> Any:
    return select(Country.iso3).where(named(Country, word))


def _placed(city_id: Any, word: Word) -> Clause:
    """In a city of the name, or in a country."""
    return city_id.in_(select(City.id).where(named(City, word) | City.country_id.in_(_countries(word))))  # type: ignore[no-any-return]


def _belongs(organisation_id: Any, word: Word) -> Clause:
    return organisation_id.in_(select(Organisation.id).where(named(Organisation, word)))  # type: ignore[no-any-return]


def _programme_around(word: Word) -> Clause:
    """What a programme is found by that is not its own: the city with its government, the settlements."""
    reaching = (
        select(programme_settlements.c.programme_id)
        .join(Settlement, Settlement.id == programme_settlements.c.settlement_id)
        .where(named(Settlement, word))
    )
    return or_(_placed(Programme.city_id, word), _belongs(Programme.organisation_id, word), Programme.id.in_(reaching))
