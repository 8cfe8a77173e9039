"""Fields that our forms share. A field cleans and checks shape, and says what to do; nothing is ever guessed."""

import re
from decimal import Decimal
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, Form, IntegerField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from models.amounts import LARGEST, from_minor, to_minor

PLAIN_NUMBER = re.compile(r"[0-9]{1,16}(\.[0-9]{1,3})?")


class AmountField(StringField):
    """An amount in whole units: 1250000 or 1250000.50. Spaces may group the digits; a comma could mean two things."""

    data: Decimal | None  # type: ignore[assignment]  # the text of the base class becomes a number

    def process_data(self, value: Decimal | None) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        text = re.sub(r"[ \u00a0\u202f]", "", valuelist[0]) if valuelist else ""
        self.raw_text = valuelist[0] if valuelist else ""
        if not text:
            self.data = None
        elif PLAIN_NUMBER.fullmatch(text) and text.isascii():
            self.data = Decimal(text)
        else:
            self.data = None
            raise ValueError(_l("Enter a number such as 1250000 or 1250000.50, without commas or signs."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"

    def minor(self, currency: str | None) -> int | None:
        """In the smallest unit. Raises ValidationError where it has too many decimals or is too large."""
        if self.data is None:
            return None
        try:
            amount = to_minor(self.data, currency)
        except ValueError:
            raise ValidationError(_l("This currency has fewer decimals: enter a rounder amount.")) from None
        if amount > LARGEST:
            raise ValidationError(_l("This is more than the platform can hold. Check the number of zeros."))
        return amount


class WordsField(SelectMultipleField):
    """Several words of a vocabulary, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def amounts_in_minor(form: Form, names: list[str], currency: str | None) -> tuple[dict[str, int | None], bool]:
    """The amounts in the smallest unit, and whether all were right; what is wrong is said at its field."""
    amounts, right = {}, True
    for name in names:
        try:
            amounts[name] = cast(AmountField, form[name]).minor(currency)
        except ValidationError as error:
            form[name].errors = [*form[name].errors, str(error)]
            right = False
    return amounts, right


def shown_amount(amount: int | None, currency: str | None) -> Decimal | None:
    """For a field that shows what is kept; nothing where it is nothing."""
    return from_minor(amount, currency) if amount else None


def line(label: Any, most: int = 200, **more: Any) -> StringField:
    return StringField(label, filters=[stripped], validators=[too_long(most)], **more)


def text(label: Any, most: int = 5000, **more: Any) -> TextAreaField:
    return TextAreaField(label, filters=[stripped], validators=[too_long(most)], render_kw={"rows": 5}, **more)


def count(label: Any, least: int = 0, most: int = 10**9, **more: Any) -> IntegerField:
    message = _l("Enter a whole number from %(least)s to %(most)s.", least=least, most=most)
    return IntegerField(label, validators=[Optional(), NumberRange(least, most, message)], **more)


def decimal(label: Any, least: float, most: float, **more: Any) -> DecimalField:
    message = _l("Enter a number from %(least)s to %(most)s.", least=least, most=most)
    return DecimalField(label, places=None, validators=[Optional(), NumberRange(least, most, message)], **more)


def too_long(most: int) -> Length:
    return Length(max=most, message=_l("Enter at most %(max)d characters."))


def stripped(value: str | None) -> str:
    """Without the spaces around, and without the characters that no database or page can hold."""
    return (value or "").replace("\x00", "").strip()
