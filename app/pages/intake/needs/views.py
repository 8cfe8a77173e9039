"""Pages of one need: what it says, its form, what the nation says of it. Its steps are those of `app.forms.steps`."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, requires
from app.extensions import db
from app.forms.broken import tell_broken
from app.pages.intake.needs.answers import office_for
from app.pages.intake.needs.blueprint import needs
from app.pages.intake.needs.forms import FIRST, SECTIONS, NeedForm, NoObjectionForm
from app.pages.intake.needs.writing import fit_of, form_for, writing
from app.services.intake import needs as service
from app.services.intake import no_objections
from models import Need, Programme
from models.errors import BrokenRules, StaleForm

FIT_ASKS = {
    "kind", "theme", "instruments", "currency", "amount", "own_contribution", "secured", "min_share_percent",
    "max_partners", "first_horizon", "last_horizon", "requires",
}  # fmt: skip
"""The fields that have to be right before anything can be said of offers that would fit."""


@needs.get("/<uuid:need_id>")
@requires(Permission.SEE_NEED, Need)
def show(need: Need) -> ResponseReturnValue:
    return writing.render(need)


@needs.route("/new/<uuid:programme_id>", methods=["GET", "POST"])
@requires(Permission.CREATE_NEED, Programme)
def create(programme: Programme) -> ResponseReturnValue:
    """A draft, of which a title is enough; its sections come next."""
    form, by = form_for(programme, None, asked=FIRST), current_actor(programme.organisation)
    return writing.create(
        form,
        lambda identity: service.create(db.session, programme, form.terms(), by, identity),
        template="new",
        programme=programme,
    )


@needs.post("/<uuid:need_id>/fit")
@requires(Permission.EDIT_NEED, Need)
def fit_so_far(need: Need) -> ResponseReturnValue:
    """What the need would find with the section, or the form, as filled in so far; keeps nothing."""
    asked = next((one.fields for one in SECTIONS if one.name == request.args.get("section")), ())
    form = writing.form(need, asked=asked)
    form.validate()
    asks = _wrong(form)
    if not asks:
        tell_broken(form, BrokenRules(*service.broken(db.session, need.programme, form.terms(), need)))
        asks = _wrong(form)
    if asks:
        return render_template("intake/needs/fit.html", fit_asks=asks)
    with db.session.no_autoflush:
        found = fit_of(service.unsaved(need.programme, form.terms()))
    db.session.rollback()
    return render_template("intake/needs/fit.html", **found)


def _wrong(form: NeedForm) -> list[str]:
    """What has to be put right before anything can be counted."""
    wrong = [form[field] for field in form.errors if field in FIT_ASKS]
    return [f"{field.label.text} {error}" for field in wrong for error in field.errors]


@needs.post("/<uuid:need_id>/no-objection")
@requires(Permission.OBJECT_TO_NEED, Need)
def no_objection(need: Need) -> ResponseReturnValue:
    """The nation says that it has no objection, or why it objects."""
    form = NoObjectionForm()
    if not form.validate_on_submit():
        return writing.render(need, no_objection_form=form), 422
    office = office_for(need)
    given, reason = form.answer.data == form.NONE, str(form.reason.data)
    try:
        no_objections.answer(db.session, need, office, given, reason, form.version_seen, current_actor(office))
        db.session.commit()
    except StaleForm:
        db.session.rollback()
        form.version.data = str(need.version)
        form.form_errors = [_("The need changed while you were reading it. Read it again, then answer.")]
        return writing.render(need, no_objection_form=form), 409
    flash(_("Recorded. The need shows it from now on.") if given else _("Your objection is recorded."), "success")
    return redirect(url_for("needs.show", need_id=need.id))
