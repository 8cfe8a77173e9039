"""How far a study is, and how to stop it."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import Permission, current_actor, requires
from app.extensions import db
from app.pages.review.rounds import wording
from app.pages.review.studies.blueprint import address, studies
from app.pages.review.studies.forms import AskForm
from app.services.engine.progress import read
from models import Study
from models.lifecycle import UNFINISHED_RUN


@studies.get("/studies/<uuid:study_id>/progress")
@requires(Permission.SEE_STUDY, Study)
def progress(study: Study) -> ResponseReturnValue:
    """The part of the page that changes; once the study has ended, a word to load the whole page."""
    body = render_template(
        "review/studies/_progress.html",
        study=study,
        under_way=study.status in UNFINISHED_RUN,
        progress=read(study.progress),
        wording=wording,
    )
    return body, 200, {} if study.status in UNFINISHED_RUN else {"HX-Refresh": "true"}


@studies.post("/studies/<uuid:study_id>/cancel")
@requires(Permission.ASK_STUDY, Study)
def cancel(study: Study) -> ResponseReturnValue:
    """Cancelling what has ended already changes nothing: the page says how it ended."""
    from app import jobs  # brings the job library with it, which no other page needs

    if AskForm().validate_on_submit() and jobs.cancel(db.session, study, current_actor()):
        db.session.commit()
        flash(_("The question is withdrawn."), "success")
    return redirect(address(study))
