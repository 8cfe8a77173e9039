"""What a form asks for is done and kept whole, or undone, and why is told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask_wtf import FlaskForm

from app.extensions import db
from app.forms.broken import tell_broken
from app.texts.refused import explain
from models.errors import BrokenRules, DomainError


@dataclass
class Attempt:
    problems: list[str] = field(default_factory=list)
    """Why it was refused; nothing where it was done."""
    status: int = 0
    """Of the answer that tells it; 0 where it was done."""


def in_short(refusal: DomainError) -> list[str]:
    return [explain(refusal)]


@contextmanager
def attempt(words: Callable[[DomainError], list[str]] = in_short, form: FlaskForm | None = None) -> Iterator[Attempt]:
    """Commit what the block does. Where a rule of the domain refuses it, undo that, tell the form why, in these words
    or at the field that the rule is about, and go on after the block with its problems; other errors go on up."""
    made = Attempt()
    try:
        yield made
        db.session.commit()
    except DomainError as refusal:
        db.session.rollback()
        if isinstance(refusal, BrokenRules) and form is not None:
            made.problems, made.status = tell_broken(form, refusal), 422
            return
        made.problems, made.status = words(refusal), 409
        if form is not None:
            form.form_errors = made.problems
