"""Studies: what a decision, a partner's withdrawal or fairness costs a plan, asked on a page and answered by a job."""

import app.pages.review.studies.decisions
import app.pages.review.studies.fairness
import app.pages.review.studies.progress
import app.pages.review.studies.stress  # noqa: F401 - each module adds its pages to the blueprint
from app.pages.review.studies.blueprint import studies

__all__ = ["studies"]
