"""Fields that our forms share. A field cleans and checks shape, and says what to do; nothing is ever guessed."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, Form, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from models.amounts import LARGEST, from_minor, to_minor
from models.vocabulary import Kind

AMOUNT = re.compile(r"[0-9]{1,30}(\.[0-9]{1,3})?", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,12}", re.ASCII)
DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
SPACES = re.compile(r"[ \u00a0\u202f]")
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""Characters that no database, page or file can hold."""


def whole_number(text: str) -> int | None:
    """The one reading of a whole number: digits 0 to 9, which spaces may group. Anything else is none: signs,
    underscores, fractions, digits of other scripts."""
    digits = SPACES.sub("", text)
    return int(digits) if WHOLE.fullmatch(digits) else None


class NumberField(StringField):
    """A number in plain digits; spaces may group them. A text field, because a browser's number field drops in
    silence what it does not understand, and what was typed has to come back with the error."""

    data: Any
    pattern = DECIMAL

    def __init__(self, label: Any, wrong: Any, **more: Any) -> None:
        super().__init__(label, **more)
        self.wrong = wrong

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        text = SPACES.sub("", valuelist[0]) if valuelist else ""
        self.data = self.read(text)
        if text and self.data is None:
            raise ValueError(self.wrong)

    def read(self, text: str) -> Any:
        """The number that the text is; None where it is none."""
        return Decimal(text) if self.pattern.fullmatch(text) else None

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            raise StopValidation  # what is no number is not out of range as well

    def _value(self) -> str:
        if self.raw_data:
            return UNSEEN.sub("", str(self.raw_data[0]))
        return "" if self.data is None else f"{self.data:f}" if isinstance(self.data, Decimal) else str(self.data)


class CountField(NumberField):
    """A whole number."""

    data: int | None

    def read(self, text: str) -> int | None:
        return whole_number(text)


class AmountField(NumberField):
    """An amount in whole units: 1250000 or 1250000.50. A comma could mean two things and is refused."""

    data: Decimal | None
    pattern = AMOUNT

    def __init__(self, label: Any, **more: Any) -> None:
        wrong = _l("Enter a number such as 1250000 or 1250000.50, without commas or signs.")
        super().__init__(label, wrong, render_kw={"inputmode": "decimal", "dir": "ltr"}, **more)

    def minor(self, currency: str | None) -> int | None:
        """In the smallest unit. Raises ValidationError where it has too many decimals or is too large."""
        if self.data is None:
            return None
        try:
            amount = to_minor(self.data, currency)
        except ValueError:
            raise ValidationError(
                _l("This currency has fewer decimals: enter a rounder amount.")
                if currency
                else _l("Enter expert-days with at most two decimals.")
            ) from None
        if amount > LARGEST:
            raise ValidationError(_l("This is more than the platform can hold. Check the number of zeros."))
        return amount


class WordsField(SelectMultipleField):
    """Several words of a vocabulary, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def words[W](self, vocabulary: Callable[[str], W]) -> tuple[W, ...]:
        """Those that are ticked."""
        return tuple(map(vocabulary, self.data or ()))


class Rows(FieldList):  # type: ignore[type-arg]  # generic in the stubs alone
    """A fixed number of like fields."""

    def __init__(self, field: Any, size: int, **more: Any) -> None:
        super().__init__(field, min_entries=size, max_entries=size, **more)

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        """All of them: each keeps its place even where a request leaves others out."""
        return iter(range(self.min_entries))


def amounts_in_minor(form: Form, names: Iterable[str]) -> tuple[dict[str, int | None], bool]:
    """The amounts in the smallest unit of what the fields `kind` and `currency` say, and whether all was right.

    What is wrong is said at its field.
    """
    financial, currency = form["kind"].data == Kind.FINANCIAL, form["currency"].data or None
    amounts, right = {}, True
    if financial and not currency:
        form["currency"].errors = [*form["currency"].errors, _l("Choose a currency.")]
        right = False
    for name in names:
        try:
            amounts[name] = cast(AmountField, form[name]).minor(currency if financial else None)
        except ValidationError as error:
            form[name].errors = [*form[name].errors, str(error)]
            right = False
    return amounts, right


def shown_amount(amount: int | None, currency: str | None) -> Decimal | None:
    """For a field that shows what is kept; nothing where it is nothing."""
    if not amount:
        return None
    value = from_minor(amount, currency)
    return value.to_integral_value() if value == value.to_integral_value() else value


def line(label: Any, most: int = 200, **more: Any) -> StringField:
    return StringField(label, filters=[one_line], validators=[too_long(most)], **more)


def text(label: Any, most: int = 5000, **more: Any) -> TextAreaField:
    return TextAreaField(label, filters=[stripped], validators=[too_long(most)], render_kw={"rows": 5}, **more)


def email(label: Any, example: str, **more: Any) -> StringField:
    """An address, or nothing."""
    right = Email(_l("Enter an e-mail address such as %(example)s.", example=example))
    validators = [Optional(), too_long(200), right]
    return StringField(label, filters=[one_line], validators=validators, render_kw={"dir": "ltr"}, **more)


def count(label: Any, least: int = 0, most: int = 10**9, missing: Any = None, **more: Any) -> CountField:
    """It may be left out, unless it is said what to do where it is `missing`."""
    wrong = _l("Enter a whole number from %(least)s to %(most)s.", least=least, most=most)
    validators = [InputRequired(missing) if missing else Optional(), NumberRange(least, most, wrong)]
    return CountField(label, wrong, validators=validators, render_kw={"inputmode": "numeric", "dir": "ltr"}, **more)


def decimal(label: Any, least: float, most: float, **more: Any) -> NumberField:
    wrong = _l("Enter a number from %(least)s to %(most)s, such as 1.25.", least=least, most=most)
    validators = [Optional(), NumberRange(least, most, wrong)]
    return NumberField(label, wrong, validators=validators, render_kw={"dir": "ltr"}, **more)


class DayField(DateField):
    """A day, shown as it is read: the year in four digits, however long ago."""

    def _value(self) -> str:
        return self.data.isoformat() if self.data and not self.raw_data else super()._value()  # type: ignore[misc]  # not in the stubs


def day(label: Any, validators: tuple[Any, ...] = (), **more: Any) -> DayField:
    wrong = _l("Enter a day such as 2027-03-31.")
    more["invalid_value_message"] = wrong
    return DayField(label, validators=[Optional(), *validators], **more)


class AtMost(Length):
    """No other test is worth its time, or its message, on a text that is too long."""

    def __call__(self, form: Any, field: Any) -> None:
        try:
            super().__call__(form, field)
        except ValidationError as error:
            raise StopValidation(*error.args) from None


def too_long(most: int) -> AtMost:
    return AtMost(max=most, message=_l("Enter at most %(max)d characters."))


def stripped(value: str | None) -> str:
    """Without the spaces around, and without the characters that cannot be kept."""
    return UNSEEN.sub("", value or "").strip()


def one_line(value: str | None) -> str:
    return " ".join(stripped(value).split())
