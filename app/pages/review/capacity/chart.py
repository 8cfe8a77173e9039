"""The board as bars: each offer's capacity, parted by what it is spoken for."""

from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.charts import Stack, stacked_bars
from app.services.review.capacity_board import Line
from app.texts.formatting import money, short_money
from app.texts.language import locale
from models.amounts import HorizonAmounts
from models.vocabulary import Horizon

Part = Callable[[HorizonAmounts], int]


def chart(lines: Sequence[Line], horizon: Horizon | None) -> Markup:
    """Of one horizon, or of all. All bars are as long, since the offers count in different units."""

    def part(amounts: HorizonAmounts) -> int:
        return amounts[horizon] if horizon else amounts.total

    return stacked_bars(
        "capacity",
        _("How much of each offer is spoken for"),
        _("One bar for each offer: what is committed, reserved and proposed by the plan; the pale rest is free."),
        [bar for line in lines if (bar := _bar(line, part))],
        [_("Committed"), _("Reserved"), _("Proposed")],
        maximum=1,
        direction=_direction(),
    )


def _bar(line: Line, part: Part) -> Stack | None:
    """The whole is what is used and what is free: in one horizon that counts what was carried over to it."""
    offer = line.offer
    committed, reserved, free = part(offer.committed), part(offer.reserved), part(line.free)
    whole = committed + reserved + free
    if whole <= 0:
        return None
    amounts = (committed, reserved, min(part(line.proposed), free))
    return Stack(
        _("%(offer)s: %(amount)s", offer=offer.title, amount=short_money(whole, offer.currency)),
        tuple(amount / whole for amount in amounts),
        tuple(money(amount, offer.currency) for amount in amounts),
        "",  # the whole stands in the label: beside a long title there is no room for it on a phone
    )


def _direction() -> Any:
    return locale().text_direction
