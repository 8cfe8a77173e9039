"""A long form in sections: each asks some of its fields on a short page of its own, and keeps them at once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField, RadioField

from app.forms.fields import CurrencyField, WordsField, amounts_in_minor
from app.forms.steps import Lack, Section, Submitting
from app.forms.submitting import WrittenForm
from app.forms.writing import address
from app.services.intake.submission_rules import SubmissionTerms
from app.texts.labels import choices
from models import Need, Offer
from models.lifecycle import UNSUBMITTED
from models.vocabulary import INSTRUMENTS_OF, Instrument, Kind

PRESET = frozenset({"organisation", "kind", "currency", "first_horizon", "last_horizon"})
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


class Currencies(NamedTuple):
    """Those that there are, each with whether it has a rate, and the people's own."""

    known: Mapping[str, bool]
    own: Collection[str | None]

    @property
    def usual(self) -> str | None:
        """What amounts are first asked in."""
        return next((code for code in (*self.own, "USD", *self.known) if code in self.known), None)


class SectionedForm[T: SubmissionTerms](WrittenForm):
    """Of a need or an offer: what it does not ask stays as it was. It speaks of money or of days, never of both, so
    that the kind is never asked together with what is counted in its unit."""

    kind: RadioField
    instruments: WordsField
    currency: CurrencyField

    AMOUNTS: ClassVar[tuple[str, ...]]
    IN_DAYS: ClassVar[Mapping[str, str]]
    """What is asked instead where days are counted."""
    READ: ClassVar[Mapping[str, Callable[[Any], Any]]]
    """How the terms say what stands in a field; the amounts apart."""

    def begin(self, before: T, money: Currencies, asked: Collection[str], out_of_place: Collection[str] = ()) -> None:
        """`before`: as it stands. `asked`: the fields; all that one of its kind has, where none are named."""
        self.before, self.money = before, money
        self.currency.offer(money.known, money.own, new=False)
        own = INSTRUMENTS_OF[before.kind]
        self.instruments.choices = choices(Instrument, [one for one in Instrument if one in own])
        out = {*out_of_place} if asked else {*out_of_place, "kind"}
        lost = before.differing(before.of_kind(another(before.kind), money.usual))
        if {*lost} - {"kind", "currency"}:
            self.kind.description = _("If you change it, the forms of support and how much are asked again.")
        if before.kind == Kind.TECHNICAL:
            out.add("currency")
            for name, words in self.IN_DAYS.items():
                self[name].label.text, self[name].description = str(words), ""
        for field in list(self):
            if field.name in out or (asked and field.name not in asked and not isinstance(field, HiddenField)):
                del self[field.name]

    def validate(self, extra_validators: Any = None) -> bool:
        shape = super().validate(extra_validators)
        currency = self["currency"].data or None if "currency" in self else self.before.currency
        self.minor, right = amounts_in_minor(self, self.AMOUNTS, self.before.kind, currency)
        return shape and right

    def said(self) -> dict[str, Any]:
        """The terms that it asks."""
        return {field.name: self.READ[field.name](field) for field in self if field.name in self.READ}

    def terms(self) -> T:
        said = self.said()
        kind = said.get("kind", self.before.kind)
        return replace(self.before.of_kind(kind, self.money.usual), **said)


def another(kind: Kind) -> Kind:
    return Kind.FINANCIAL if kind == Kind.TECHNICAL else Kind.TECHNICAL


class InSections[T: Need | Offer, F: SectionedForm[Any]](Submitting[T, F]):
    """How a need or an offer is written in sections until it is submitted; once it is published, a change of it goes to
    the reviewers whole, so that it is made on one page."""

    def part(self, name: str) -> Section:
        return next(one for one in self.sections if one.name == name)

    def section_of(self, field: str) -> Section:
        return next(one for one in self.sections if field in one.fields)

    def page(self, form: F, thing: T | None, **more: Any) -> str:
        return super().page(form, thing, **{"sections": self.sections, "at": address} | more)

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
