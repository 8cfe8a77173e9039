"""The changes that would have brought a need into the published plan: offered on its page, put into its form.

An address names a field alone. What to put there is read from what the engine found, and saved by nobody but the
officer who saves the form.
"""

from dataclasses import dataclass

from flask import url_for

from app.forms.listing import argument
from app.pages.intake.needs.forms import NeedForm
from app.services.engine.disclosure import reason_of
from app.services.engine.explanations import of_need
from app.services.partnerships.outcomes import Outcome
from app.services.people.message_facts import HelpfulChange
from app.texts import left_out
from models import Need
from models.vocabulary import Flag, Horizon

FILLED_IN = frozenset({"instruments", "first_horizon", "last_horizon", "max_partners"})
"""The form opens with the change in these; at the others, whose new words or amount the city has to find itself."""


@dataclass(frozen=True)
class Offered:
    words: str
    href: str
    fills_in: bool
    is_made: bool
    """Whether the need says so by now."""
    is_the_nations: bool
    """Whether the nation alone can make it."""


def offered(need: Need, changes: tuple[HelpfulChange, ...], nation_answers: bool) -> list[Offered]:
    return [
        Offered(
            words=words,
            href=url_for("needs.edit", need_id=need.id, change=one.field, _anchor=_place(one)),
            fills_in=one.field in FILLED_IN,
            is_made=_is_made(need, one),
            is_the_nations=nation_answers and (one.field, one.value) == ("flags", Flag.NATIONAL_NO_OBJECTION),
        )
        for one in changes
        if (words := left_out.change(one.field, one.value))
    ]


def asked_for(outcome: Outcome) -> HelpfulChange | None:
    """The one that the address of the form names, where the plan knows such a one."""
    field = argument("change")
    if not field or outcome.unserved is None:
        return None
    changes = reason_of(of_need(outcome.unserved.explanation)).changes
    return next((one for one in changes if one.field == field), None)


def put(change: HelpfulChange, form: NeedForm) -> None:
    """Into a form as it opens."""
    match change.field:
        case "instruments":
            form.instruments.data = [*(form.instruments.data or ()), change.value]
        case "first_horizon" | "last_horizon":
            form[change.field].data = Horizon(change.value)
        case "max_partners":
            form.max_partners.data = int(change.value)


def _place(change: HelpfulChange) -> str:
    """The id of what takes the focus on the form."""
    match change.field:
        case "flags":
            return f"evidence-{list(Flag).index(Flag(change.value))}"
        case "min_share":
            return "min_share_percent"
        case "instruments" | "first_horizon" | "last_horizon":
            return f"{change.field}-0"
    return change.field


def _is_made(need: Need, change: HelpfulChange) -> bool:
    """Of an amount it is not told: that would tell how far the change has to go."""
    order = list(Horizon)
    match change.field:
        case "flags":
            return change.value in need.evidence
        case "instruments":
            return change.value in need.instruments
        case "first_horizon":
            return order.index(need.first_horizon) <= order.index(Horizon(change.value))
        case "last_horizon":
            return order.index(need.last_horizon) >= order.index(Horizon(change.value))
        case "max_partners":
            return need.max_partners is None or need.max_partners >= int(change.value)
    return False
