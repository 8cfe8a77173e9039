"""The forms on which staff decide: on one match, on a pair, on many matches at once, and as the second person."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from app.forms.fields import AmountField, Needed, NeededAtTimes, enough, shown_amount, text
from app.forms.submitting import VersionedForm
from app.services.review.bulk_decisions import Outlook, Verdict
from app.services.review.decisions import REFUSING
from app.texts.labels import choice
from models import Match
from models.amounts import HorizonAmounts
from models.rounds import DecisionKind
from models.vocabulary import Horizon

MEANINGS = {
    DecisionKind.APPROVE: _l("Approve: it becomes a partnership when the plan is published"),
    DecisionKind.PIN: _l("Pin: exactly the amounts below, in this plan or the next run"),
    DecisionKind.REJECT: _l("Reject: this match is not good enough, and is not proposed again in this round"),
    DecisionKind.FORBID: _l("Forbid: these two should not work together in this round, whatever the amount"),
}


def why() -> TextAreaField:
    """The last that is asked of whoever decides."""
    return text(
        _l("Why?"),
        1000,
        needed=Needed(),
        description=_l(
            "Kept with the match, whichever way you decide. Colleagues and later rounds read it. Where you reject or "
            "forbid, the city reads it as well once the plan is published, without your name: name no partner, and "
            "nothing told in confidence."
        ),
    )


class ReasonedForm(VersionedForm):
    verdict: RadioField
    reason = why()

    def validate_reason(self, field: Any) -> None:
        DataRequired(_l("Give the reason in a sentence or two."))(self, field)
        if self.verdict.data in REFUSING:
            enough(field)


class DecisionForm(ReasonedForm):
    """On one match. `unit` is the currency of its amounts, or None for expert-days."""

    KINDS = tuple(MEANINGS)

    verdict = RadioField(_l("What do you decide?"), validators=[InputRequired(_l("Choose what you decide."))])
    short = AmountField(_l("Short (years 0–2)"), validators=[NeededAtTimes()])
    medium = AmountField(_l("Medium (years 2–5)"), validators=[NeededAtTimes()])
    long = AmountField(_l("Long (years 5–10)"), validators=[NeededAtTimes()])
    reason = why()

    def __init__(self, unit: str | None, amounts: HorizonAmounts | None = None, **more: Any) -> None:
        shown = {one.value: shown_amount(amounts[one], unit) or Decimal(0) for one in Horizon} if amounts else {}
        super().__init__(**({"data": shown | more.pop("data", {})} | more))
        self.unit = unit
        self.verdict.choices = [choice(kind.value, str(MEANINGS[kind])) for kind in self.KINDS]

    @property
    def pinned(self) -> HorizonAmounts | None:
        """The amounts of a pin, in the smallest unit; nothing where something else was decided."""
        if self.verdict.data != DecisionKind.PIN:
            return None
        return HorizonAmounts(*(self[one.value].minor(self.unit) or 0 for one in Horizon))  # type: ignore[attr-defined]

    def validate_verdict(self, field: Any) -> None:
        if field.data == DecisionKind.PIN and not any(self[one.value].data for one in Horizon):
            raise ValidationError(_l("To pin the two, enter an amount for at least one horizon."))

    def validate_short(self, field: Any) -> None:
        """What is pinned is looked at only where something is."""
        if self.verdict.data == DecisionKind.PIN:
            field.minor(self.unit)

    validate_medium = validate_long = validate_short


class PairForm(DecisionForm):
    """On a need and an offer that may be in no plan."""

    KINDS = (DecisionKind.PIN, DecisionKind.FORBID)


class BulkDecisionForm(ReasonedForm):
    """On many matches of a plan; its version is the plan's revision.

    It is sent twice: from the plan, and from the page that says what it would do. `against` is how many matches that
    page named that somebody spoke against, `also` whether they are taken in.
    """

    verdict = RadioField(
        _l("What do you decide?"),
        choices=lambda: [choice(word, word) for word in Verdict],
        validators=[InputRequired(_l("Press one of the buttons."))],
    )
    scope = RadioField(
        _l("Which matches?"),
        choices=lambda: [
            choice("ticked", str(_l("Those I ticked"))),
            choice("shown", str(_l("All that the filter shows, on every page"))),
        ],
        default="ticked",
    )
    against = HiddenField()
    also = BooleanField()

    def validate_reason(self, field: Any) -> None:
        if self.verdict.data != Verdict.TAKE_BACK:
            super().validate_reason(field)

    @property
    def is_confirmed(self) -> bool:
        return bool(self.against.data)

    def confirms(self, outlook: Outlook) -> bool:
        """Whether it was sent from the page that says all this."""
        return self.against.data == str(len(outlook.spoken_against))

    def wanted(self, outlook: Outlook) -> list[Match]:
        return [*outlook.clear, *(outlook.spoken_against if self.also.data else [])]


class NoteForm(FlaskForm):
    note = text(
        _l("Write to your colleagues"),
        4000,
        missing=_l("Write something first."),
        description=_l("Only the secretariat reads this; it stays."),
    )


class SecondForm(VersionedForm):
    seconding = text(
        _l("Why do you approve it as well?"),
        1000,
        missing=_l("Give the reason in a sentence or two."),
        description=_l("Kept with the first approval."),
    )
