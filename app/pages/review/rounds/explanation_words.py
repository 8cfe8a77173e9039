"""The engine's explanations in words: codes and numbers in, sentences out. What a dictionary lacks is left unsaid."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.services.engine.explanations import MatchExplanation, NeedExplanation
from app.services.engine.files import from_cell
from app.texts import left_out
from app.texts.formatting import money
from models import Need

PARTS = {
    "theme": _l("Theme"),
    "place": _l("Place"),
    "instrument": _l("Form of support"),
    "readiness": _l("Readiness"),
    "preference": _l("Stated preference"),
    "shared_vision": _l("Shared vision"),
    "continuity": _l("Existing relationship"),
}

LIMITS = {
    "pinned": _l("Staff fixed exactly these amounts."),
    "need_is_met": _l("The need has all that it asks for."),
    "largest_partnership": _l("This partnership is as large as the offer and the need allow."),
    "capacity": _l("The offer has nothing left in the years that suit the need."),
    "country_share": _l("The country already has its largest share of this offer."),
    "weighed": _l("More was possible, but the plan achieves more, or is fairer, by using it elsewhere."),
}

OBSTACLES = {
    "forbidden": _l("Staff rejected this pair, or the offer’s own limits leave nothing for it"),
    "refused": _l("One of the two sides said no to the other before"),
    "partners_full": _l("The need has all the partners it wants"),
    "partnerships_full": _l("The offer has all the partnerships it allows"),
    "capacity_taken": _l("Its capacity went to others"),
    "country_share_taken": _l("The country’s share of it went to others"),
    "left_below_smallest_partnership": _l("What is left is less than its smallest partnership"),
    "outweighed": _l("The plan does more with it elsewhere"),
}
"""Why one offer gives a need nothing."""

MAIN_REASONS = OBSTACLES | {
    "partnerships_full": _l("The offers that fit have all the partnerships they allow"),
    "capacity_taken": _l("The capacity of the offers that fit went to others"),
    "country_share_taken": _l("The country’s share of the offers that fit went to others"),
    "left_below_smallest_partnership": _l(
        "What is left of the offers that fit is less than their smallest partnership"
    ),
    "outweighed": _l("The plan does more with the offers that fit elsewhere"),
}
"""The same where it is said of a need, and no offer is named beside it."""


@dataclass(frozen=True)
class Part:
    name: str
    value: float
    weight: float

    @property
    def adds(self) -> float:
        """What it adds to the score."""
        return self.value * self.weight


def parts(explanation: MatchExplanation) -> list[Part]:
    """The parts of the score that count, the heaviest first."""
    found = [
        Part(str(PARTS.get(one.name, one.name)), one.value, one.weight) for one in explanation.parts if one.weight > 0
    ]
    return sorted(found, key=lambda part: -part.weight)


def limits(explanation: MatchExplanation) -> list[str]:
    return [str(LIMITS[code]) for code in explanation.limits if code in LIMITS]


def obstacles(codes: Iterable[str]) -> str:
    return "; ".join(str(OBSTACLES[code]) for code in codes if code in OBSTACLES)


def amount(smallest: int, need: Need, currency: str) -> str:
    """In the unit in which the engine counts for this need: the round's currency, or expert-days."""
    return money(smallest, None if need.currency is None else currency)


def changes(explanation: NeedExplanation, need: Need, currency: str, places: int) -> list[str]:
    """The smallest single changes that would bring the need in, each found by solving again. An amount to ask for is
    written with so many decimal places."""
    return [
        _("%(change)s It would then receive %(amount)s.", change=said, amount=amount(one.received, need, currency))
        for one in explanation.changes or ()
        if (said := change(one.field, one.value, need, currency, places))
    ]


def change(field: str, value: str, need: Need, currency: str, places: int) -> str:
    asked = amount(from_cell(value, places), need, currency) if field == "amount" else ""
    return left_out.change(field, value, asked)


def main_reason(explanation: NeedExplanation) -> str:
    """In a few words why the plan leaves a need out."""
    if explanation.waits_for:
        return _("It waits for a need that is not met")
    if explanation.funnel and not explanation.funnel.fits:
        return _("No offer fits it")
    codes = [code for one in explanation.candidates for code in one.obstacles]
    return str(MAIN_REASONS[max(sorted(set(codes)), key=codes.count)]) if codes else ""
