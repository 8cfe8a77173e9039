"""The page that asks once more before a step that others rely on, and says what it would do."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from app.forms.submitting import status_of


@dataclass(frozen=True)
class Outlook:
    """What a step would do, in words. `back` leads to where nothing is done; `danger`: it cannot be undone."""

    question: str
    lines: Sequence[str]
    button: str
    back: str
    danger: bool = False


def ask(outlook: Outlook, form: FlaskForm | None = None) -> ResponseReturnValue:
    """The page sends its form, empty where nothing is asked for, to its own address."""
    page = render_template("confirm.html", outlook=outlook, form=form)
    return page, 200 if form is None else status_of(form)
