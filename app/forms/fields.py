"""Fields that our forms share. A field cleans and checks shape, and says what to do; nothing is ever guessed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    EmailField,
    FieldList,
    Form,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional, StopValidation
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


class Needed:
    """The field has to be filled in, sooner or later: who sees to that is the service, or whoever submits."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: Any) -> None:
        """Says so, and refuses nothing."""


class NeededAtTimes(Needed):
    """Its hint says when."""

    field_flags = {"at_times": True}


class NumberField(StringField):
    """A number, as it is read. A text field, because a browser's number field drops in silence what it does not
    understand, and what was typed has to come back with the error."""

    data: Any
    width = "short"

    def __init__(self, label: Any, read: Callable[[str], Any], suffix: str = "", **more: Any) -> None:
        """`read` raises Unreadable; the suffix stands behind the number."""
        super().__init__(label, **more)
        self.read, self.suffix = read, suffix

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
    width = "medium"

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

    width = "long"

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

    def __init__(self, label: Any, validators: Any = None, folded: Any = "", **more: Any) -> None:
        """`folded`: what opens a list that is long and seldom needed."""
        super().__init__(label, validators, **more)
        self.folded = folded

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


def amounts_in_minor(
    form: Form, names: Iterable[str], kind: Kind | None, currency: str | None
) -> tuple[dict[str, int | None], bool]:
    """The amounts that the form asks, in the smallest unit of the kind and the currency, and whether all was right.

    What is wrong is said at its field.
    """
    financial = kind == Kind.FINANCIAL
    amounts, right = {}, True
    if financial and not currency and "currency" in form:
        form["currency"].errors = [*form["currency"].errors, _l("Choose a currency.")]
        right = False
    for name in names:
        if name not in form:
            continue
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


def line(label: Any, most: int = 200, missing: Any = None, needed: Needed | None = None, **more: Any) -> StringField:
    validators = [too_long(most), *_asked(missing, needed)]
    return StringField(label, filters=[one_line], validators=validators, **more)


def text(label: Any, most: int = 5000, missing: Any = None, needed: Needed | None = None, **more: Any) -> TextAreaField:
    validators = [too_long(most), *_asked(missing, needed)]
    return TextAreaField(label, filters=[stripped], validators=validators, render_kw={"rows": 5}, **more)


def _asked(missing: Any, needed: Needed | None) -> list[Any]:
    """`missing`: what to do where it is blank; without it, it may be, unless others say that it is needed."""
    return [DataRequired(missing)] if missing else [needed] if needed else []


def enough(field: Any) -> None:
    """Raises ValidationError where a reason says too little."""
    for rule in broken_reason(field.name, field.data or ""):
        raise ValidationError(broken_rule(rule))


def email(label: Any, example: str, needed: Needed | None = None, **more: Any) -> EmailField:
    """An address, or nothing."""
    right = Email(_l("Enter an e-mail address such as %(example)s.", example=example))
    validators = [*_asked(None, needed), Optional(), too_long(200), right]
    attributes = {"dir": "ltr", "autocomplete": "email"}
    return EmailField(label, filters=[one_line], validators=validators, render_kw=attributes, **more)


def reason_for_doubt(most: int) -> TextAreaField:
    """Asked where something that was written is hardly so."""
    said = _l("Whoever reads it sees this beside what is doubted.")
    return text(_l("It is right, because …"), most, needed=NeededAtTimes(), description=said)


def count(
    label: Any, least: int, most: int, missing: Any = None, needed: Needed | None = None, **more: Any
) -> NumberField:
    """It may be left out, unless it is said what to do where it is `missing`."""
    validators = [*_asked(None, needed), InputRequired(missing) if missing else Optional()]
    read = partial(parsing.whole, least=least, most=most)
    return NumberField(label, read, validators=validators, render_kw={"inputmode": "numeric", "dir": "ltr"}, **more)


def decimal(label: Any, least: int, most: int, **more: Any) -> NumberField:
    read = partial(parsing.decimal, least=least, most=most)
    attributes = {"inputmode": "decimal", "dir": "ltr"}
    return NumberField(label, read, validators=[Optional()], render_kw=attributes, **more)


class DayField(DateField):
    """A day, shown as it is read: the year in four digits, however long ago."""

    width = "medium"

    def _value(self) -> str:
        return self.data.isoformat() if self.data and not self.raw_data else super()._value()  # type: ignore[misc]  # not in the stubs


def day(label: Any, validators: tuple[Any, ...] = (), **more: Any) -> DayField:
    wrong = _l("Enter a day such as 2027-03-31.")
    more["invalid_value_message"] = wrong
    return DayField(label, validators=[*validators, Optional()], **more)


class AtMost(Length):
    """No other test is worth its time, or its message, on a text that is too long."""

    def __call__(self, form: Any, field: Any) -> None:
        try:
            super().__call__(form, field)
        except ValidationError as error:
            raise StopValidation(*error.args) from None


def too_long(most: int) -> AtMost:
    return AtMost(max=most, message=_l("Enter at most %(max)d characters."))
