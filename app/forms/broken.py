"""Where a form says which rules were broken."""

from flask_wtf import FlaskForm

from app.texts.refused import broken_rule
from models.errors import BrokenRules

FIELD_OF = {
    "area_square_metres": "area_hectares",
    "city_id": "city",
    "country_id": "country",
    "figures": "deprivations",
}
"""Columns that a form asks in other words."""


def tell_broken(form: FlaskForm, refusal: BrokenRules) -> list[str]:
    """Put the words of each rule at its field or, where the form has no such field, above the form; all of them."""
    told = [(FIELD_OF.get(rule.field, rule.field), broken_rule(rule)) for rule in refusal.broken]
    for name, words in told:
        if name in form:
            form[name].errors = [*form[name].errors, words]
        else:
            form.form_errors = [*form.form_errors, words]
    return [words for _name, words in told]
