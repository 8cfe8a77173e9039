"""The steps of a need from draft to published, and what the nation says of it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, current_viewer, requires
from app.extensions import db
from app.needs.blueprint import needs
from app.needs.forms import MISSING, NoObjectionForm
from app.needs.views import render_show
from app.services import no_objections, submissions
from app.submitting import SendBackForm
from models import Need, Role
from models.errors import StaleForm
from models.lifecycle import SubmissionStatus


@needs.route("/<uuid:need_id>/submit", methods=["GET", "POST"])
@requires(Permission.SUBMIT_NEED, Need)
def submit(need: Need) -> ResponseReturnValue:
    """Everything on one page to check; on submitting, all that is missing is said at once."""
    if need.status not in (SubmissionStatus.DRAFT, SubmissionStatus.RETURNED):
        return redirect(url_for("needs.show", need_id=need.id))  # sent twice, or submitted already
    missing = need.missing()
    if request.method == "POST" and not missing:
        submissions.submit(db.session, need, current_actor(need.organisation))
        db.session.commit()
        flash(_("Submitted. A reviewer reads it next and publishes it or sends it back with comments."), "success")
        return redirect(url_for("needs.show", need_id=need.id))
    problems = [(field, MISSING[field]) for field in missing]
    return render_template("needs/submit.html", need=need, problems=problems), 422 if request.method == "POST" else 200


@needs.post("/<uuid:need_id>/withdraw")
@requires(Permission.WITHDRAW_NEED, Need)
def withdraw(need: Need) -> ResponseReturnValue:
    submissions.withdraw(db.session, need, current_actor(need.organisation))
    db.session.commit()
    flash(_("Withdrawn. It takes part in no round any more."), "success")
    return redirect(url_for("needs.show", need_id=need.id))


@needs.post("/<uuid:need_id>/send-back")
@requires(Permission.REVIEW_NEED, Need)
def send_back(need: Need) -> ResponseReturnValue:
    form = SendBackForm()
    if not form.validate_on_submit():
        return render_show(need, send_back_form=form), 422
    submissions.send_back(db.session, need, str(form.comment.data), current_actor())
    db.session.commit()
    flash(_("Sent back to the city with your comment."), "success")
    return redirect(url_for("needs.show", need_id=need.id))


@needs.post("/<uuid:need_id>/no-objection")
@requires(Permission.OBJECT_TO_NEED, Need)
def no_objection(need: Need) -> ResponseReturnValue:
    """The nation says that it has no objection, or why it objects."""
    form = NoObjectionForm()
    if not form.validate_on_submit():
        return render_show(need, no_objection_form=form), 422
    office = next(
        one for one in current_viewer().organisations(Role.NATIONAL_OFFICER) if one.country_id == need.city.country_id
    )
    given, reason = form.answer.data == form.NONE, str(form.reason.data)
    try:
        no_objections.answer(db.session, need, office, given, reason, form.version_seen, current_actor(office))
        db.session.commit()
    except StaleForm:
        db.session.rollback()
        form.version.data = str(need.version)
        form.form_errors = [_("The need changed while you were reading it. Read it again, then answer.")]
        return render_show(need, no_objection_form=form), 409
    flash(_("Recorded. The need shows it from now on.") if given else _("Your objection is recorded."), "success")
    return redirect(url_for("needs.show", need_id=need.id))


@needs.post("/<uuid:need_id>/publish")
@requires(Permission.REVIEW_NEED, Need)
def publish(need: Need) -> ResponseReturnValue:
    submissions.publish(db.session, need, current_actor())
    db.session.commit()
    flash(_("Published. It takes part in the next run of the matching."), "success")
    return redirect(url_for("needs.show", need_id=need.id))
