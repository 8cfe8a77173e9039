"""The blueprint that the pages of studies share, and where the page of each study is."""

from flask import Blueprint, url_for

from models import Study, StudyKind

studies = Blueprint("studies", __name__)


def address(study: Study) -> str:
    """The page that shows how the study goes, and its answer."""
    if study.kind == StudyKind.DECISION:
        return url_for("studies.decision", study_id=study.id)
    page = "studies.stress" if study.kind == StudyKind.STRESS else "studies.fairness"
    return url_for(page, run_id=study.plan.run_id)
