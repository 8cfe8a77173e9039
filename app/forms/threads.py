"""The page of a thread: what was written about a need or an offer with one organisation, and the form to go on."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import exists_for_viewer
from app.extensions import db
from app.forms.fields import text
from app.forms.submitting import WrittenForm, status_of
from app.forms.writing import address
from app.services.people import threads
from app.services.record.actor import Actor
from models import Need, Offer, Organisation, Remark


class WordForm(WrittenForm):
    text = text(
        _l("What do you want to say?"),
        4000,
        missing=_l("Write something first."),
        description=_l(
            "Everybody on the other side gets it, by e-mail too. Tell nothing that others keep to themselves."
        ),
    )


def converse(thing: Need | Offer, organisation: Organisation, by: Actor, here: str) -> ResponseReturnValue:
    """Show the thread, or keep what was written and come back to it: its address is `here`."""
    form = WordForm()
    if form.validate_on_submit():
        said = threads.write(db.session, thing, organisation, str(form.text.data), by, form.new_id)
        if (said.text, threads.thing_of(db.session, said)) == (form.text.data, thing):
            db.session.commit()
            flash(_("Sent."), "success")
            return redirect(here)
        form.renew_key()
        form.form_errors = [_("This form was sent before, with other words. Send it again to send these as well.")]
    written = db.session.scalars(threads.about(thing).where(Remark.organisation_id == organisation.id)).all()
    page = render_template(
        "thread.html",
        thing=thing,
        organisation=organisation,
        href=address("show", thing) if exists_for_viewer(thing) else None,
        written=written,
        form=form,
    )
    return page, 409 if form.form_errors else status_of(form)
