"""What a city may know of why a plan left its need out: nothing of any one offer, and no amount of another's."""

from collections.abc import Iterator
from typing import NamedTuple

from app.services.engine.explanations import REFUSED, Funnel, NeedExplanation
from app.services.people.message_facts import HelpfulChange

TELLING = frozenset({"flags", "instruments", "first_horizon", "last_horizon", "max_partners", "amount", "min_share"})
"""Changes that a city may make."""

OF_AMOUNTS = frozenset({"amount", "min_share"})
"""How far these would have to go says what a partner has left: that they would help is told, not how far."""

OF_THE_OFFERS = "size"
"""The test that says what partnerships the offers are for: that is between their partners and the secretariat."""


class Reason(NamedTuple):
    """Why a need stayed out, the test at which most offers fell, and the changes that would bring it in."""

    code: str
    test: str | None = None
    changes: tuple[HelpfulChange, ...] = ()


NOT_APPROVED = Reason("not_approved")
"""It was in the plan, and no match of it was approved."""

SET_ASIDE = Reason("set_aside")
"""It was in no plan, since it waits for a need that took no part."""


def reason_of(explanation: NeedExplanation) -> Reason:
    funnel = explanation.funnel
    if explanation.waits_for:
        reason = "waits"
    elif funnel is None:
        reason = "unknown"
    else:
        reason = _why_nothing_came(explanation, funnel)
    test = funnel.shuts_out_most if funnel is not None and reason == "no_fit" else None
    return Reason(reason, None if test == OF_THE_OFFERS else test, tuple(_helpful(explanation)))


def _why_nothing_came(explanation: NeedExplanation, funnel: Funnel) -> str:
    candidates = explanation.candidates
    if not funnel.fits:
        return "no_fit"
    return "refused" if candidates and all(REFUSED in one.obstacles for one in candidates) else "taken"


def _helpful(explanation: NeedExplanation) -> Iterator[HelpfulChange]:
    for one in explanation.changes or ():
        if one.field in TELLING:
            yield HelpfulChange(one.field, "" if one.field in OF_AMOUNTS else one.value)
