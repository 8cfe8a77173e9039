"""How a need is written and goes its way to publication."""

from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l

from app.access import Permission, current_viewer, exists_for_viewer
from app.extensions import db
from app.needs.blueprint import needs
from app.needs.forms import MISSING, NeedForm, NoObjectionForm
from app.services import exchange, fit, no_objections, outcomes
from app.services import needs as service
from app.steps import Rights, Submitting
from app.submitting import SendBackForm
from app.today import today
from app.writing import address
from models import Need, Programme
from models.lifecycle import GOING_ON


class NeedWriting(Submitting[Need, NeedForm]):
    model = Need
    right = Permission.EDIT_NEED
    rights = Rights(Permission.SUBMIT_NEED, Permission.REVIEW_NEED, Permission.WITHDRAW_NEED)
    missing = MISSING
    field_of = {"gap": "amount"}
    sent_back = _l("Sent back to the city with your comment.")
    withdrawn = _l("Withdrawn. It takes part in no round any more.")

    def form(self, thing: Need, **more: Any) -> NeedForm:
        return form_for(thing.programme, thing, **more)

    def page(self, form: NeedForm, thing: Need | None, **more: Any) -> str:
        if thing is not None:
            more = {"programme": thing.programme, "fit": fit.count_fits(db.session, thing, today())}
        return super().page(form, thing, **more)

    def render(
        self, thing: Need, form: SendBackForm | None = None, no_objection_form: NoObjectionForm | None = None
    ) -> str:
        viewer = current_viewer()
        mine = viewer.can(Permission.EDIT_NEED, thing)
        insider = mine or viewer.is_staff or viewer.can(Permission.OBJECT_TO_NEED, thing)
        return render_template(
            "needs/show.html",
            need=thing,
            at=address,
            mine=mine,
            party=bool(viewer.memberships),
            first=[one for one in thing.requires if exists_for_viewer(one)],
            form=form or SendBackForm(formdata=None),
            no_objection_form=no_objection_form or NoObjectionForm(formdata=None, data={"version": thing.version}),
            fit=fit.count_fits(db.session, thing, today()) if mine else None,
            outcome=outcomes.of_need(db.session, thing) if mine or viewer.is_staff else None,
            GOING_ON=GOING_ON,
            answers=no_objections.answers(db.session, thing) if insider else [],
            holds=no_objections.holds,
        )


def form_for(programme: Programme, need: Need | None, **more: Any) -> NeedForm:
    candidates = service.candidates_to_come_first(db.session, programme, need)
    nation_answers = service.nation_answers(db.session, programme)
    return NeedForm(need, exchange.currencies(db.session), candidates, nation_answers, **more)


writing = NeedWriting()
writing.register(needs)
