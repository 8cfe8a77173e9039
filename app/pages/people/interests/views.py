"""Pages on which staff declare their interests, so that others decide where they should not."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, requires
from app.extensions import db
from app.forms.attempt import attempt
from app.forms.submitting import status_of
from app.pages.people.interests.forms import EndInterestForm, InterestForm
from app.services.people import interests as service
from models import Interest, Organisation

interests = Blueprint("interests", __name__, url_prefix="/interests")


@interests.route("/", methods=["GET", "POST"])
@requires(Permission.DECLARE_INTEREST)
def index() -> ResponseReturnValue:
    form = InterestForm(service.open_to_declare(db.session))
    if form.validate_on_submit():
        with attempt() as declared:
            organisation = db.session.get_one(Organisation, form.chosen)
            service.declare(db.session, organisation, form.nature.data or "", current_actor())
        if not declared.problems:
            flash(_("Declared. Others decide on what concerns this organisation."), "success")
            return redirect(url_for("interests.index"))
        form.organisation.errors = declared.problems
    return render_template(
        "people/interests/index.html", form=form, declared=service.declared(db.session, current_actor().user)
    ), status_of(form)


@interests.route("/<uuid:interest_id>/end", methods=["GET", "POST"])
@requires(Permission.DECLARE_INTEREST, Interest)
def end(interest: Interest) -> ResponseReturnValue:
    form = EndInterestForm()
    if not form.validate_on_submit():
        trail = [{"label": _("Your interests"), "href": url_for("interests.index")}]
        page = render_template("people/interests/end.html", interest=interest, form=form, breadcrumbs=trail)
        return page, status_of(form)
    service.end(db.session, interest, form.reason.data or "", current_actor())
    db.session.commit()
    flash(_("Ended. You may decide on this organisation from now on."), "success")
    return redirect(url_for("interests.index"))
