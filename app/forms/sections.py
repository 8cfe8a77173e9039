"""A long form in sections: each asks some of its fields on a short page of its own, and keeps them at once."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from app.forms.steps import Lack, Section, Submitting
from app.forms.submitting import WrittenForm
from app.forms.writing import address
from models import Need, Offer
from models.lifecycle import UNSUBMITTED

PRESET = frozenset({"kind", "currency", "first_horizon", "last_horizon"})
"""Fields that hold something from the first: they do not tell whether anybody began."""


class Standing(StrEnum):
    """How far a section is."""

    OPTIONAL = "optional"
    NOT_BEGUN = "not_begun"
    INCOMPLETE = "incomplete"
    COMPLETE = "complete"


class Task(NamedTuple):
    """A section of one thing: how far it is, and what it lacks."""

    section: Section
    href: str
    standing: Standing
    lacks: list[Lack]


class SectionedForm(WrittenForm):
    """What it does not ask stays as it was."""

    def ask(self, names: Collection[str]) -> None:
        """These alone."""
        for field in list(self):
            if field.name not in names and not isinstance(field, HiddenField):
                del self[field.name]


class InSections[T: Need | Offer, F: SectionedForm](Submitting[T, F]):
    """How a need or an offer is written in sections until it is submitted; once it is published, a change of it goes to
    the reviewers whole, so that it is made on one page."""

    def part(self, name: str) -> Section:
        return next(one for one in self.sections if one.name == name)

    def section_of(self, field: str) -> Section:
        return next(one for one in self.sections if field in one.fields)

    def page(self, form: F, thing: T | None, **more: Any) -> str:
        return super().page(form, thing, **{"sections": self.sections} | more)

    def at_field(self, thing: T, field: str) -> str:
        if thing.status not in UNSUBMITTED:
            return super().at_field(thing, field)
        return f"{address('section', thing, section=self.section_of(field).name)}#{self.control(field)}"

    def tasks(self, thing: T) -> list[Task]:
        lacks = self.problems(thing)
        return [
            Task(one, address("section", thing, section=one.name), standing(thing, one, mine), mine)
            for one in self.sections
            for mine in [[lack for lack in lacks if lack.field in one.fields]]
        ]

    def register(self, pages: Blueprint) -> None:
        super().register(pages)
        names = ",".join(one.name for one in self.sections)
        self._add(pages, "tasks", self.right, self.show_tasks, ["GET"])
        self._add(pages, "section", self.right, self.edit_section, ["GET", "POST"], f"edit/<any({names}):section>")

    def show_tasks(self, thing: T) -> ResponseReturnValue:
        if thing.status not in UNSUBMITTED:
            return redirect(address("edit", thing))
        return render_template(f"{self.templates}/tasks.html", thing=thing, tasks=self.tasks(thing), at=address)

    def edit_section(self, thing: T, section: str) -> ResponseReturnValue:
        if request.method == "GET" and thing.status not in UNSUBMITTED:
            return redirect(address("edit", thing))
        part = self.part(section)
        form = self.form(thing, asked=part.fields)
        return self._change(form, thing, lambda: self.section_saved(thing, part), template="section", section=part)

    def section_saved(self, thing: T, section: Section) -> ResponseReturnValue:
        """On to the next section; to the page to check where nothing is missing any more."""
        if thing.status not in UNSUBMITTED:
            return self.saved(thing)
        if request.form.get("then") == "tasks":
            flash(_("Saved. You can come back at any time."), "success")
            return redirect(address("tasks", thing))
        if not self.problems(thing):
            return redirect(address("submit", thing))
        rest = self.sections[self.sections.index(section) + 1 :]
        return redirect(address("section", thing, section=rest[0].name) if rest else address("tasks", thing))

    def created(self, thing: T) -> ResponseReturnValue:
        flash(
            _("Your draft is kept. Fill in its sections in any order; you can stop and come back at any time."),
            "success",
        )
        return redirect(address("tasks", thing))

    def change_of(self, made: T) -> tuple[F, dict[str, Any]]:
        """The first section asks all that a new one was asked."""
        first = self.sections[0]
        page = {"template": "section", "section": first, "action": address("section", made, section=first.name)}
        return self.form(made, asked=first.fields), page


def standing(thing: Need | Offer, section: Section, lacks: list[Lack]) -> Standing:
    begun = any(getattr(thing, name) for name in section.fields if name not in PRESET)
    if lacks:
        return Standing.INCOMPLETE if begun else Standing.NOT_BEGUN
    return Standing.COMPLETE if begun else Standing.OPTIONAL
