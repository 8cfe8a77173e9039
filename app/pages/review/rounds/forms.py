"""The forms of rounds, their policy and their runs."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError

from app.forms.fields import AmountField, Needed, NumberField, count, line
from app.forms.submitting import VersionedForm
from app.services.review.rounds import PolicyTerms, RoundTerms
from app.texts.currencies import currency_name
from app.texts.labels import choice, choices
from models import Round, Run
from models.amounts import from_minor
from models.rounds import KNOB_LIMITS, START_YEARS, FairnessGroup

Taken = Callable[[str], bool]


class RoundForm(FlaskForm):
    title = line(
        _l("What should the round be called?"), 120, needed=Needed(), description=_l("For example: Planning round 2027")
    )
    currency = SelectField(
        _l("In which currency should its plans count?"),
        default="USD",
        description=_l(
            "Needs and offers keep their own currencies. The plan converts them at the newest rates we hold."
        ),
    )
    start_year = count(
        _l("In which year do its horizons start?"),
        *START_YEARS,
        missing=_l("Enter a year, such as 2027."),
        description=_l("Short is years 0–2 from then, medium years 2–5, long years 5–10."),
    )

    def __init__(self, currencies: list[str], **more: Any) -> None:
        super().__init__(**more)
        self.currency.choices = [choice(code, currency_name(code)) for code in currencies]

    def terms(self) -> RoundTerms:
        assert self.start_year.data is not None  # the field asks for it
        return RoundTerms(self.title.data or "", self.start_year.data, self.currency.data)


class StartRunForm(FlaskForm):
    label = line(
        _l("A name for this run"),
        60,
        description=_l("So that you know it again, for example: more fairness. Blank numbers it."),
    )

    def __init__(self, taken: Taken, **more: Any) -> None:
        super().__init__(**more)
        self.taken = taken

    def validate_label(self, field: Any) -> None:
        if field.data and self.taken(field.data):
            raise ValidationError(_l("Another run of this round has this name already. Choose another."))


KEEP, OVER = "keep", "over"
"""How a plan is solved again."""

MODES = {
    KEEP: _l(
        "Keep the rest: what can stay as it is stays; only what a decision or a change of the pool touches is planned"
        " anew."
    ),
    OVER: _l(
        "Start over: everything is planned anew around the decisions. It may achieve more, and change more lines."
    ),
}


class AgainForm(StartRunForm):
    """Solving again from a plan, around the decisions that hold by now."""

    mode = RadioField(
        _l("How much may change?"),
        choices=lambda: [choice(mode, str(meaning)) for mode, meaning in MODES.items()],
        validators=[InputRequired(_l("Choose how much may change."))],
    )


class CompareForm(FlaskForm):
    """Two runs to set beside each other; asked for in the address, so it needs no token."""

    before = SelectField(_l("Which plan was before?"))
    after = SelectField(_l("Against it, which plan?"))

    def __init__(self, planned: Sequence[Run], **more: Any) -> None:
        super().__init__(meta={"csrf": False}, **more)
        self.before.choices = self.after.choices = [choice(str(run.id), run.label) for run in planned]

    def validate_after(self, field: Any) -> None:
        if field.data == self.before.data:
            raise ValidationError(_l("Choose two different runs."))


class CancelRunForm(FlaskForm):
    """Nothing to fill in: a press of the button."""


class PublishForm(FlaskForm):
    """Nothing to fill in: a press of the button."""


def knob(label: Any, name: str) -> NumberField:
    return count(label, *KNOB_LIMITS[name], missing=_l("Enter a whole number."))


class PolicyForm(VersionedForm):
    """The knobs, in the units in which they are kept. What each does stands in `knobs.py`."""

    fairness_percent = knob(_l("How much of its fair share must every group get?"), "fairness_percent")
    fairness_group = SelectField(_l("Fair between which groups?"), choices=lambda: choices(FairnessGroup))
    preference_short_percent = knob(_l("What is help in the short horizon worth?"), "preference_short_percent")
    preference_medium_percent = knob(_l("What is help in the medium horizon worth?"), "preference_medium_percent")
    preference_long_percent = knob(_l("What is help in the long horizon worth?"), "preference_long_percent")
    partnership_cost_permille = knob(_l("What must one more partnership be worth?"), "partnership_cost_permille")
    integration_bonus_permille = knob(
        _l("What is it worth to take up a whole programme?"), "integration_bonus_permille"
    )
    weight_theme = knob(_l("How much does the theme count?"), "weight_theme")
    weight_place = knob(_l("How much does the place count?"), "weight_place")
    weight_instrument = knob(_l("How much does the form of support count?"), "weight_instrument")
    weight_readiness = knob(_l("How much does readiness count?"), "weight_readiness")
    weight_continuity = knob(_l("How much does it count that the two have worked together?"), "weight_continuity")
    gap_permille = knob(_l("How close to the best possible plan is close enough?"), "gap_permille")
    time_limit_seconds = knob(_l("How long may a run search?"), "time_limit_seconds")
    window_days = knob(_l("For how many working days must partners see a plan first?"), "window_days")
    second_approval_money = AmountField(_l("Above which amount of money must two people approve?"))
    second_approval_days = AmountField(_l("Above how many expert-days must two people approve?"))

    def __init__(self, round_: Round) -> None:
        super().__init__(obj=round_.policy)
        self.units = {"second_approval_money": round_.currency, "second_approval_days": None}
        for name, unit in self.units.items():
            kept = getattr(round_.policy, name)
            if self[name].raw_data is None:  # not what somebody sent, but the smallest units that are kept
                self[name].data = None if kept is None else Decimal(f"{from_minor(kept, unit).normalize():f}")

    def validate_second_approval_money(self, field: Any) -> None:
        field.minor(self.units[field.name])

    def validate_second_approval_days(self, field: Any) -> None:
        field.minor(self.units[field.name])

    def terms(self) -> PolicyTerms:
        values = {name: field.data for name, field in self._fields.items() if name not in ("version", "csrf_token")}
        thresholds = {name: self[name].minor(unit) for name, unit in self.units.items()}  # type: ignore[attr-defined]
        return PolicyTerms(**values | thresholds | {"fairness_group": FairnessGroup(self.fairness_group.data)})
