"""A plan under review of which questions can be asked; no worker runs."""

from tests.web.review.rounds.conftest import (  # noqa: F401 - fixtures, found by their names
    _without_tokens,
    given,
    queue,
    read,
    review,
    reviewer,
    stored,
)
