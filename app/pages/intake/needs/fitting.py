"""The offers that fit a need, as a list for its city."""

from flask import render_template, url_for
from flask_babel import gettext as _

from app.access import Permission, requires
from app.extensions import db
from app.forms.listing import part_of
from app.pages.intake.needs.blueprint import needs
from app.services.intake import fit
from app.today import today
from models import Need


@needs.get("/<uuid:need_id>/offers")
@requires(Permission.EDIT_NEED, Need)
def fitting(need: Need) -> str:
    return render_template(
        "intake/needs/fitting.html",
        need=need,
        page=part_of(fit.offers_that_fit(db.session, need, today())),
        breadcrumbs=[
            {"label": _("Needs"), "href": url_for("needs.index")},
            {"label": need.title or _("A need without a title"), "href": url_for("needs.show", need_id=need.id)},
        ],
    )
