"""Rounds: their policy and pool, their runs, the review of a plan, and its publication."""

import app.pages.review.rounds.again
import app.pages.review.rounds.coverage
import app.pages.review.rounds.differences
import app.pages.review.rounds.matches
import app.pages.review.rounds.pairs
import app.pages.review.rounds.plan
import app.pages.review.rounds.publication
import app.pages.review.rounds.runs
import app.pages.review.rounds.unserved
import app.pages.review.rounds.views
import app.pages.review.rounds.windows  # noqa: F401 - each module adds its pages to the blueprint
from app.pages.review.rounds.blueprint import rounds

__all__ = ["rounds"]
