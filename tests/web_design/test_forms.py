"""The form parts: every kind of field, its hint and its error, tied together for every reader."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import html5lib
import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

Render = Callable[..., str]

FIELDS = '{% from "macros/forms.html" import field %}{% for f in form %}{{ field(f) }}{% endfor %}'
SUMMARY = '{% from "macros/forms.html" import error_summary %}{{ error_summary(form) }}'
CHOICES = [SelectChoice("water", "Water & taps"), SelectChoice("land", "Land")]


class Cost(Form):
    amount = IntegerField("How much?", [InputRequired("Enter the amount")])
    purpose = StringField("What for?")


class Need(Form):
    title = StringField("What is it called?", [InputRequired("Enter a title")], description="A short name.")
    reason = TextAreaField("Why?", [InputRequired("Say why")])
    kind = RadioField("Which kind?", [InputRequired("Choose a kind")], choices=CHOICES)
    themes = SelectMultipleField("Which themes?", [InputRequired("Choose a theme")], choices=CHOICES)
    currency = SelectField("In which currency?", choices=CHOICES)
    agreed = BooleanField("The residents agreed", [InputRequired("Confirm that they agreed")])
    day = DateField("When?", [InputRequired("Enter a date")])
    share = DecimalField("Which share?", [InputRequired("Enter a share")])
    password = PasswordField("Password", [InputRequired("Enter a password")])
    proof = FileField("Evidence", [InputRequired("Attach a file")])
    version = HiddenField(validators=[InputRequired("The version is missing")])
    costs = FieldList(FormField(Cost, label="Cost"), label="Costs", min_entries=2)
    names = FieldList(StringField("Name"), label="Names", min_entries=1, validators=[Length(min=2, message="Name two")])


def broken() -> Need:
    form = Need(MultiDict({"themes-x": "", "currency": "water"}))
    assert not form.validate()
    return form


def elements(page: str) -> list[Element]:
    return list(html5lib.parseFragment(page, namespaceHTMLElements=False).iter())


def by_id(page: str, wanted: str) -> Element:
    (found,) = (element for element in elements(page) if element.get("id") == wanted)
    return found


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_every_kind_of_field_has_a_label_and_valid_markup(render: Render) -> None:
    page = render(FIELDS, form=Need())
    labelled = {element.get("for") for element in elements(page) if element.tag == "label"}
    inputs = [
        element
        for element in elements(page)
        if element.tag in ("input", "select", "textarea") and element.get("type") != "hidden"
    ]
    assert len(inputs) == 8 + 2 + 2 + 4 + 1
    assert {element.get("id") for element in inputs} <= labelled
    assert "aria-invalid" not in page


def test_an_error_is_tied_to_its_field(render: Render) -> None:
    page = render(FIELDS, form=broken())
    title = by_id(page, "title")
    assert title.get("aria-invalid") == "true"
    assert title.get("aria-describedby") == "title-hint title-error"
    assert words(by_id(page, "title-error")) == "Error: Enter a title"
    assert by_id(page, "kind").get("aria-describedby") == "kind-error"
    assert words(by_id(page, "names-error")) == "Error: Name two"


def test_the_summary_names_every_error_and_leads_to_its_field(render: Render) -> None:
    form = broken()
    page = render(SUMMARY + FIELDS, form=form)
    summary = next(element for element in elements(page) if element.get("role") == "alert")
    links = {words(link): (link.get("href") or "").lstrip("#") for link in summary.iter("a")}
    assert links["Which kind? Choose a kind"] == "kind-0"
    assert links["Which themes? Choose a theme"] == "themes-0"
    assert links["Cost, How much? Enter the amount"].startswith("costs-")
    assert links["Names: Name two"] == "names-0"
    assert [by_id(page, target).tag for target in links.values()]
    amounts = [link.get("href") for link in summary.iter("a") if "Enter the amount" in words(link)]
    assert amounts == ["#costs-0-amount", "#costs-1-amount"]
    assert "The version is missing" in words(summary)
    assert "The version is missing" not in links


def test_a_form_without_errors_has_no_summary(render: Render) -> None:
    assert render(SUMMARY, form=Need()).strip() == ""


def test_errors_of_the_whole_form_are_told_too(render: Render) -> None:
    form = Need()
    form.form_errors.append("The first horizon comes after the last")
    assert "The first horizon comes after the last" in render(SUMMARY, form=form)


def test_choices_keep_what_was_chosen(render: Render) -> None:
    page = render(FIELDS, form=Need(MultiDict([("themes", "land"), ("kind", "water")])))
    ticked = {element.get("id") for element in elements(page) if element.get("checked") is not None}
    assert ticked == {"themes-1", "kind-0"}


def test_what_people_wrote_comes_back_as_text(render: Render) -> None:
    page = render(FIELDS, form=Need(MultiDict({"title": '"><script>', "reason": "</textarea><b>"})))
    assert by_id(page, "title").get("value") == '"><script>'
    assert words(by_id(page, "reason")) == "</textarea><b>"


def test_hint_units_width_and_attributes_reach_the_page(render: Render) -> None:
    text = """{% from "macros/forms.html" import field %}
        {{ field(form.share, hint='From 0 to 100', suffix='%', width=4, autocomplete='off', attrs=more) }}"""
    page = render(text, form=Need(), more={"inputmode": "decimal"})
    share = by_id(page, "share")
    assert share.get("class") == "input width-4"
    assert (share.get("autocomplete"), share.get("inputmode")) == ("off", "decimal")
    assert words(by_id(page, str(share.get("aria-describedby")))) == "From 0 to 100"
    assert any(words(element) == "%" for element in elements(page) if element.get("class") == "affix")


@pytest.mark.parametrize("kind", ["primary", "secondary", "danger"])
def test_a_button_says_what_it_sends(render: Render, kind: str) -> None:
    text = "{% from 'macros/forms.html' import submit %}{{ submit('Withdraw', 'move', 'withdraw', kind) }}"
    (button,) = (element for element in elements(render(text, kind=kind)) if element.tag == "button")
    assert (button.get("name"), button.get("value"), words(button)) == ("move", "withdraw", "Withdraw")
    assert button.get("class") == f"button button-{kind}"


def test_two_forms_on_a_page_carry_their_token_without_an_id(render: Render) -> None:
    page = render("{% from 'macros/forms.html' import csrf %}{{ csrf() }}{{ csrf() }}")
    tokens = [element.get("value") for element in elements(page) if element.get("name") == "csrf_token"]
    assert len(tokens) == 2
    assert all(tokens)
    assert " id=" not in page


def test_a_group_has_a_legend(render: Render) -> None:
    text = """{% from "macros/forms.html" import fieldset %}
        {% call fieldset("Where?", "A place") %}<p>inside</p>{% endcall %}"""
    group = next(element for element in elements(render(text)) if element.tag == "fieldset")
    assert words(group) == "Where? A place inside"
