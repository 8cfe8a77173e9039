"""Rounds: their policy and pool, their runs, the review of a plan, and its publication."""

import app.rounds.again
import app.rounds.differences
import app.rounds.matches
import app.rounds.pairs
import app.rounds.publication
import app.rounds.review
import app.rounds.runs
import app.rounds.unserved
import app.rounds.views
import app.rounds.windows  # noqa: F401 - each module adds its pages to the blueprint
from app.rounds.blueprint import rounds

__all__ = ["rounds"]
