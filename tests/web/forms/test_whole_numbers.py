"""Whole numbers are read in one way, in every form and every address."""

import importlib
import pkgutil
from urllib.parse import quote

import pytest
import wtforms
from flask_wtf import FlaskForm

import app
from app.forms.listing import page_number
from app.texts.parsing import whole_number
from models import Role

NUMBERS = [("0", 0), ("7", 7), ("007", 7), ("1 250", 1250), ("1\u00a0250", 1250), ("1\u202f250", 1250)]
OTHERS = [
    "", " ", "8_0", "+80", "-1", "80.0", "8e1", "0x50", "٨٠", "۸۰", "８０", "²", "1,250", "80\n", "\t80", "80%",
    "NaN", "true", "9" * 13, "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_digits_that_spaces_may_group_are_a_whole_number(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("text", OTHERS)
def test_anything_else_is_none(text):
    assert whole_number(text) is None


def forms(base=FlaskForm):
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.endswith(("forms", ".submitting")):
            importlib.import_module(module.name)
    for form in base.__subclasses__():
        if form.__module__.startswith("app."):
            yield form
        yield from forms(form)


def test_no_form_reads_a_number_in_a_way_of_its_own():
    own = (wtforms.IntegerField, wtforms.DecimalField, wtforms.FloatField, wtforms.IntegerRangeField)
    for form in forms():
        for name in dir(form):
            field = getattr(getattr(form, name), "field_class", None)
            if isinstance(field, type):
                assert not issubclass(field, own), f"{form.__name__}.{name}"


@pytest.mark.parametrize("text", ["8_0", "+80", "٨٠", "８０", "80.0"])
def test_a_knob_takes_plain_digits_alone(world, browse, text):
    round_ = world.round()
    reviewer = browse(world.user(Role.REVIEWER))
    world.commit()
    page = reviewer.fill_in(f"/rounds/{round_.id}/policy", fairness_percent=text)
    assert (page.status, page.error_links()) == (422, ["#fairness_percent"])
    assert page.form()["fairness_percent"] == [text]


@pytest.mark.parametrize(("text", "number"), [("2", 2), ("0_2", 1), ("+2", 1), ("٢", 1), ("9" * 5000, 1)])
def test_a_page_of_a_list_is_asked_for_in_plain_digits(site, text, number):
    with site.test_request_context(f"/needs/?page={quote(text)}"):
        assert page_number(total=50, size=25) == number
