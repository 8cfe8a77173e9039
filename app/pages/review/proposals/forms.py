"""The form on which a partner says what it thinks of a proposed match."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from app.forms.fields import AmountField, NeededAtTimes, enough, shown_amount, text
from app.texts.labels import choice
from models import Offer
from models.amounts import HorizonAmounts
from models.vocabulary import Horizon
from models.windows import ReplyKind

MEANINGS = {
    ReplyKind.COMMENT: _l("Comment: something that the secretariat should know"),
    ReplyKind.OBJECTION: _l("Object: this match should not go ahead, for the reason below"),
    ReplyKind.RAISE: _l("Raise: our offer could give more, as below"),
}


class ReplyForm(FlaskForm):
    """On one proposed match, in the offer's own unit."""

    kind = RadioField(
        _l("What do you want to say?"),
        choices=lambda: [choice(kind.value, str(meaning)) for kind, meaning in MEANINGS.items()],
        validators=[InputRequired(_l("Choose one of the three."))],
    )
    short = AmountField(_l("Short (years 0–2)"), validators=[NeededAtTimes()])
    medium = AmountField(_l("Medium (years 2–5)"), validators=[NeededAtTimes()])
    long = AmountField(_l("Long (years 5–10)"), validators=[NeededAtTimes()])
    text = text(
        _l("In your words"),
        2000,
        needed=NeededAtTimes(),
        description=_l("The secretariat reads this; the city does not."),
    )

    def __init__(self, offer: Offer, proposed: HorizonAmounts, **more: Any) -> None:
        self.unit, self.proposed = offer.currency, proposed
        super().__init__(data={one.value: shown_amount(proposed[one], offer.currency) for one in Horizon}, **more)

    @property
    def raised(self) -> HorizonAmounts | None:
        """The amounts of a raise, in the smallest unit."""
        if self.kind.data != ReplyKind.RAISE:
            return None
        return HorizonAmounts(*(self[one.value].minor(self.unit) or 0 for one in Horizon))  # type: ignore[attr-defined]

    def validate_short(self, field: Any) -> None:
        """Amounts are looked at only where something is raised."""
        if self.kind.data == ReplyKind.RAISE:
            field.minor(self.unit)

    validate_medium = validate_long = validate_short

    def validate_text(self, field: Any) -> None:
        if self.kind.data in (ReplyKind.COMMENT, ReplyKind.OBJECTION):
            DataRequired(_l("Say it in a sentence or two."))(self, field)
        if self.kind.data == ReplyKind.OBJECTION:
            enough(field)

    def validate_kind(self, field: Any) -> None:
        try:
            raised = self.raised
        except ValidationError:
            return  # said at the amount itself
        if raised is not None and raised.total <= self.proposed.total:
            raise ValidationError(_l("To raise it, enter amounts that are more in all than what is proposed."))
