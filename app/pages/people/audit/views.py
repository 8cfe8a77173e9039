"""The audit trail, for administrators: who did what, on what, when; searched by names and places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Select, Text, cast, false, or_, select
from sqlalchemy.orm import joinedload, lazyload

from app.access import Permission, requires
from app.extensions import db
from app.forms.chips import note
from app.forms.finding import Word, found, named, words
from app.forms.listing import Sorting, argument, asked_for, day_asked, paginate
from app.pages.people.audit.subjects import KINDS, Subject, about, names_in, noun_of, subjects_of
from app.pages.people.audit.words import NOUNS, VERBS, Line, action_words, lines, noun_words, verb_words
from models import AuditEvent, Interest, Membership, Organisation, User
from models.folding import fold

audit = Blueprint("audit", __name__, url_prefix="/audit")

SIZE = 50
WITH_ACTOR = (
    joinedload(AuditEvent.actor).options(lazyload(User.memberships)),
    joinedload(AuditEvent.organisation).options(lazyload(Organisation.city), lazyload(Organisation.country)),
)
OF_PEOPLE = (Membership.__name__, Interest.__name__)
"""Events that say of whom they are, also once the thing is no more."""
MOST_PEOPLE = 20
"""Whom one filter may mean."""


@dataclass(frozen=True)
class Told:
    """An event as the list tells it. What it was about may be no more."""

    event: AuditEvent
    action: str
    noun: str
    subject: Subject | None
    lines: Sequence[Line]


@audit.get("/")
@requires(Permission.SEE_AUDIT)
def index() -> ResponseReturnValue:
    sorting = Sorting({"at": AuditEvent.at}, default="-at")
    page = paginate(sorting.order(filtered().options(*WITH_ACTOR), AuditEvent.id), SIZE)
    return render_template(
        "people/audit/index.html",
        page=page,
        told=tell(page.items),
        sorting=sorting,
        deeds=in_order({words: verb for verb, words in reversed([(one, verb_words(one)) for one in VERBS])}),
        kinds=in_order({noun_words(noun_of(kind)): kind for kind in KINDS}),
    )


def in_order(values: dict[str, str]) -> list[tuple[str, str]]:
    """Pairs of a value and its words, by the words."""
    return [(values[words], words) for words in sorted(values, key=fold)]


def tell(events: Sequence[AuditEvent]) -> list[Told]:
    subjects, names = subjects_of(events), names_in(events)
    told = []
    for event in events:
        subject, model = subjects.get(event.subject_id), KINDS.get(event.subject_type)
        said = list(lines(event, model, subject.currency if subject else None, names))
        told.append(Told(event, action_words(event.action), noun_words(noun_of(event.subject_type)), subject, said))
    return told


def filtered() -> Select[AuditEvent]:
    """The events, as the address narrows them."""
    statement = select(AuditEvent).where(*map(tells_of, words(asked_for("q"))))
    if people := words(asked_for("person")):
        statement = statement.where(by_or_of(people))
    if kind := argument("kind"):
        note("kind", noun_words(noun_of(kind)))
        statement = statement.where(AuditEvent.subject_type == kind)
    if deed := VERBS.get(argument("deed")):
        note("deed", str(deed))
        alike = [verb for verb in VERBS if VERBS[verb] == deed]
        statement = statement.where(or_(*(AuditEvent.action.endswith(f".{verb}", autoescape=True) for verb in alike)))
    if first := day_asked("from"):
        statement = statement.where(AuditEvent.at >= midnight(first))
    if last := day_asked("until"):
        statement = statement.where(AuditEvent.at <= datetime.combine(last, time.max, UTC))
    return statement


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def by_or_of(people: list[Word]) -> ColumnElement[bool]:
    """What they did, and what was done to their accounts and roles."""
    asked = select(User.id).where(*(named(User, word) for word in people)).order_by(User.id).limit(MOST_PEOPLE)
    ids = db.session.scalars(asked).all()
    told = cast(AuditEvent.changes, Text)
    return or_(
        AuditEvent.actor_id.in_(ids),
        AuditEvent.subject_id.in_([str(one) for one in ids]),
        AuditEvent.subject_type.in_(OF_PEOPLE) & or_(false(), *(told.contains(str(one)) for one in ids)),
    )


def tells_of(word: Word) -> ColumnElement[bool]:
    """By whom, for whom, what was done, on what; or the beginning of its id."""
    nouns = [noun for noun in NOUNS if any(form in fold(noun_words(noun)) for form in word)]
    verbs = [verb for verb in VERBS if any(form in fold(verb_words(verb)) for form in word)]
    return or_(
        by_or_of([word]),
        AuditEvent.organisation_id.in_(select(Organisation.id).where(found(Organisation, word))),
        *(AuditEvent.action.startswith(f"{noun}.", autoescape=True) for noun in nouns),
        *(AuditEvent.action.endswith(f".{verb}", autoescape=True) for verb in verbs),
        *(AuditEvent.subject_id.startswith(form, autoescape=True) for form in word),
        about(word),
    )
