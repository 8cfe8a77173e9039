"""Pages of the needs that a plan leaves out: the list, and why each one stayed out."""

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, requires
from app.extensions import db
from app.forms.chips import note_choice
from app.forms.listing import Sorting, paginate, whole, word
from app.forms.submitting import status_of
from app.pages.review.rounds import explanation_words, wording
from app.pages.review.rounds.blueprint import rounds, to_plan
from app.pages.review.rounds.plan import LINES
from app.pages.review.rounds.plan_frame import pages, plan_of
from app.pages.review.rounds.write_form import WriteForm
from app.services.engine import frozen_policies
from app.services.engine.explanations import of_need
from app.services.partnerships import outcomes
from app.services.people import threads
from app.services.review import plan_lines, plan_parties
from app.services.review.plan_parties import Parties
from models import Need, Organisation, Run, UnservedNeed
from models.vocabulary import Theme


@rounds.get("/runs/<uuid:run_id>/unserved")
@requires(Permission.SEE_RUN, Run)
def unserved(run: Run) -> ResponseReturnValue:
    plan = plan_of(run)
    sorting = Sorting(plan_lines.UNSERVED_SORTS, default="city")
    statement = plan_lines.unserved(plan, whole("city"), word("theme", Theme))
    cities = plan_lines.cities(db.session, plan, UnservedNeed)
    note_choice("city", cities)
    return render_template(
        "review/rounds/unserved.html",
        run=run,
        round=run.round,
        page=paginate(sorting.order(statement, Need.id), LINES),
        sorting=sorting,
        pages=pages(run, "rounds.unserved"),
        cities=cities,
        reason=lambda one: explanation_words.main_reason(of_need(one.explanation)),
        breadcrumbs=to_plan(run),
    )


@rounds.get("/runs/<uuid:run_id>/unserved/<uuid:need_id>")
@requires(Permission.SEE_RUN, Run)
def unserved_need(run: Run, need_id: uuid.UUID) -> ResponseReturnValue:
    return render_unserved(run, left_out(run, need_id))


def left_out(run: Run, need_id: uuid.UUID) -> UnservedNeed:
    return plan_lines.unserved_need(db.session, plan_of(run), need_id) or abort(404)


def render_unserved(run: Run, found: UnservedNeed, form: WriteForm | None = None) -> str:
    explanation = of_need(found.explanation)
    named = plan_parties.named(db.session, explanation.needs, explanation.offers)
    return render_template(
        "review/rounds/unserved_need.html",
        run=run,
        round=run.round,
        need=found.need,
        explanation=explanation,
        places=frozen_policies.of_run(db.session, run).decimals[found.need.kind],
        named=named,
        refusals=outcomes.refusals_before(db.session, found),
        form=form or WriteForm(recipients(found.need, named), formdata=None),
        explanation_words=explanation_words,
        wording=wording,
        breadcrumbs=[*to_plan(run), {"label": _("Needs left out"), "href": url_for("rounds.unserved", run_id=run.id)}],
    )


@rounds.post("/runs/<uuid:run_id>/unserved/<uuid:need_id>/write")
@requires(Permission.WRITE_MESSAGE, Run)
def write_about(run: Run, need_id: uuid.UUID) -> ResponseReturnValue:
    """Write to the city, or to a partner whose offer fits, about a need that was left out."""
    found = left_out(run, need_id)
    explanation = of_need(found.explanation)
    addressees = recipients(found.need, plan_parties.named(db.session, explanation.needs, explanation.offers))
    form = WriteForm(addressees)
    if not form.validate_on_submit():
        return render_unserved(run, found, form), status_of(form)
    addressee = next(one for one in addressees if str(one.id) == form.recipient.data)
    text = str(form.text.data)
    sent = threads.write(db.session, found.need, addressee, text, current_actor(), form.new_id)
    if (sent.need_id, sent.organisation, sent.text) != (found.need_id, addressee, text):
        form.renew_key()
        form.form_errors = [_("This form was sent before, with other words. Send it again to send these as well.")]
        return render_unserved(run, found, form), 409
    db.session.commit()
    flash(_("Sent to %(organisation)s.", organisation=addressee.name), "success")
    return redirect(url_for("rounds.unserved_need", run_id=run.id, need_id=need_id))


def recipients(need: Need, named: Parties) -> list[Organisation]:
    """The city, then the partners whose offers the explanation names."""
    partners = {offer.organisation for offer in named.offers.values()}
    return [need.organisation, *sorted(partners, key=lambda one: one.name)]
