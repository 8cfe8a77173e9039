"""Studies: what a decision, a partner's withdrawal or fairness costs a plan, asked on a page and answered by a job."""

import app.studies.decisions
import app.studies.fairness
import app.studies.progress
import app.studies.stress  # noqa: F401 - each module adds its pages to the blueprint
from app.studies.blueprint import studies

__all__ = ["studies"]
