"""How a need is written and goes its way to publication."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access import Permission, current_actor, current_viewer, exists_for_viewer
from app.access.visibility import resident_cities
from app.extensions import db
from app.forms.sections import Currencies, InSections
from app.forms.steps import Lack, Rights
from app.forms.submitting import SendBackForm
from app.forms.writing import WriteError, address
from app.pages.intake.needs import changes
from app.pages.intake.needs.blueprint import needs
from app.pages.intake.needs.forms import MISSING, SECTIONS, NeedForm, NoObjectionForm
from app.services.engine import disclosure, pool
from app.services.engine.disclosure import NOT_APPROVED
from app.services.engine.explanations import of_need
from app.services.intake import fit, no_objections
from app.services.intake import needs as service
from app.services.money import exchange
from app.services.partnerships import outcomes, refusals
from app.texts import left_out
from app.texts.formatting import money, number
from app.texts.labels import label
from app.texts.refused import doubt
from app.today import today
from models import Need, Offer, Partnership, Programme
from models.errors import BelowUsed, HeldByPartnerships
from models.lifecycle import BOTH_ACCEPTED, EDITABLE, ENDED, SUBMITTED_OR_PUBLISHED, UNFINISHED_PARTNERSHIP, UNSUBMITTED


class NeedWriting(InSections[Need, NeedForm]):
    templates = "intake/needs"
    asks = NeedForm
    sections = SECTIONS
    model = Need
    right = Permission.EDIT_NEED
    rights = Rights(Permission.SUBMIT_NEED, Permission.REVIEW_NEED, Permission.WITHDRAW_NEED)
    missing = MISSING
    field_of = {"gap": "amount"}
    sent_back = _l("Sent back to the city with your comment.")
    withdrawn = _l("Withdrawn. It takes part in no round any more.")

    def form(self, thing: Need, **more: Any) -> NeedForm:
        return form_for(thing.programme, thing, **more)

    def revise(self, thing: Need, form: NeedForm) -> None:
        service.revise(db.session, thing, form.terms(), form.version_seen, current_actor(thing.organisation))

    def page(self, form: NeedForm, thing: Need | None, **more: Any) -> str:
        if thing is not None:
            if request.method == "GET" and (change := changes.asked_for(outcomes.of_need(db.session, thing))):
                changes.put(change, form)
                more |= {
                    "change": change,
                    "change_words": left_out.change(change.field, change.value),
                    "fills_in": change.field in changes.FILLED_IN,
                }
            more |= fit_of(thing)
        return super().page(form, thing, **more)

    def problems(self, thing: Need) -> list[Lack]:
        return [*super().problems(thing), *(self._waits(thing, first) for first in thing.unsubmitted_first())]

    def _waits(self, need: Need, first: Need) -> Lack:
        """Why it cannot be submitted while the other, which must be met first, is not; and where that is mended."""
        title = first.title or _("A need without a title")
        if first.status in UNSUBMITTED:
            told = _("“%(title)s” must be met first and is not submitted yet: submit it first.", title=title)
            return Lack("requires", address("submit", first), told)
        told = _("“%(title)s” must be met first, but it is over: take it out.", title=title)
        return Lack("requires", self.at_field(need, "requires"), told)

    def refuse(self, form: NeedForm, thing: Need | None, refusal: WriteError) -> int:
        match refusal:
            case BelowUsed() if thing is not None:
                for field, least in refusal.least.items():
                    form[field].errors = [too_little(field, least, thing)]
            case HeldByPartnerships():
                for field, stays in refusal.held.items():
                    form[field].errors = [HELD[field] % {"word": label(stays)}]
            case _:
                return super().refuse(form, thing, refusal)
        return 409

    def published(self, thing: Need) -> list[str]:
        amount = money(thing.gap, thing.currency)
        lines = [
            _("Anybody can read it; whom to ask, and what shows that it is ready, signed-in parties alone."),
            _("It asks partners for %(amount)s, from the next run of the matching on.", amount=amount),
            _("Its city is told, its national government, and the residents’ organisations of its city."),
        ]
        if waits_for(thing):
            lines[1] = _(
                "It asks for %(amount)s, but is set aside until what must be met first takes part.", amount=amount
            )
        return lines

    def gone(self, thing: Need) -> list[str]:
        return [
            _("It leaves every coming round and cannot be brought back."),
            _("Matches that were proposed for it in a round under way can become no partnership."),
            _("The secretariat is told, unless it was a draft still."),
        ]

    def render(
        self, thing: Need, form: SendBackForm | None = None, no_objection_form: NoObjectionForm | None = None
    ) -> str:
        viewer = current_viewer()
        mine = viewer.can(Permission.EDIT_NEED, thing)
        party = mine or viewer.is_staff
        insider = party or viewer.can(Permission.OBJECT_TO_NEED, thing)
        concerned = insider or thing.city.id in resident_cities(viewer)
        return render_template(
            "intake/needs/show.html",
            need=thing,
            at=address,
            mine=mine,
            party=bool(viewer.memberships),
            first=[one for one in thing.requires if exists_for_viewer(one)],
            form=form or self.send_back_form(formdata=None),
            no_objection_form=no_objection_form or NoObjectionForm(formdata=None, data={"version": thing.version}),
            told_why=party,
            refusals=refusals.of(db.session, thing) if party else [],
            threads=self.threads(thing),
            UNFINISHED_PARTNERSHIP=UNFINISHED_PARTNERSHIP,
            answers=no_objections.answers(db.session, thing) if insider else [],
            holds=no_objections.holds,
            doubts=doubts_of(thing) if insider else [],
            waits_for=waits_for(thing) if party else [],
            **outcome_of(thing, party) if concerned else {"agreed": agreed_on(thing)},
            **fit_of(thing) if mine else {},
        )


def agreed_on(need: Need) -> Sequence[Partnership]:
    """The partnerships for it that anybody may see."""
    return db.session.scalars(
        select(Partnership)
        .where(Partnership.need_id == need.id, Partnership.status.in_(BOTH_ACCEPTED))
        .options(joinedload(Partnership.offer).joinedload(Offer.organisation))
        .order_by(Partnership.changed_at, Partnership.id)
    ).all()


def too_little(field: str, least: int, need: Need) -> str:
    """What a need must at least say, with the partnerships that it has."""
    if field == "max_partners":
        return _("It has as many partners already: enter %(least)s or more.", least=number(least))
    return _(
        "Partnerships cover a part already. With what the city gives and what is secured, that comes to %(least)s: "
        "enter as much or more.",
        least=money(least, need.currency),
    )


HELD = {
    "theme": _l("Partnerships were made for this theme: choose “%(word)s” again."),
    "first_horizon": _l("A partnership gives something before that: choose “%(word)s” or earlier."),
    "last_horizon": _l("A partnership gives something after that: choose “%(word)s” or later."),
}
"""What a need has to stay, by the field, with the word that still holds."""


def form_for(programme: Programme, need: Need | None, **more: Any) -> NeedForm:
    candidates = service.candidates_to_come_first(db.session, programme, need)
    nation_answers = service.nation_answers(db.session, programme)
    money = Currencies(exchange.currencies(db.session), [programme.city.country.currency])
    return NeedForm(need, money, candidates, nation_answers, **more)


def doubts_of(need: Need) -> list[str]:
    """What was doubted in it and kept."""
    if not need.kept_because:
        return []
    return [doubt(one) for one in service.doubts(service.NeedTerms.of(need), need.programme)]


def outcome_of(need: Need, party: bool) -> dict[str, Any]:
    """For the panel of what the newest published plan made of it. Who said no to whom is told to a party alone."""
    outcome = outcomes.of_need(db.session, need)
    if outcome.plan is None:
        return {"outcome": outcome}
    unserved = outcome.unserved
    explanation = of_need(unserved.explanation) if unserved else None
    reason = disclosure.reason_of(explanation) if explanation else None if outcome.taken_millionths else NOT_APPROVED
    if reason and reason.code == "refused" and not party:
        reason = reason._replace(code="closed")
    asks_flag = reason is not None and any(one.field == "flags" for one in reason.changes)
    nation_answers = asks_flag and service.nation_answers(db.session, need.programme)
    return {
        "outcome": outcome,
        "explanation": explanation,
        "reason": reason,
        "changes": changes.offered(need, reason.changes, nation_answers) if reason else [],
        "left_out_words": left_out,
        "EDITABLE": EDITABLE,
        "ENDED": ENDED,
    }


def waits_for(need: Need) -> list[Need]:
    """Because of what it takes no part in the matching, or would take none once it is published."""
    return pool.holding_up(db.session, need) if need.status in SUBMITTED_OR_PUBLISHED else []


def fit_of(need: Need) -> dict[str, Any]:
    """For the panel of the offers that fit: how many, or what the need must say first."""
    count = fit.count_fits(db.session, need, today())
    return {"fit": count, "fit_asks": [writing.mended(lacking)[1] for lacking in count.missing] if count else []}


writing = NeedWriting()
writing.register(needs)
