"""What is proved of a plan, in words."""

from math import ceil

from flask_babel import gettext as _

from app.services.engine import summaries
from app.texts.formatting import percent
from models import Plan

SMALLEST_SHOWN = 0.0001
NEAR = 0.05
"""A proof that leaves more open than this does not call a plan near the best."""


def proof(plan: Plan) -> str:
    """How far the plan could be from the best there is."""
    summary = summaries.of_plan(plan)
    gap = summary.gap
    match summary.status:
        case "empty":
            return _("No pair of need and offer could be matched: the empty plan is the only one.")
        case "optimal":
            return _("Proved best: no other plan under the same rules can achieve more.")
    if gap is None:
        return _("It is not proved how much better another plan could be.")
    if gap < SMALLEST_SHOWN:
        almost = percent(SMALLEST_SHOWN, 2)
        return _("Proved near the best: no plan under the same rules achieves as much as %(gap)s more.", gap=almost)
    if gap > NEAR:
        return _(
            "Not proved near the best: another plan under the same rules may achieve up to %(gap)s more.",
            gap=small(gap),
        )
    return _("Proved near the best: other plans under the same rules achieve at most %(gap)s more.", gap=small(gap))


def small(share: float | None) -> str:
    """A bound, rounded up, with as many digits as it takes not to read as nothing."""
    if share is None:
        return ""
    if 0 < share < SMALLEST_SHOWN:
        return _("under %(share)s", share=percent(SMALLEST_SHOWN, 2))
    digits = 0 if share == 0 or share >= 0.1 else 1 if share >= 0.01 else 2
    steps = 100 * 10**digits
    return percent(ceil(round(share * steps, 6)) / steps, digits)
