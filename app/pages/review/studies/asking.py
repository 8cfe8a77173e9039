"""What the pages of a plan's studies share: the newest question, the newest answer, and asking again."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.access import current_actor
from app.extensions import db
from app.forms.attempt import attempt
from app.pages.review.rounds import wording
from app.pages.review.rounds.blueprint import to_plan
from app.pages.review.rounds.plan_frame import plan_of
from app.pages.review.studies.forms import AskForm
from app.services.engine import progress
from app.services.review import studies as service
from app.texts.language import locale
from models import Plan, Run, StudyKind
from models.lifecycle import UNFINISHED_ROUND, UNFINISHED_RUN


def context(run: Run, plan: Plan, kind: StudyKind) -> dict[str, Any]:
    """`study` is the newest, `answered` the newest with an answer: it is kept while the question is asked again."""
    study = service.newest(db.session, plan, kind)
    return {
        "run": run,
        "round": run.round,
        "plan": plan,
        "study": study,
        "answered": service.newest_answered(db.session, plan, kind),
        "under_way": study is not None and study.status in UNFINISHED_RUN,
        "progress": progress.read(study.progress if study is not None else {}),
        "over": run.round.status not in UNFINISHED_ROUND,
        "wording": wording,
        "breadcrumbs": to_plan(run),
    }


def ask(run: Run, kind: StudyKind, page: str) -> ResponseReturnValue:
    """Ask, and lead back to the page, which says how far it is or why it cannot be asked."""
    from app import jobs  # brings the job library with it, which no other page needs

    plan = plan_of(run)
    if AskForm().validate_on_submit():
        with attempt(wording.refused) as tried:
            study, new = service.ask(db.session, plan, kind, current_actor())
            if new:
                jobs.enqueue(db.session, study)
        for why in tried.problems:
            flash(why, "error")
    return redirect(url_for(page, run_id=run.id))


def direction() -> Any:
    return locale().text_direction
