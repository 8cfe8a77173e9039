"""The one flow of all that people write: made once, refused at its field, compared where somebody else was quicker.

What is particular to a kind of thing, its form, its page and its refusals, stands with its views.
"""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from wtforms import BooleanField, Field, FieldList

from app.access import Permission, current_viewer, requires, visible
from app.extensions import db
from app.forms.broken import FIELD_OF, tell_broken
from app.forms.submitting import WrittenForm, status_of
from models.base import noun
from models.errors import BrokenRules, DomainError, Doubtful, StaleForm

WriteError = DomainError | IntegrityError


class Writing[T: Any, F: WrittenForm](ABC):
    """How one kind of thing is written; one of its kind serves every request."""

    model: ClassVar[type[Any]]
    right: ClassVar[Permission]
    """To change a thing; what a form made before is shown again to whoever holds it."""
    kept: ClassVar[str] = _l("Saved.")

    templates: ClassVar[str]
    """The folder of its pages; its blueprint has the name of its table."""

    @property
    def noun(self) -> str:
        return noun(self.model)

    @abstractmethod
    def form(self, thing: T, **more: Any) -> F:
        """The form as it opens on the thing."""

    def page(self, form: F, thing: T | None, **more: Any) -> str:
        template = more.pop("template", "form")
        return render_template(
            f"{self.templates}/{template}.html", form=form, **{self.noun: thing, "thing": thing}, **more
        )

    @abstractmethod
    def revise(self, thing: T, form: F) -> None:
        """Change the thing as the form says, through its service."""

    def saved(self, thing: T) -> ResponseReturnValue:
        """What comes next."""
        flash(str(self.kept), "success")
        return redirect(address("show", thing))

    def created(self, thing: T) -> ResponseReturnValue:
        """What comes next, where it is new."""
        return self.saved(thing)

    def refuse(self, form: F, thing: T | None, refusal: WriteError) -> int:
        """Say at its field why it was refused; the status of the answer. What is nobody's fault here goes on up."""
        if not isinstance(refusal, BrokenRules):
            raise refusal
        tell_broken(form, refusal)
        form.doubted = isinstance(refusal, Doubtful)
        return 422

    def create(self, form: F, make: Callable[[uuid.UUID], T], **more: Any) -> ResponseReturnValue:
        """`make` is given the id of what it makes, which is kept once, however often the form is sent."""
        status = None
        if form.validate_on_submit():
            if made := made_before(form, self.model, self.right):
                return self._sent_again(form, made)
            try:
                made = make(form.new_id)
                db.session.commit()
                return self.created(made)
            except (DomainError, IntegrityError) as refusal:
                db.session.rollback()
                if made := made_before(form, self.model, self.right):  # sent twice at the same moment
                    return self._sent_again(form, made)
                status = self.refuse(form, None, refusal)
        return self.page(form, None, **more), status or status_of(form)

    def _sent_again(self, form: F, made: T) -> ResponseReturnValue:
        """With the same words there is nothing more to do; with others the form becomes that of a change."""
        change, page = self.change_of(made)
        change.validate()
        terms = change.terms()
        changed = terms.differing(type(terms).of(made))
        if not changed:
            return self.created(made)
        tell_changed(change, StaleForm(dict.fromkeys(changed)), self.form(made, formdata=None), made.version)
        change.form_errors = [saved_before(made)]
        return self.page(change, made, **page), 409

    def change_of(self, made: T) -> tuple[F, dict[str, Any]]:
        """The form in which what was written of a new one is a change of it, and what its page is told."""
        return self.form(made), {"action": address("edit", made)}

    def edit(self, thing: T) -> ResponseReturnValue:
        return self._change(self.form(thing), thing, lambda: self.saved(thing))

    def _change(self, form: F, thing: T, done: Callable[[], ResponseReturnValue], **more: Any) -> ResponseReturnValue:
        status = None
        if form.validate_on_submit():
            try:
                self.revise(thing, form)
                db.session.commit()
                return done()
            except (DomainError, IntegrityError) as refusal:
                status = self._refused(form, thing, refusal)
        return self.page(form, thing, **more), status or status_of(form)

    def register(self, pages: Blueprint) -> None:
        self._add(pages, "edit", self.right, self.edit, ["GET", "POST"])

    def _add(
        self,
        pages: Blueprint,
        name: str,
        right: Permission,
        step: Callable[..., ResponseReturnValue],
        methods: Sequence[str] = ("POST",),
        under: str = "",
    ) -> None:
        """What is done to a thing, under its address and behind its right."""
        view = requires(right, self.model)(lambda **given: step(given.pop(self.noun), **given))
        rule = f"/<uuid:{self.noun}_id>/{under or name.replace('_', '-')}"
        pages.add_url_rule(rule, name, view, methods=list(methods))

    def _refused(self, form: F, thing: T | None, refusal: WriteError) -> int:
        db.session.rollback()
        if isinstance(refusal, StaleForm) and thing is not None:
            tell_changed(form, refusal, self.form(thing, formdata=None), thing.version)
            return 409
        return self.refuse(form, thing, refusal)


def address(page: str, thing: Any, **more: Any) -> str:
    """Of one of its pages, such as "show" or "edit"."""
    return address_of(page, type(thing), thing.id, **more)


def address_of(page: str, model: type[Any], identity: uuid.UUID, **more: Any) -> str:
    """The same by its id. What was opened from a reviewer's queue stays in it."""
    arguments: dict[str, Any] = {f"{noun(model)}_id": identity, "queue": "1" if request.args.get("queue") else None}
    return url_for(f"{model.__tablename__}.{page}", **arguments, **more)


def made_before(form: WrittenForm, model: type[Any], right: Permission) -> Any:
    """What this very form made when it was sent before; nothing where it was not, or is not the viewer's."""
    viewer = current_viewer()
    made = db.session.scalar(select(model).where(model.id == form.new_id, visible(viewer, model)))
    return made if made is not None and viewer.can(right, made) else None


def saved_before(made: Any) -> Markup:
    name = getattr(made, "name", "") or getattr(made, "title", "") or _("see what it holds")
    link = Markup('<a href="{}">{}</a>').format(address("show", made), name)
    told = _("This form was saved before: %(link)s. What you wrote since is still here: compare, then save to keep it.")
    return Markup(told) % {"link": link}  # noqa: S704  # words of ours


def tell_changed(form: WrittenForm, stale: StaleForm, fresh: FlaskForm, version: int) -> None:
    """Say at each field what somebody else made of it. What the visitor wrote stays; saving again keeps it.

    `fresh` is the form as it would open now.
    """
    elsewhere = []
    for name in dict.fromkeys(FIELD_OF.get(column, column) for column in stale.changed):
        if name not in fresh:
            continue
        now = _("“%(field)s” now says: %(value)s", field=fresh[name].label.text, value=shown_value(fresh[name]))
        if name in form:
            form[name].errors = [*form[name].errors, now]
        else:
            elsewhere.append(now)
    form.form_errors = [
        _(
            "Somebody else changed this while you were writing. What you wrote is still here: compare, then save again "
            "to keep yours."
        ),
        *elsewhere,
    ]
    form.version.data = str(version)


def shown_value(field: Field) -> str:
    """What a field holds, as people read it."""
    if isinstance(field, FieldList):
        return "; ".join(filter(None, (shown_value(entry) for entry in field.entries))) or _("nothing")
    if isinstance(field, BooleanField):
        return _("yes") if field.data else _("no")
    if hasattr(field, "form"):
        return ", ".join(filter(None, (shown_value(part) for part in field.form)))
    if hasattr(field, "iter_choices"):
        chosen = [str(one[1]) for one in field.iter_choices() if one[2]]
        return ", ".join(filter(None, chosen)) or _("nothing")
    said = str(field._value())  # type: ignore[attr-defined]  # every field of one line has it
    return said if len(said) <= 200 else said[:200] + "…"
