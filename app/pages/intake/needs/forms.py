"""The form of a need. It saves what there is; what must be there is asked when it is submitted."""

import uuid
from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from app.forms.fields import (
    AmountField,
    CurrencyField,
    Needed,
    NeededAtTimes,
    Rows,
    WordsField,
    count,
    email,
    enough,
    line,
    reason_for_doubt,
    shown_amount,
    text,
    too_long,
)
from app.forms.sections import Currencies, SectionedForm
from app.forms.steps import Section
from app.forms.submitting import WrittenForm
from app.services.intake.needs import NeedTerms
from app.texts.labels import choice, choices, label
from app.texts.parsing import stripped
from models import Need
from models.vocabulary import Flag, Horizon, Instrument, Kind, Theme

TEXTS = ("title", "description", "contact_name", "contact_email", "kept_because")


class NeedForm(SectionedForm[NeedTerms]):
    AMOUNTS = Need.AMOUNTS
    IN_DAYS = {
        "amount": _l("How many expert-days does it take in all?"),
        "own_contribution": _l("How many of these days does the city give itself?"),
        "secured": _l("How many are already secured from others?"),
    }
    READ = {
        **dict.fromkeys((*TEXTS, "max_partners", "residents_reached"), lambda field: field.data),
        "kind": lambda field: Kind(field.data),
        "theme": lambda field: Theme(field.data) if field.data else None,
        "instruments": lambda field: field.words(Instrument),
        "currency": lambda field: field.data or None,
        "min_share_percent": lambda field: field.data or 0,
        **dict.fromkeys(("first_horizon", "last_horizon"), lambda field: Horizon(field.data)),
        "requires": lambda field: field.words(uuid.UUID),
    }

    title = line(
        _l("What is needed, in one line?"),
        Need.LENGTHS["title"],
        needed=Needed(),
        description=_l("For example: Storm drains for the lower settlement"),
    )
    kind = RadioField(
        _l("What kind of need is it?"),
        choices=lambda: choices(Kind),
        default=Kind.FINANCIAL,
        description=_l("Technical needs are asked in expert-days, financial needs in money."),
    )
    theme = SelectField(
        _l("Which theme does it belong to?"), [Needed()], choices=lambda: [choice("", ""), *choices(Theme)]
    )
    description = text(
        _l("What is asked, and why?"),
        Need.LENGTHS["description"],
        needed=Needed(),
        description=_l("What is missing, what it would change, and for whom."),
    )
    instruments = WordsField(
        _l("In which forms could you accept support?"),
        validators=[Needed()],
        choices=lambda: choices(Instrument),
        description=_l("Tick every one that you could accept: each may bring more partners."),
    )
    currency = CurrencyField(_l("In which currency?"), [Needed()])
    amount = AmountField(
        _l("What does it cost in all?"), validators=[Needed()], description=_l("In the currency above.")
    )
    own_contribution = AmountField(_l("How much of it does the city give itself?"))
    secured = AmountField(_l("How much is already secured from others?"))
    min_share_percent = count(
        _l("What is the smallest useful share of what is asked, in per cent?"),
        *Need.RANGES["min_share_percent"],
        suffix="%",
        description=_l("Less than this would not help at all. Leave blank if any share helps."),
    )
    max_partners = count(_l("With how many partners at most could you work on it?"), *Need.RANGES["max_partners"])
    residents_reached = count(
        _l("How many residents would it reach?"), *Need.RANGES["residents_reached"], needed=Needed()
    )
    first_horizon = RadioField(_l("When could it start?"), choices=lambda: choices(Horizon), default=Horizon.SHORT)
    last_horizon = RadioField(
        _l("When must it be met at the latest?"), choices=lambda: choices(Horizon), default=Horizon.LONG
    )
    requires = WordsField(
        _l("Which other needs of the programme must be met first?"), description=_l("For example a feasibility study.")
    )
    kept_because = reason_for_doubt(Need.LENGTHS["kept_because"])
    evidence = Rows(
        TextAreaField(filters=[stripped], validators=[too_long(Need.EVIDENCE_LENGTH)], render_kw={"rows": 2}),
        len(Flag),
        label=_l("What is ready?"),
    )
    contact_name = line(
        _l("Whom may reviewers and partners ask?"),
        Need.LENGTHS["contact_name"],
        needed=Needed(),
        render_kw={"autocomplete": "name"},
    )
    contact_email = email(_l("At which e-mail address?"), "name@city.example", Needed())

    def __init__(
        self,
        need: Need | None,
        money: Currencies,
        candidates: list[Need],
        nation_answers: bool,
        asked: Collection[str] = (),
        **more: Any,
    ) -> None:
        """`asked`: the fields; all that a need of its kind has, where none are named. Where the nation itself answers,
        nobody else gives evidence for its no-objection."""
        super().__init__(data=shown(need) if need else None, **more)
        self.requires.choices = [choice(str(other.id), other.title or "–") for other in candidates]
        self.entry_of = dict(zip(Flag, self.evidence.entries, strict=False))
        if nation_answers:
            self.evidence.entries.remove(self.entry_of.pop(Flag.NATIONAL_NO_OBJECTION))
        for flag, entry in self.entry_of.items():
            entry.label.text = label(flag)
        before = NeedTerms.of(need) if need else NeedTerms(currency=money.usual)
        self.begin(before, money, asked, () if candidates else ("requires",))

    def said(self) -> dict[str, Any]:
        said = super().said() | {name: minor or 0 for name, minor in self.minor.items()}
        if "evidence" in self:
            said["evidence"] = {flag: entry.data for flag, entry in self.entry_of.items() if entry.data}
        return said


SECTIONS = (
    Section("what", _l("What you need"), ("title", "kind", "theme", "description")),
    Section(
        "help",
        _l("What help, and how much"),
        ("instruments", "currency", "amount", "own_contribution", "secured", "min_share_percent", "max_partners"),
    ),
    Section(
        "people",
        _l("For whom, and when"),
        ("residents_reached", "first_horizon", "last_horizon", "requires", "kept_because"),
    ),
    Section(
        "readiness",
        _l("What is ready"),
        ("evidence",),
        _l(
            "Say what shows it: a decision, a date, a document. Leave blank what is not ready yet. "
            "Some partners ask for some of these."
        ),
    ),
    Section(
        "contact",
        _l("Whom to ask"),
        ("contact_name", "contact_email"),
        _l("Shown to signed-in parties, never to the public."),
    ),
)

FIRST = ("title", "kind")
"""What a new need is asked."""


def shown(need: Need) -> dict[str, Any]:
    """What the form shows of a need."""
    return {
        **{name: getattr(need, name) for name in (*TEXTS, "kind", "instruments", "max_partners", "residents_reached")},
        **{name: shown_amount(getattr(need, name), need.currency) for name in Need.AMOUNTS},
        "version": need.version,
        "theme": need.theme or "",
        "currency": need.currency or "",
        "min_share_percent": need.min_share_percent or None,
        "first_horizon": need.first_horizon,
        "last_horizon": need.last_horizon,
        "requires": [str(one.id) for one in need.requires],
        "evidence": [need.evidence.get(flag, "") for flag in Flag],
    }


class NoObjectionForm(WrittenForm):
    """A nation's answer to a published need of one of its cities."""

    NONE, SOME = "none", "some"

    answer = RadioField(
        _l("Does your government object to this need?"),
        choices=lambda: [choice(NoObjectionForm.NONE, _("No objection")), choice(NoObjectionForm.SOME, _("We object"))],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    reason = text(
        _l("Why?"),
        2000,
        needed=NeededAtTimes(),
        description=_l("Needed where you object. The city and the secretariat read it, nobody else."),
    )

    def validate_reason(self, field: Any) -> None:
        if self.answer.data == self.SOME:
            DataRequired(_l("Say why, so that the city can correct it."))(self, field)
            enough(field)


MISSING = {
    "title": _l("Say in one line what is needed."),
    "description": _l("Say what is asked, and why."),
    "theme": _l("Choose the theme that it belongs to."),
    "instruments": _l("Tick at least one form of support that you could accept."),
    "amount": _l("Enter what it costs in all."),
    "gap": _l("Ask for something: what the city gives and what is secured already cover the whole amount."),
    "last_horizon": _l("Choose a latest time that is not before the start."),
    "requires": _l("One of those you ticked is not submitted yet, or is over. Submit it first, or take it out."),
    "residents_reached": _l("Enter how many residents it would reach."),
    "contact_name": _l("Name somebody whom reviewers and partners may ask."),
    "contact_email": _l("Enter the e-mail address of that person."),
}
