"""Fields that our forms share. A field cleans and checks shape, and says what to do; nothing is ever guessed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FieldList,
    Form,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Email, InputRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from app.services.record.terms import broken_reason
from app.texts import parsing
from app.texts.currencies import currency_choices
from app.texts.labels import choice
from app.texts.language import locale
from app.texts.parsing import one_line, stripped
from app.texts.refused import broken_rule
from models.amounts import from_minor
from models.vocabulary import Kind


class NumberField(StringField):
    """A number, as it is read. A text field, because a browser's number field drops in silence what it does not
    understand, and what was typed has to come back with the error."""

    data: Any

    def __init__(self, label: Any, read: Callable[[str], Any], **more: Any) -> None:
        """`read` raises Unreadable."""
        super().__init__(label, **more)
        self.read = read

    def process_data(self, value: Any) -> None:
        self.data = value

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = None
        if text.strip():
            self.data = self.read(text)

    def _value(self) -> str:
        if self.raw_data:
            return parsing.UNSEEN.sub("", str(self.raw_data[0]))
        return "" if self.data is None else f"{self.data:f}" if isinstance(self.data, Decimal) else str(self.data)


class AmountField(NumberField):
    """An amount in whole units, of a currency that another field may say."""

    data: Decimal | None

    def __init__(self, label: Any, **more: Any) -> None:
        super().__init__(
            label, lambda text: parsing.amount(text, locale()), render_kw={"inputmode": "decimal", "dir": "ltr"}, **more
        )

    def minor(self, currency: str | None) -> int | None:
        """In the smallest unit. Raises ValidationError where it has too many decimals or is too large."""
        try:
            return None if self.data is None else parsing.smallest_units(self.data, currency)
        except parsing.Unreadable as wrong:
            raise ValidationError(*wrong.args) from None


class CurrencyField(SelectField):
    """One of all currencies, or none yet."""

    def offer(self, currencies: Mapping[str, bool], own: Iterable[str | None], *, new: bool) -> None:
        """Each with whether it has a rate; their own stand first. A form that is `new` opens on the first of these."""
        choices = currency_choices(currencies, own)
        self.choices = [choice("", ""), *choices]
        if new and self.raw_data is None:
            self.data = next((code for code in own if code in currencies), "")


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


def enough(field: Any) -> None:
    """Raises ValidationError where a reason says too little."""
    for rule in broken_reason(field.name, field.data or ""):
        raise ValidationError(broken_rule(rule))


def email(label: Any, example: str, **more: Any) -> StringField:
    """An address, or nothing."""
    right = Email(_l("Enter an e-mail address such as %(example)s.", example=example))
    validators = [Optional(), too_long(200), right]
    return StringField(label, filters=[one_line], validators=validators, render_kw={"dir": "ltr"}, **more)


def count(label: Any, least: int, most: int, missing: Any = None, **more: Any) -> NumberField:
    """It may be left out, unless it is said what to do where it is `missing`."""
    validators = [InputRequired(missing) if missing else Optional()]
    read = partial(parsing.whole, least=least, most=most)
    return NumberField(label, read, validators=validators, render_kw={"inputmode": "numeric", "dir": "ltr"}, **more)


def decimal(label: Any, least: int, most: int, **more: Any) -> NumberField:
    read = partial(parsing.decimal, least=least, most=most)
    return NumberField(label, read, validators=[Optional()], render_kw={"dir": "ltr"}, **more)


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
