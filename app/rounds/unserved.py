"""Pages of the needs that a plan leaves out: the list, and why each one stayed out."""

import uuid

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, requires
from app.extensions import db
from app.listing import Sorting, paginate, whole, word
from app.rounds import explaining, wording
from app.rounds.blueprint import rounds, to_plan
from app.rounds.review import LINES, plan_of
from app.services import plan_lines, plan_parties
from models import Need, Run, UnservedNeed
from models.vocabulary import Theme


@rounds.get("/runs/<uuid:run_id>/unserved")
@requires(Permission.SEE_RUN, Run)
def unserved(run: Run) -> ResponseReturnValue:
    plan = plan_of(run)
    sorting = Sorting(plan_lines.UNSERVED_SORTS, default="city")
    statement = plan_lines.unserved(plan, whole("city"), word("theme", Theme))
    return render_template(
        "rounds/unserved.html",
        run=run,
        round=run.round,
        page=paginate(sorting.order(statement, Need.id), LINES),
        sorting=sorting,
        cities=plan_lines.cities(db.session, plan, UnservedNeed),
        main_reason=explaining.main_reason,
        breadcrumbs=to_plan(run),
    )


@rounds.get("/runs/<uuid:run_id>/unserved/<uuid:need_id>")
@requires(Permission.SEE_RUN, Run)
def unserved_need(run: Run, need_id: uuid.UUID) -> ResponseReturnValue:
    found = plan_lines.unserved_need(db.session, plan_of(run), need_id) or abort(404)
    needs, offers = explaining.ids_in(found.explanation)
    return render_template(
        "rounds/unserved_need.html",
        run=run,
        round=run.round,
        need=found.need,
        explanation=found.explanation,
        named=plan_parties.named(db.session, needs, offers),
        explaining=explaining,
        wording=wording,
        breadcrumbs=[*to_plan(run), {"label": _("Needs left out"), "href": url_for("rounds.unserved", run_id=run.id)}],
    )
