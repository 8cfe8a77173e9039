"""The way of a need or an offer from draft to published, the same for both: check, submit, review, withdraw."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

from flask import Blueprint, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FieldList, RadioField

from app.access import Permission, current_actor, current_viewer, visible
from app.extensions import db
from app.forms.confirming import Outlook, ask
from app.forms.fields import WordsField
from app.forms.queue import onward
from app.forms.submitting import SendBackForm, WrittenForm
from app.forms.threads import converse
from app.forms.writing import WriteError, Writing, address
from app.services.intake import submissions
from app.services.people import threads
from app.texts.labels import label
from models import Need, Offer, Remark
from models.errors import IllegalMove, Incomplete, UnitInUse
from models.lifecycle import EDITABLE, UNSUBMITTED, SubmissionStatus

UNIT_IN_USE = _l("Partnerships already count in this kind and currency, so neither can change any more.")

NO_RATE = _l(
    "There is no exchange rate for this currency yet. Your draft is kept: ask the secretariat to load a rate, or "
    "choose another currency."
)


class Rights(NamedTuple):
    """Who may take which step."""

    submit: Permission
    review: Permission
    withdraw: Permission


class Section(NamedTuple):
    """Some of the fields of a form, under a title."""

    name: str
    """As the address says it."""
    title: str
    fields: tuple[str, ...]
    about: str = ""


class Lack(NamedTuple):
    """Something that is still missing: the field, where it is mended, and what to do."""

    field: str
    href: str
    what: str


class Submitting[T: Need | Offer, F: WrittenForm](Writing[T, F]):
    """How a need or an offer is written, checked and reviewed."""

    asks: ClassVar[type[WrittenForm]]
    """Its form."""
    rights: ClassVar[Rights]
    missing: ClassVar[Mapping[str, str]]
    """What to do about each thing that a submission lacks."""
    field_of: ClassVar[Mapping[str, str]]
    """What may lack and is no field -> the field that mends it."""
    sent_back: ClassVar[str]
    withdrawn: ClassVar[str]
    sections: ClassVar[tuple[Section, ...]] = ()
    """Of its form, where it has any."""

    @abstractmethod
    def published(self, thing: T) -> list[str]:
        """What publishing it would bring."""

    @abstractmethod
    def gone(self, thing: T) -> list[str]:
        """What withdrawing it would bring."""

    @abstractmethod
    def render(self, thing: T, form: SendBackForm | None = None) -> str:
        """The page of the thing."""

    def threads(self, thing: T) -> list[list[Remark]]:
        """What was written about it that exists for the viewer, with each organisation, the oldest first."""
        viewer = current_viewer()
        if not viewer.memberships:
            return []
        written = db.session.scalars(threads.about(thing).where(visible(viewer, Remark))).all()
        with_each = groupby(sorted(written, key=lambda one: one.organisation.name), lambda one: one.organisation_id)
        return [list(one) for _organisation, one in with_each]

    def facts(self, thing: T) -> dict[str, Any]:
        """What the page to check shows beside the thing."""
        return {}

    def problems(self, thing: T) -> list[Lack]:
        """What it still lacks before it can be submitted."""
        mended = map(self.mended, submissions.lacking(db.session, thing))
        return [Lack(field, self.at_field(thing, field), str(word)) for field, word in mended]

    def mended(self, code: str) -> tuple[str, str]:
        """The field that mends what is lacking, and what to do."""
        if code == "rate":
            return "currency", NO_RATE
        return self.field_of.get(code, code), self.missing[code]

    def at_field(self, thing: T, field: str) -> str:
        """Where what it says in the field is changed."""
        return f"{address('edit', thing)}#{self.control(field)}"

    def control(self, field: str) -> str:
        """The id of what takes the focus: the first of a list."""
        listed = issubclass(getattr(self.asks, field).field_class, RadioField | WordsField | FieldList)
        return f"{field}-0" if listed else field

    def edit(self, thing: T) -> ResponseReturnValue:
        if request.method == "GET" and thing.status not in EDITABLE:
            flash(closed_to_edits(thing.status), "warning")
            return redirect(address("show", thing))
        return super().edit(thing)

    def saved(self, thing: T) -> ResponseReturnValue:
        if thing.status == SubmissionStatus.SUBMITTED:
            flash(_("Saved. Because it was published, a reviewer has to publish the change."), "success")
            return redirect(address("show", thing))
        flash(_("Saved as a draft. Check it, then submit it."), "success")
        return redirect(address("submit", thing))

    def refuse(self, form: F, thing: T | None, refusal: WriteError) -> int:
        match refusal:
            case Incomplete():
                for code in refusal.missing:
                    field, word = self.mended(code)
                    form[field].errors = [*form[field].errors, word]
                return 422
            case UnitInUse():
                form["currency" if "currency" in form else "kind"].errors = [UNIT_IN_USE]
            case IllegalMove() if thing is not None:
                form.form_errors = [closed_to_edits(thing.status)]
            case _:
                return super().refuse(form, thing, refusal)
        return 409

    def register(self, pages: Blueprint) -> None:
        super().register(pages)
        self._add(pages, "submit", self.rights.submit, self.submit, ["GET", "POST"])
        self._add(pages, "receipt", self.rights.submit, self.receipt, ["GET"])
        self._add(pages, "send_back", self.rights.review, self.send_back)
        self._add(pages, "write", self.right, self.write, ["GET", "POST"])
        self._add(pages, "publish", self.rights.review, self.publish, ["GET", "POST"])
        self._add(pages, "withdraw", self.rights.withdraw, self.withdraw, ["GET", "POST"])

    def submit(self, thing: T) -> ResponseReturnValue:
        """Everything on one page to check; on submitting, all that is missing is said at once."""
        if thing.status not in UNSUBMITTED:
            return redirect(address("show", thing))  # sent twice, or submitted already
        problems = self.problems(thing)
        if request.method == "POST" and not problems:
            submissions.submit(db.session, thing, current_actor(thing.organisation))
            db.session.commit()
            flash(_("Submitted. Keep this page as your receipt."), "success")
            return redirect(address("receipt", thing))
        refused = request.method == "POST"
        return self._with_facts("submit", thing, problems=problems, refused=refused), 422 if refused else 200

    def receipt(self, thing: T) -> ResponseReturnValue:
        """What was submitted last, and what comes of it."""
        submitted = submissions.last_submitted(db.session, thing)
        if submitted is None:
            return redirect(address("show", thing))
        answer_by = submitted.at + timedelta(days=current_app.extensions["settings"].review_days)
        return self._with_facts("receipt", thing, submitted=submitted, answer_by=answer_by)

    def _with_facts(self, template: str, thing: T, **more: Any) -> str:
        """Everything that it says, on one page."""
        change = partial(self.at_field, thing) if thing.status in UNSUBMITTED else None
        return render_template(
            f"{self.templates}/{template}.html", thing=thing, at=address, change=change, **more, **self.facts(thing)
        )

    def send_back_form(self, **more: Any) -> SendBackForm:
        return SendBackForm({one.name: one.title for one in self.sections}, **more)

    def send_back(self, thing: T) -> ResponseReturnValue:
        form = self.send_back_form()
        if not form.validate_on_submit():
            return self.render(thing, form), 422
        if thing.status != SubmissionStatus.SUBMITTED:
            late = _("Somebody was quicker: it is “%(status)s” now. Your words were not sent: %(words)s",
                     status=label(thing.status), words=form.comment.data)  # fmt: skip
            form.form_errors = [late]
            return self.render(thing, form), 409
        section = form.section.data or None if "section" in form else None
        submissions.send_back(db.session, thing, str(form.comment.data), current_actor(), section)
        return self._done(thing, self.sent_back)

    def write(self, thing: T) -> ResponseReturnValue:
        """To the reviewers, about it; of a draft they know nothing."""
        if thing.status == SubmissionStatus.DRAFT:
            return redirect(address("show", thing))
        return converse(thing, thing.organisation, current_actor(thing.organisation), address("write", thing))

    def publish(self, thing: T) -> ResponseReturnValue:
        if request.method == "GET":
            if thing.status != SubmissionStatus.SUBMITTED:
                return redirect(address("show", thing))  # somebody else was quicker
            question = _("Publish “%(title)s”?", title=thing.title)
            return ask(Outlook(question, self.published(thing), _("Publish"), address("show", thing)))
        submissions.publish(db.session, thing, current_actor())
        return self._done(thing, _("Published. It takes part in the next run of the matching."))

    def withdraw(self, thing: T) -> ResponseReturnValue:
        if request.method == "GET":
            if not thing.may_move_to(SubmissionStatus.WITHDRAWN):
                return redirect(address("show", thing))
            title = thing.title or _("without a title")
            question, button = _("Withdraw “%(title)s” for good?", title=title), _("Withdraw it for good")
            return ask(Outlook(question, self.gone(thing), button, address("show", thing), danger=True))
        submissions.withdraw(db.session, thing, current_actor(thing.organisation))
        return self._done(thing, self.withdrawn)

    def _done(self, thing: T, said: str) -> ResponseReturnValue:
        db.session.commit()
        flash(str(said), "success")
        return redirect(onward(thing) or address("show", thing))


def closed_to_edits(status: SubmissionStatus) -> str:
    if status == SubmissionStatus.SUBMITTED:
        return _("It is with the reviewers now. It can be changed once they publish it or send it back.")
    return _("It is over, and cannot be changed any more.")
