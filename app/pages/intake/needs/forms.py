"""The form of a need. It saves what there is; what must be there is asked when it is submitted."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from app.forms.fields import (
    AmountField,
    CurrencyField,
    Rows,
    WordsField,
    amounts_in_minor,
    count,
    email,
    enough,
    line,
    shown_amount,
    text,
    too_long,
)
from app.forms.submitting import WrittenForm
from app.services.intake.needs import NeedTerms
from app.texts.labels import choice, choices, label
from app.texts.parsing import stripped
from models import Need
from models.vocabulary import Flag, Horizon, Instrument, Kind, Theme

TEXTS = ("title", "description", "contact_name", "contact_email")


class NeedForm(WrittenForm):
    title = line(
        _l("What is needed, in one line?"),
        Need.LENGTHS["title"],
        description=_l("For example: Storm drains for the lower settlement"),
    )
    description = text(
        _l("What is asked, and why?"),
        Need.LENGTHS["description"],
        description=_l("What is missing, what it would change, and for whom."),
    )
    kind = RadioField(
        _l("What kind of need is it?"),
        choices=lambda: choices(Kind),
        default=Kind.FINANCIAL,
        description=_l("Technical needs are asked in expert-days, financial needs in money."),
    )
    theme = SelectField(_l("Which theme does it belong to?"), choices=lambda: [choice("", ""), *choices(Theme)])
    instruments = WordsField(
        _l("In which forms could you accept support?"),
        choices=lambda: choices(Instrument),
        description=_l("Tick every one that you could accept: each may bring more partners."),
    )
    currency = CurrencyField(_l("In which currency?"), description=_l("For a financial need only."))
    amount = AmountField(
        _l("What does it cost in all?"),
        description=_l("In the currency above or, for a technical need, in expert-days."),
    )
    own_contribution = AmountField(_l("How much of it does the city give itself?"))
    secured = AmountField(_l("How much is already secured from others?"))
    min_share_percent = count(
        _l("What is the smallest useful share of what is asked, in per cent?"),
        *Need.RANGES["min_share_percent"],
        description=_l("Less than this would not help at all. Leave blank if any share helps."),
    )
    max_partners = count(_l("With how many partners at most could you work on it?"), *Need.RANGES["max_partners"])
    first_horizon = RadioField(_l("When could it start?"), choices=lambda: choices(Horizon), default=Horizon.SHORT)
    last_horizon = RadioField(
        _l("When must it be met at the latest?"), choices=lambda: choices(Horizon), default=Horizon.LONG
    )
    requires = WordsField(
        _l("Which other needs of the programme must be met first?"), description=_l("For example a feasibility study.")
    )
    residents_reached = count(_l("How many residents would it reach?"), *Need.RANGES["residents_reached"])
    evidence = Rows(
        TextAreaField(filters=[stripped], validators=[too_long(Need.EVIDENCE_LENGTH)], render_kw={"rows": 2}),
        len(Flag),
        label=_l("What is ready?"),
    )
    contact_name = line(_l("Whom may reviewers and partners ask?"), Need.LENGTHS["contact_name"])
    contact_email = email(_l("At which e-mail address?"), "name@city.example")

    def __init__(
        self,
        need: Need | None,
        currencies: Mapping[str, bool],
        own_currency: str | None,
        candidates: list[Need],
        nation_answers: bool,
        **more: Any,
    ) -> None:
        """Where the nation itself answers, nobody else gives evidence for its no-objection."""
        super().__init__(data=shown(need) if need else None, **more)
        self.currency.offer(currencies, [own_currency], new=need is None)
        self.requires.choices = [choice(str(other.id), other.title or "–") for other in candidates]
        self.entry_of = dict(zip(Flag, self.evidence.entries, strict=False))
        if nation_answers:
            self.evidence.entries.remove(self.entry_of.pop(Flag.NATIONAL_NO_OBJECTION))
        for flag, entry in self.entry_of.items():
            entry.label.text = label(flag)

    def validate(self, extra_validators: Any = None) -> bool:
        shape = super().validate(extra_validators)
        self.minor, right = amounts_in_minor(self, Need.AMOUNTS)
        return shape and right

    def terms(self) -> NeedTerms:
        kind = Kind(self.kind.data)
        return NeedTerms(
            **{name: self[name].data for name in TEXTS},
            kind=kind,
            theme=Theme(self.theme.data) if self.theme.data else None,
            instruments=self.instruments.words(Instrument),
            currency=self.currency.data or None if kind == Kind.FINANCIAL else None,
            amount=self.minor["amount"] or 0,
            own_contribution=self.minor["own_contribution"] or 0,
            secured=self.minor["secured"] or 0,
            min_share_percent=self.min_share_percent.data or 0,
            max_partners=self.max_partners.data,
            first_horizon=Horizon(self.first_horizon.data),
            last_horizon=Horizon(self.last_horizon.data),
            requires=self.requires.words(uuid.UUID),
            residents_reached=self.residents_reached.data,
            evidence={flag: entry.data for flag, entry in self.entry_of.items() if entry.data},
        )


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
        _l("Why?"), 2000, description=_l("Needed where you object. The city and the secretariat read it, nobody else.")
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
